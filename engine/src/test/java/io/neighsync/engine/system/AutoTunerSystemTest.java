package io.neighsync.engine.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.daemon.DaemonConfig;
import io.neighsync.engine.daemon.NeighborDaemon;
import io.neighsync.engine.daemon.Settings;
import io.neighsync.engine.daemon.Site;
import io.neighsync.engine.event.Counter;
import io.neighsync.engine.stage.IntervalReader;
import io.neighsync.engine.stage.LatencyHistogram;
import io.neighsync.redis.SonicDatabases;
import io.neighsync.redis.TableProtocol;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The AutoTuner on a daemon that runs, in this process so that the latencies of each second can be read, before a real
 * kernel and a real Redis, under a load of single changes at equal distances.
 */
@Timeout(180)
class AutoTunerSystemTest extends OnMirroredHost {
    private static final int PER_SECOND = 25_000;
    private static final int KEYS = 4_096;
    private static final int WARM_SECONDS = 6;
    private static final int MEASURED_SECONDS = 5;
    private static final int MOST_INTERVALS = 80;
    private static final int QUIET_INTERVALS = 6;
    private static final int WATCHED_INTERVALS = 12;
    /** What the tuner is to reach, as a multiple of the p99 of a daemon with the defaults. */
    private static final double TARGET = 1.5;
    /** The same for a daemon to be left alone. */
    private static final double WIDE_TARGET = 10;
    /** How much wider the bounds are after a stall of the machine. */
    private static final double WIDER = 4;
    private static final int MOST_WATCHES = 4;
    /** Other work on the machine may cost so much between two measurements. */
    private static final double TOLERANCE = 5;
    private static final double LEAST_RATE = 0.8;
    private static final Map<String, String> BAD = Map.of(
            "redis.max_batch", "1000", "redis.flush_deadline", "500ms", "netlink.receive_batch", "1");

    /** Medians of some seconds, and the worst of their p99. */
    private record Figures(double p99Micros, double worstMicros, double received, double made) {
        @Override
        public String toString() {
            return String.format(Locale.ROOT, "p99 %.0f us at %.0f/s of %.0f/s", p99Micros, received, made);
        }
    }

    /** A well configured daemon with a tuner. */
    private record Watch(double targetMicros, double worstMicros, long overruns, long changes) {
        boolean stalled() {
            return worstMicros >= targetMicros || overruns > 0;
        }
    }

    @Test
    void shouldBringABadlyConfiguredDaemonBackWithinItsBounds() {
        Figures good = figuresOf(Map.of());
        Map<String, String> tuned = with(BAD, tuner("aggressive", TARGET * good.p99Micros()));
        try (SteadyLoad load = load(); NeighborDaemon daemon = daemon(BAD)) {
            pass(WARM_SECONDS);
            Figures before = figures(daemon, load, MEASURED_SECONDS);
            daemon.reconfigure(config(tuned));
            int intervals = untilQuiet(daemon);
            Figures after = figures(daemon, load, MEASURED_SECONDS);
            System.out.printf("auto-tune: well configured %s, badly %s, tuned %s after %d intervals, %d changes, "
                            + "%d reverts%n", good, before, after, intervals,
                    daemon.counters().get(Counter.TUNER_CHANGES), daemon.counters().get(Counter.TUNER_REVERTS));
            assertThat(daemon.stop()).isTrue();
            assertThat(intervals).isLessThan(MOST_INTERVALS);
            assertThat(after.p99Micros()).isLessThan(before.p99Micros() / 2);
            assertThat(after.p99Micros()).isLessThan(TOLERANCE * TARGET * good.p99Micros());
            assertThat(after.received()).isGreaterThan(LEAST_RATE * after.made());
        }
    }

    /** A machine that stalls has something to complain of: such a watch is repeated, with bounds that are wider. */
    @Test
    void shouldLeaveAWellConfiguredDaemonAlone() {
        double bound = WIDE_TARGET;
        Watch watch = watch(bound);
        for (int again = 1; again < MOST_WATCHES && watch.stalled(); again++) {
            bound *= WIDER;
            watch = watch(bound);
        }
        assertThat(watch.changes()).as("changes by the tuner, %s", watch).isZero();
        assertThat(watch.worstMicros()).isLessThan(watch.targetMicros());
    }

    private Watch watch(double bound) {
        try (SteadyLoad load = load(); NeighborDaemon daemon = daemon(Map.of())) {
            pass(WARM_SECONDS);
            Figures before = figures(daemon, load, MEASURED_SECONDS);
            double target = bound * before.p99Micros();
            daemon.reconfigure(config(tuner("conservative", target)));
            Figures after = figures(daemon, load, WATCHED_INTERVALS);
            Watch watch = new Watch(target, after.worstMicros(), daemon.counters().get(Counter.OVERRUNS),
                    daemon.counters().get(Counter.TUNER_CHANGES));
            System.out.printf("auto-tune: left alone, %s, then %s, %s%n", before, after, watch);
            assertThat(daemon.stop()).isTrue();
            return watch;
        }
    }

    private SteadyLoad load() {
        return SteadyLoad.start(ifindex(), KEYS, PER_SECOND);
    }

    private static Map<String, String> tuner(String strategy, double targetMicros) {
        return Map.of("performance.auto_tune.mode", "on", "performance.auto_tune.interval", "1s",
                "performance.auto_tune.strategy", strategy,
                "performance.auto_tune.target_p99", Math.round(targetMicros) + "us");
    }

    private Figures figuresOf(Map<String, String> settings) {
        try (SteadyLoad load = load(); NeighborDaemon daemon = daemon(settings)) {
            pass(WARM_SECONDS);
            return figures(daemon, load, MEASURED_SECONDS);
        }
    }

    /** Waits until the tuner has done nothing for some intervals; returns the number of the last in which it did. */
    private static int untilQuiet(NeighborDaemon daemon) {
        long steps = 0;
        int last = 0;
        for (int interval = 1; interval <= MOST_INTERVALS && interval - last < QUIET_INTERVALS; interval++) {
            pass(1);
            long now = daemon.counters().get(Counter.TUNER_CHANGES) + daemon.counters().get(Counter.TUNER_REVERTS);
            last = now == steps ? last : interval;
            steps = now;
        }
        return last;
    }

    private static Figures figures(NeighborDaemon daemon, SteadyLoad load, int measured) {
        List<Double> p99 = new ArrayList<>();
        IntervalReader latencies = new IntervalReader(daemon.latency());
        latencies.readInto(LatencyHistogram.empty());
        long events = daemon.counters().get(Counter.EVENTS);
        long changes = load.changes();
        long start = System.nanoTime();
        for (int i = 0; i < measured; i++) {
            pass(1);
            Histogram interval = LatencyHistogram.empty();
            latencies.readInto(interval);
            p99.add(interval.getValueAtPercentile(99) / 1e3);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        p99.sort(null);
        return new Figures(p99.get(p99.size() / 2), p99.getLast(),
                (daemon.counters().get(Counter.EVENTS) - events) / seconds, (load.changes() - changes) / seconds);
    }

    private static void pass(int seconds) {
        long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        while (System.nanoTime() - end < 0) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }

    private NeighborDaemon daemon(Map<String, String> settings) {
        SonicDatabases databases = SonicDatabases.standard(host().redis().unixAddress());
        NeighborDaemon daemon = new NeighborDaemon(
                config(settings), new Site(databases, TableProtocol.DIRECT, false, true), null);
        Eventually.shouldHold(MirroredHost.SOON, "ready", daemon::isReady);
        return daemon;
    }

    private static DaemonConfig config(Map<String, String> settings) {
        return DaemonConfig.of(Settings.load(Optional.empty(), Map.of(),
                with(settings, Map.of("journal.dir", "none", "netlink.audit_interval", "0"))));
    }

    private static Map<String, String> with(Map<String, String> settings, Map<String, String> others) {
        Map<String, String> all = new HashMap<>(settings);
        all.putAll(others);
        return all;
    }
}
