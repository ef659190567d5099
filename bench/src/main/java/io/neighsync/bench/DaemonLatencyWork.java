package io.neighsync.bench;

import io.neighsync.netlink.NeighborInjector;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A whole daemon while the kernel's neighbors change at a fixed rate, by what it says of itself when it is stopped.
 * This process, which is never pinned, changes the kernel's table in the network namespace it runs in, a batch each
 * millisecond; where it falls behind, it catches up.
 */
final class DaemonLatencyWork {
    private static final int NEIGHBORS = 32_768;

    private final BenchRedis redis;
    private final Path parent;
    private final String daemon;

    /**
     * Work of one kind.
     *
     * @param redis  the daemon writes to, in the protocol of SONiC
     * @param parent of the folders for journals
     * @param daemon the command that runs it
     */
    DaemonLatencyWork(BenchRedis redis, Path parent, String daemon) {
        this.redis = redis;
        this.parent = parent;
        this.daemon = daemon;
    }

    /**
     * What a daemon says of itself, in microseconds, its first events included, for which its code was not compiled.
     *
     * @param p50        from receiving to acknowledgment
     * @param p99        of the same
     * @param journalP50 in the stage that appends; 0 without a journal
     * @param journalP99 of the same
     * @param overruns   of its event socket
     */
    record Run(double p50, double p99, double journalP50, double journalP99, int overruns) {
        /** Reads the summary that a daemon prints when it is stopped. */
        static Run of(String summary, int overruns) {
            return new Run(micros(summary, "latency_us", "p50"), micros(summary, "latency_us", "p99"),
                summary.contains("stage=journal ") ? micros(summary, "stage=journal", "p50") : 0,
                summary.contains("stage=journal ") ? micros(summary, "stage=journal", "p99") : 0, overruns);
        }

        private static double micros(String summary, String what, String percentile) {
            Matcher matcher = Pattern.compile("(?m)^" + what + " .*\\b" + percentile + "=([0-9.]+)(?: |$)")
                .matcher(summary);
            if (!matcher.find()) {
                throw new IllegalStateException("the daemon tells no " + what + " " + percentile + ":\n" + summary);
            }
            return Double.parseDouble(matcher.group(1));
        }
    }

    /**
     * Does it once.
     *
     * @param placement of the daemon and of redis-server
     * @param rate      changes a second
     * @param journaled whether the daemon has a journal
     * @param seconds   how long
     */
    Run measure(Placement placement, int rate, boolean journaled, int seconds) {
        redis.empty();
        BenchLink.clear();
        placement.moveRedis(redis.pid());
        try (TemporaryFolder folder = TemporaryFolder.in(parent); NeighborInjector injector = NeighborInjector.open();
            DaemonProcess process = new DaemonProcess(placement.command(List.of(daemon,
                "--redis", "unix:" + redis.socket(), "--protocol", "producer-state",
                "--journal", journaled ? folder.path().toString() : "none", "--set", "logging.output=stderr")))) {
            process.awaitReady();
            change(injector, rate, seconds);
            int overruns = process.stop();
            return Run.of(process.summary(), overruns);
        }
    }

    private static void change(NeighborInjector injector, int rate, int seconds) {
        NumberedNeighbors neighbors = new NumberedNeighbors(NEIGHBORS, BenchLink.ifindex());
        new Pace(System::nanoTime, LockSupport::parkNanos, rate).keep((long) seconds * rate, changes -> {
            for (int i = 0; i < changes; i++) {
                neighbors.change(injector);
            }
            injector.flush();
        });
    }
}
