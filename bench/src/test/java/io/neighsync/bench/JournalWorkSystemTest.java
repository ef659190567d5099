package io.neighsync.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.netlink.TestNetns;
import io.neighsync.redis.RedisServerProcess;
import io.neighsync.redis.TableProtocol;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Jedis;

/** What is measured is done: the rows are in a real Redis, and the decisions in a journal where there is one. */
@Timeout(120)
class JournalWorkSystemTest {
    private static final int RATE = 1_000;
    private static final int SECONDS = 2;

    private final BenchRedis redis = new BenchRedis();
    private final Jedis client = RedisServerProcess.client(redis.address());

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        client.close();
        redis.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldMeasureEveryNotificationWithAJournalAndWithout(boolean journaledFirst) {
        try (BenchRedis journaledRedis = new BenchRedis();
            Jedis journaledClient = RedisServerProcess.client(journaledRedis.address())) {
            PipelineWork work = new PipelineWork(redis, journaledRedis, folder);
            for (boolean spins : new boolean[] {false, true}) {
                PipelineWork.Pair pair = work.measure(
                    new PipelineWork.Setting(Placement.PLAIN, spins, RATE), journaledFirst, 1, SECONDS);
                expectAll(pair.without(), redis, client);
                expectAll(pair.with(), journaledRedis, journaledClient);
                assertThat(pair.without().journalStage().count()).isZero();
                assertThat(pair.with().journalStage().count()).isEqualTo(RATE * SECONDS);
            }
        }
        assertThat(folder).isEmptyDirectory();
    }

    private static void expectAll(PipelineWork.Run run, BenchRedis redis, Jedis client) {
        assertThat(run.afterDue().count() + run.covered()).isEqualTo(RATE * SECONDS);
        assertThat(run.afterReceived().count()).isEqualTo(run.afterDue().count());
        assertThat(run.afterDue().micros(50)).isGreaterThan(run.afterReceived().micros(50));
        assertThat(run.gaps()).isZero();
        assertThat(redis.rows(TableProtocol.PRODUCER_STATE)).isEqualTo(RATE * (SECONDS + 1));
        assertThat(client.hgetAll("_NEIGH_TABLE:Ethernet12:10.0.11.184"))
            .containsEntry("neigh", "02:00:00:00:0b:b7");
    }

    @Test
    void shouldMeasureADaemonWithAJournalAndWithout() throws IOException {
        try (TestNetns _ = BenchNetns.enter()) {
            DaemonLatencyWork work = new DaemonLatencyWork(redis, folder, daemon().toString());
            DaemonLatencyWork.Run without = work.measure(Placement.PLAIN, RATE, false, SECONDS);
            DaemonLatencyWork.Run with = work.measure(Placement.PLAIN, RATE, true, SECONDS);
            assertThat(without.p50()).isPositive().isLessThan(without.p99());
            assertThat(with.p50()).isPositive().isLessThan(with.p99());
            assertThat(without.journalP99()).isZero();
            assertThat(with.journalP99()).isPositive();
            assertThat(redis.rows(TableProtocol.PRODUCER_STATE)).isEqualTo(RATE * SECONDS);
        }
    }

    /** A command without arguments. */
    private Path daemon() throws IOException {
        Path command = Files.createFile(folder.resolve("neighsyncd"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        return Files.writeString(command, "#!/bin/sh\nexec " + BuiltDaemon.line("") + " \"$@\"\n");
    }
}
