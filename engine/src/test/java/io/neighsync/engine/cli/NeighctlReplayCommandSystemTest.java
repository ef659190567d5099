package io.neighsync.engine.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.neighsync.engine.replay.DiskJournal;
import io.neighsync.engine.replay.RandomRun;
import io.neighsync.engine.replay.RecordedRun;
import io.neighsync.engine.system.RedisRows;
import io.neighsync.journal.CaptureMode;
import io.neighsync.redis.OrchagentConsumer;
import io.neighsync.redis.RedisServerProcess;
import io.neighsync.redis.TableDescriptor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** Replays into a real Redis. */
@Timeout(120)
class NeighctlReplayCommandSystemTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final long WALL = 1_763_867_527_000_000_000L;

    @TempDir
    private Path dir;

    private RedisServerProcess redis;
    private Jedis jedis;

    @BeforeEach
    void start() {
        redis = RedisServerProcess.start();
        jedis = redis.client();
    }

    @AfterEach
    void stop() {
        jedis.close();
        redis.close();
    }

    private Invocation replay(String... options) {
        List<String> arguments = new ArrayList<>(List.of(
                "journal", "replay", dir.toString(), "--redis", redis.unixAddress().toString()));
        arguments.addAll(List.of(options));
        return Invocation.neighctl(arguments.toArray(String[]::new));
    }

    /** Records random events; the rows after each. */
    private List<RandomRun.Snapshot> record(int events) {
        try (DiskJournal journal = new DiskJournal(dir, 300); RecordedRun run = RecordedRun.begin(journal, WALL)) {
            run.settle();
            List<RandomRun.Snapshot> snapshots = new RandomRun(run, 7).events(events);
            run.settle();
            return snapshots;
        }
    }

    /** A run may end with an error behind which nothing is known. */
    private static RandomRun.Snapshot lastWithRows(List<RandomRun.Snapshot> snapshots) {
        return snapshots.reversed().stream().filter(one -> !one.rows().isEmpty()).findFirst().orElseThrow();
    }

    /** The rows in Redis as a run has them. */
    private Map<String, String> rows() {
        Map<String, String> rows = new TreeMap<>();
        RedisRows.published(jedis).forEach((key, value) -> rows.put(key, value.split(" ", 2)[0]));
        for (String failed : jedis.keys("NEIGH_FAILED_TABLE:*")) {
            assertThat(jedis.hgetAll(failed)).isEqualTo(Map.of("NULL", "NULL"));
            rows.merge(failed.substring("NEIGH_FAILED_TABLE:".length()), "absent failed",
                    (held, absent) -> held + " failed");
        }
        return rows;
    }

    @Test
    void shouldLeaveTheRowsThatTheRunHad() {
        RandomRun.Snapshot last = lastWithRows(record(1_500));
        Invocation replayed = replay("--until", "seq:" + last.sequence());
        assertThat(replayed.exitCode()).as(replayed.err().toString()).isZero();
        assertThat(rows()).isEqualTo(last.rows()).isNotEmpty();
        assertThat(replayed.out()).singleElement().asString()
                .matches("replayed records=\\d+ rows_set=\\d+ rows_deleted=\\d+ seconds=\\d+\\.\\d{3}");
        assertThat(RedisRows.published(jedis).values()).allMatch(row -> row.matches("[0-9a-f:]{17} IPv[46]"));
    }

    @Test
    void shouldStopAtAMoment() {
        RandomRun.Snapshot snapshot = record(1_000).get(600);
        assertThat(replay("--until", "seq:" + snapshot.sequence()).exitCode()).isZero();
        assertThat(rows()).isEqualTo(snapshot.rows());
    }

    @Test
    void shouldHandRowsOverToAConsumerOfTheProducerStateProtocol() {
        Map<String, String> expected = record(1_500).getLast().rows();
        try (OrchagentConsumer consumer = new OrchagentConsumer(
                redis::client, new TableDescriptor("NEIGH_TABLE", 0, ":", 2))) {
            consumer.listen();
            Invocation replayed = replay("--protocol", "producer-state");
            assertThat(replayed.exitCode()).as(replayed.err().toString()).isZero();
            Map<String, String> neighbors = new TreeMap<>();
            expected.forEach((key, value) -> neighbors.put(key, value.split(" ", 2)[0]));
            neighbors.values().removeIf(value -> value.equals("absent"));
            await().atMost(SOON).until(() -> jedis.scard("NEIGH_TABLE_KEY_SET") == 0);
            Map<String, String> held = new TreeMap<>();
            RedisRows.published(jedis).forEach((key, value) -> held.put(key, value.split(" ", 2)[0]));
            assertThat(held).isEqualTo(neighbors);
        }
    }

    @Test
    void shouldRefuseARedisThatHoldsRowsOrAFenceUnlessForced() {
        Map<String, String> expected = record(200).getLast().rows();
        jedis.set("NEIGHSYNCD_FENCE", "3:abcdef:1");
        Invocation fenced = replay();
        assertThat(fenced.exitCode()).isEqualTo(1);
        assertThat(fenced.err()).singleElement().asString().contains(redis.unixAddress().toString(),
                "NEIGHSYNCD_FENCE", "--force");
        assertThat(jedis.get("NEIGHSYNCD_FENCE")).isEqualTo("3:abcdef:1");
        jedis.del("NEIGHSYNCD_FENCE");
        jedis.hset("NEIGH_TABLE:Ethernet99:10.9.9.9", Map.of("neigh", "02:00:00:00:00:01", "family", "IPv4"));
        Invocation occupied = replay();
        assertThat(occupied.exitCode()).isEqualTo(1);
        assertThat(occupied.err()).singleElement().asString().contains("1 rows of NEIGH_TABLE", "--force");
        assertThat(jedis.dbSize()).isEqualTo(1);
        assertThat(replay("--force").exitCode()).isZero();
        Map<String, String> rows = rows();
        assertThat(rows.remove("Ethernet99:10.9.9.9")).isNotNull();
        assertThat(rows).isEqualTo(expected);
    }

    @Test
    void shouldRefuseRowsThatOnlyWaitForTheirConsumer() {
        record(50);
        assertThat(replay("--protocol", "producer-state").exitCode()).isZero();
        jedis.del("NEIGHSYNCD_FENCE");
        assertThat(replay("--protocol", "producer-state").err().getFirst()).contains("rows of NEIGH_TABLE");
    }

    @Test
    void shouldTakeTheTimeThatTheSpeedCallsFor() {
        try (DiskJournal journal = new DiskJournal(dir, 300); RecordedRun run = RecordedRun.begin(journal, WALL)) {
            run.settle();
            run.link(1, "Ethernet0");
            run.set(1, "10.0.0.1", 1);
            run.pass(800_000_000L);
            run.set(1, "10.0.0.2", 2);
        }
        assertThat(seconds(replay("--speed", "original"))).isBetween(0.8, 5.0);
        jedis.flushAll();
        assertThat(seconds(replay("--speed", "4x"))).isBetween(0.2, 0.79);
        jedis.flushAll();
        assertThat(seconds(replay("--speed", "full"))).isLessThan(0.2);
    }

    private static double seconds(Invocation replayed) {
        assertThat(replayed.exitCode()).as(replayed.err().toString()).isZero();
        return Double.parseDouble(replayed.out().getLast().replaceFirst(".*seconds=", ""));
    }

    /** A journal in which nothing happens for an hour after the first row. */
    private CompletableFuture<Invocation> replayAnHour() {
        try (DiskJournal journal = new DiskJournal(dir, 300); RecordedRun run = RecordedRun.begin(journal, WALL)) {
            run.settle();
            run.link(1, "Ethernet0");
            run.set(1, "10.0.0.1", 1);
            run.pass(3_600_000_000_000L);
            run.set(1, "10.0.0.2", 2);
        }
        CompletableFuture<Invocation> replaying = CompletableFuture.supplyAsync(() -> replay("--speed", "original"));
        await().atMost(SOON).until(() -> rows().size() == 1);
        return replaying;
    }

    @Test
    void shouldBreakOffWhenAnotherTakesTheFence() {
        CompletableFuture<Invocation> replaying = replayAnHour();
        jedis.set("NEIGHSYNCD_FENCE", "99:abcdef:1");
        Invocation replayed = replaying.orTimeout(30, TimeUnit.SECONDS).join();
        assertThat(replayed.exitCode()).isEqualTo(69);
        assertThat(replayed.err()).singleElement().asString().contains("broken off");
        assertThat(rows()).hasSize(1);
    }

    @Test
    void shouldBreakOffWhenRedisGoes() {
        CompletableFuture<Invocation> replaying = replayAnHour();
        redis.kill9();
        Invocation replayed = replaying.orTimeout(30, TimeUnit.SECONDS).join();
        assertThat(replayed.exitCode()).isEqualTo(69);
        assertThat(replayed.err()).singleElement().asString().contains("broken off");
    }

    @Test
    void shouldSayWhatRedisRefused() {
        record(300);
        String key = new TreeSet<>(lastWithRows(record(300)).rows().keySet()).first();
        jedis.set("NEIGH_TABLE:" + key, "not a row");
        Invocation replayed = replay("--force");
        assertThat(replayed.exitCode()).isEqualTo(1);
        assertThat(replayed.err()).singleElement().asString().contains("WRONGTYPE");
    }

    @Test
    void shouldExitWith69WhereNobodyListens() {
        record(10);
        redis.kill9();
        Invocation replayed = replay();
        assertThat(replayed.exitCode()).isEqualTo(69);
        assertThat(replayed.err()).singleElement().asString().contains(redis.unixAddress().toString());
    }

    @Test
    void shouldSayThatAJournalHasNoRecords() {
        Invocation replayed = replay();
        assertThat(replayed.exitCode()).isEqualTo(1);
        assertThat(replayed.err()).singleElement().asString().contains("no records", dir.toString());
        assertThat(jedis.dbSize()).isZero();
    }

    @Test
    void shouldDeleteTheRouteThatANeighborTakesThePlaceOf() {
        Incident.record(dir, CaptureMode.NONE);
        try (DiskJournal journal = new DiskJournal(dir, 300);
                RecordedRun run = new RecordedRun(
                        journal, 1, 1_000, 1, WALL + 100_000_000_000_000L, CaptureMode.NONE)) {
            run.settle();
            run.link(9, "Vrf10", 0, 0, true);
            run.link(2, "Ethernet4", 9, 9, false);
            run.recover(2, "fc00::9", 5);
        }
        jedis.hset("ROUTE_TABLE:Vrf10:fc00::9", "nexthop", "fc00::1");
        assertThat(replay().exitCode()).isZero();
        assertThat(jedis.exists("ROUTE_TABLE:Vrf10:fc00::9")).isFalse();
        assertThat(rows()).containsKey("Ethernet4:fc00::9");
    }
}
