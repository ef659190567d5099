package io.neighsync.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.netlink.NeighborInjector;
import io.neighsync.netlink.Nud;
import io.neighsync.netlink.Rtnetlink;
import io.neighsync.netlink.TestNetns;
import io.neighsync.redis.RedisServerProcess;
import io.neighsync.redis.TableProtocol;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** What the floors write for a change, as a real Redis counts commands, and that the fenced one does as we do. */
@Timeout(120)
class BareListenerSystemTest {
    private static final int ADDRESS = 0x0a00_0001;
    private static final long LLADDR = 0x0200_0000_0001L;
    /** Of a daemon that asks Redis for nothing but the rows of a change. */
    private static final String QUIET =
        "--set redis.probe_interval=60s --set redis.audit_interval=0 --set sonic.follow_config=false";
    /** By then the daemon has asked the kernel once more, as it does after a start. */
    private static final long REST_NANOS = 2_500_000_000L;
    private static final long LOOK_NANOS = 1_000_000L;
    private static final String CALLS = ":calls=";

    @TempDir
    private Path folder;

    @Test
    void shouldWriteOurVeryCommandsWhenFencedAndNoMoreThanARowWhenBare() {
        try (TestNetns _ = BenchNetns.enter(); BenchRedis redis = new BenchRedis()) {
            BareListener listener = BareListener.compileIn(folder).orElseThrow();
            assertThat(commandsOfAChange(redis, listener.bare()))
                .isEqualTo(Map.of("multi", 1, "hset", 1, "sadd", 1, "publish", 1, "exec", 1));
            assertThat(commandsOfAChange(redis, listener.fenced())).containsKeys("watch", "get", "set")
                .isEqualTo(commandsOfAChange(redis, BuiltDaemon.with(QUIET)));
        }
    }

    private static Map<String, Integer> commandsOfAChange(BenchRedis redis, DaemonCommand daemon) {
        redis.empty();
        BenchLink.clear();
        try (NeighborInjector injector = NeighborInjector.open();
            Jedis client = RedisServerProcess.client(redis.address())) {
            injector.addInet(BenchLink.ifindex(), ADDRESS, 1, LLADDR);
            try (DaemonProcess process = daemon.start(redis, Placement.PLAIN)) {
                redis.awaitRows(TableProtocol.PRODUCER_STATE, 1, process);
                LockSupport.parkNanos(REST_NANOS);
                client.configResetStat();
                injector.add(BenchLink.ifindex(), Rtnetlink.AF_INET, 0, ADDRESS, LLADDR + 1, Nud.NUD_PERMANENT, 0);
                injector.flush();
                while (!commands(client).containsKey("publish")) {
                    LockSupport.parkNanos(LOOK_NANOS);
                }
                Map<String, Integer> commands = commands(client);
                process.terminate();
                return commands;
            }
        } finally {
            BenchLink.clear();
        }
    }

    /** How often each command was executed since the statistics were reset, but for those of this test. */
    private static Map<String, Integer> commands(Jedis client) {
        Map<String, Integer> commands = new TreeMap<>();
        client.info("commandstats").lines().filter(line -> line.contains(CALLS)).forEach(line -> {
            String name = line.substring(line.indexOf('_') + 1, line.indexOf(CALLS));
            String calls = line.substring(line.indexOf(CALLS) + CALLS.length(), line.indexOf(','));
            commands.put(name, Integer.parseInt(calls));
        });
        commands.keySet().removeIf(name -> name.startsWith("config") || name.equals("info"));
        return commands;
    }
}
