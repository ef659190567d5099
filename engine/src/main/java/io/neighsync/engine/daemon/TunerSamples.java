package io.neighsync.engine.daemon;

import io.neighsync.engine.event.Counter;
import io.neighsync.engine.event.Counters;
import io.neighsync.engine.stage.IntervalReader;
import io.neighsync.engine.stage.LatencyHistogram;
import io.neighsync.engine.tune.Sample;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.agrona.concurrent.NanoClock;

/** Samples of the running daemon, each from the one before. Thread {@code neigh-conductor}. */
final class TunerSamples {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String RESIDENT = "VmRSS:";
    private static final int KIB = 1024;
    private static final double SECOND = 1e9;
    private static final int P99 = 99;

    private final Counters counters;
    private final NanoClock clock;
    private final IntervalReader reader;
    private final Histogram latencies = LatencyHistogram.empty();
    private final Map<Counter, Long> seen = new EnumMap<>(Counter.class);
    private long since;

    /** The first sample begins now. */
    TunerSamples(Counters counters, LatencyHistogram latency, NanoClock clock) {
        this.counters = counters;
        this.clock = clock;
        this.reader = new IntervalReader(latency);
        next();
    }

    /** Ends a sample. */
    Sample next() {
        latencies.reset();
        reader.readInto(latencies);
        long now = clock.nanoTime();
        double seconds = Math.max(1, now - since) / SECOND;
        since = now;
        long p99 = latencies.getTotalCount() == 0 ? 0 : latencies.getValueAtPercentile(P99);
        return new Sample(p99, grown(Counter.EVENTS) / seconds, errorRate(), counters.get(Counter.PENDING),
                residentBytes(), grown(Counter.OVERRUNS));
    }

    private double errorRate() {
        double rows = share(grown(Counter.ROWS_REFUSED), grown(Counter.ROWS_SET) + grown(Counter.ROWS_DELETED));
        double batches = share(grown(Counter.BATCHES_REFUSED), grown(Counter.BATCHES));
        return Math.max(rows, batches);
    }

    private static double share(long part, long others) {
        return part == 0 ? 0 : (double) part / (part + others);
    }

    private long grown(Counter counter) {
        long value = counters.get(counter);
        Long before = seen.put(counter, value);
        return before == null ? value : value - before;
    }

    private static long residentBytes() {
        try {
            for (String line : Files.readAllLines(STATUS)) {
                if (line.startsWith(RESIDENT)) {
                    String[] words = line.substring(RESIDENT.length()).strip().split(" ", -1);
                    return Long.parseLong(words[0]) * KIB;
                }
            }
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
