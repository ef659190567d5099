package io.neighsync.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.neighsync.netlink.TestNetns;
import io.neighsync.redis.RedisServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Jedis;

/** What is measured is done: a whole daemon under each kind of load, in a small size. */
@Timeout(120)
class LoadWorkSystemTest {
    private static final int COUNT = 3_000;

    private final TestNetns netns = BenchNetns.enter();
    private final BenchRedis redis = new BenchRedis();
    private BenchWorld world;

    @TempDir
    private Path folder;

    @TempDir
    private Path programs;
    private Path launcher;

    @BeforeEach
    void makeWorld() throws IOException {
        launcher = Files.writeString(programs.resolve("launcher"), "sleep 0.2\nexec "
            + BuiltDaemon.line("$JVM_OPTIONS -Dneighsyncd.exec_us=$(date +%s%6N)") + " \"$@\"\n");
        world = new BenchWorld(redis);
    }

    @AfterEach
    void close() {
        world.close();
        redis.close();
        netns.close();
    }

    @Test
    void shouldMeasureAStart() {
        StartWork.Run run = new StartWork(world).measure(ours(), Placement.PLAIN, world.announce(COUNT));
        assertThat(run.launcher()).isBetween(200.0, 20_000.0);
        assertThat(run.firstRow()).isBetween(50.0, run.rows());
        assertThat(run.cpu()).isPositive();
        assertThat(world.rows().count()).isEqualTo(COUNT);
    }

    @Test
    void shouldCountFromTheSpawnOfADaemonWithoutALauncher() {
        StartWork.Run run = new StartWork(world).measure(
            daemon(BuiltDaemon.line("")), Placement.PLAIN, world.announce(COUNT));
        assertThat(run.launcher()).isZero();
        assertThat(run.rows()).isPositive();
    }

    @Test
    void shouldMeasureAStartWithAConfigDb() {
        ConfigDb configDb = new ConfigDb(redis, folder);
        NumberedNeighbors neighbors = world.announce(COUNT);
        configDb.fill(500);
        StartWork.Run run = new StartWork(world).measure(
            ours().with("--sonic-db-config " + configDb.description()), Placement.PLAIN, neighbors);
        assertThat(run.rows()).isPositive();
    }

    @ParameterizedTest
    @EnumSource
    void shouldMeasureAChurn(ChurnWork.Buffer buffer) {
        ChurnWork.Run run = new ChurnWork(world, ours()).measure(Placement.PLAIN, COUNT, buffer);
        assertThat(run.end().isRight()).isTrue();
        assertThat(run.end().millis()).isBetween(0.0, 10_000.0);
        assertThat(run.eventsPerSecond()).isGreaterThan(COUNT);
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 1})
    void shouldMeasureWhatIsSustained(int changing) {
        SustainedWork.Load load = new SustainedWork.Load(5_000, changing, COUNT, 1, 1);
        SustainedWork.Run run = new SustainedWork(world, ours()).measure(Placement.PLAIN, load);
        assertThat(run.rate()).isBetween(1_000.0, 5_000.0);
        assertThat(run.end().isRight()).isTrue();
        assertThat(run.merged()).isBetween(0L, load.events() * changing / 10);
        assertThat(run.firstLag().count()).isPositive();
        assertThat(run.lastLag().count()).isPositive();
        assertThat(run.usage().daemon().micros()).isPositive();
        assertThat(run.usage().daemon().threads().keySet()).anyMatch(name -> name.startsWith("neigh-"));
        assertThat(run.usage().injector()).isPositive();
        assertThat(netns.ip("neigh show 10.0.0.1")).contains("extern_learn")
            .contains(changing == 10 ? "STALE" : "REACHABLE");
    }

    @Test
    void shouldMeasureWhatInjectorAndKernelCanMake() {
        SustainedWork.Ceiling ceiling = new SustainedWork(world, ours()).ceiling(COUNT);
        assertThat(ceiling.changes()).isGreaterThan(COUNT);
        assertThat(ceiling.confirmations()).isGreaterThan(COUNT);
        assertThat(netns.ip("neigh show 10.0.0.1")).contains("lladdr 02:00:00:00:0b:b8").contains("REACHABLE");
    }

    @Test
    void shouldMeasureMemoryWithAJournalAndWithout() {
        MemoryWork work = new MemoryWork(world, ours(), folder);
        ResidentMemory without = work.measure(COUNT, false, 0);
        ResidentMemory with = work.measure(COUNT, true, 0);
        assertThat(without.rss()).isBetween(20.0, 300.0);
        assertThat(with.file() + with.shared()).isGreaterThan(without.file() + without.shared());
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void shouldAskAJvmForItsAccountAndNobodyElse() throws IOException {
        Path sleeper = Files.writeString(programs.resolve("sleeper"), "exec sleep 60\n");
        assertThat(new MemoryWork(world, ours(), folder).committed(COUNT, true, 0))
            .containsKeys("Total", "Java Heap", "Class").allSatisfy((kind, megabytes) ->
                assertThat(megabytes).isBetween(0.0, 500.0));
        assertThat(new MemoryWork(world, new DaemonCommand("sh " + sleeper), folder).committed(0, false, 0)).isEmpty();
    }

    @Test
    void shouldMeasureWhatAnIdleDaemonUses() {
        IdleWork.Run run = new IdleWork(world, ours()).measure(Placement.PLAIN, COUNT, 0, 1);
        assertThat(run.seconds()).isGreaterThanOrEqualTo(1);
        assertThat(run.percent()).isBetween(0.0, 100.0);
        assertThat(run.cpu().threads()).isNotEmpty();
    }

    @Test
    void shouldTellNothingOfADaemonWhoseRowsAreWrong() throws IOException {
        StringBuilder rows = new StringBuilder();
        for (int i = 1; i <= 3; i++) {
            rows.append("SADD NEIGH_TABLE_KEY_SET Ethernet12:10.0.0.").append(i).append('\n')
                .append("HSET _NEIGH_TABLE:Ethernet12:10.0.0.").append(i).append(" neigh 02:00:00:00:00:00\n");
        }
        Path wrong = Files.writeString(folder.resolve("wrong"), rows);
        DaemonCommand daemon = new DaemonCommand("sh -c 'redis-cli -s {redis} < " + wrong + "; exec sleep 60'");
        assertThatThrownBy(() -> new StartWork(world).measure(daemon, Placement.PLAIN, world.announce(3)))
            .hasMessageContaining("has 2 of 3 rows wrong");
        assertThatThrownBy(() -> new IdleWork(world, daemon).measure(Placement.PLAIN, 3, 0, 1))
            .hasMessageContaining("has 2 of 3 rows wrong");
    }

    /** Our daemon, as a launcher starts it. */
    private DaemonCommand ours() {
        return daemon("sh " + launcher);
    }

    @Test
    void shouldCountEveryRowThatIsNotWhatTheKernelHas() {
        NumberedNeighbors neighbors = world.announce(3);
        neighbors.change(world.injector());
        world.injector().flush();
        assertThat(netns.ip("neigh show 10.0.0.1")).contains("lladdr 02:00:00:00:00:03");
        assertThat(netns.ip("neigh show 10.0.0.3")).contains("lladdr 02:00:00:00:00:02");
        try (Jedis client = RedisServerProcess.client(redis.address())) {
            put(client, "10.0.0.1", "02:00:00:00:00:03");
            put(client, "10.0.0.2", "02:00:00:00:00:01");
            assertThat(world.rows().wrong(neighbors)).as("one is missing").isOne();
            put(client, "10.0.0.3", "02:00:00:00:00:02");
            long writes = world.rows().writes();
            assertThat(world.rows().wrong(neighbors)).isZero();
            assertThat(world.rows().change(neighbors, 0)).isEqualTo(3);
            assertThat(world.rows().rowsWritten()).isEqualTo(3);
            assertThat(world.rows().writes()).as("reading is no writing").isEqualTo(writes);
            put(client, "10.0.0.4", "02:00:00:00:00:04");
            assertThat(world.rows().wrong(neighbors)).as("one too many").isOne();
            assertThat(world.rows().writes()).isGreaterThan(writes);
            put(client, "10.0.0.1", "02:00:00:00:00:00");
            assertThat(world.rows().wrong(neighbors)).as("one old, one too many").isEqualTo(2);
        }
    }

    private static void put(Jedis client, String address, String lladdr) {
        client.sadd("NEIGH_TABLE_KEY_SET", "Ethernet12:" + address);
        client.hset("_NEIGH_TABLE:Ethernet12:" + address, "neigh", lladdr);
    }

    private static DaemonCommand daemon(String command) {
        return new DaemonCommand(command + " --redis unix:{redis} --protocol producer-state --journal {journal}"
            + " --set logging.output=stderr {options}");
    }
}
