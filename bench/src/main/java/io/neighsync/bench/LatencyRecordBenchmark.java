package io.neighsync.bench;

import io.neighsync.engine.stage.LatencyHistogram;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * What it costs to record a latency: with the daemon's histogram, which another thread reads, with HdrHistogram's
 * recorder, which one can read too, and with its plain histogram, which nobody may read meanwhile. An operation is one
 * latency of 100 ns to 1 ms.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class LatencyRecordBenchmark {
    /** Latencies recorded in an invocation. */
    static final int LATENCIES = 1_024;

    private static final long HIGHEST_NANOS = 10_000_000_000L;
    private static final int DIGITS = 2;

    private final long[] latencies = new SplittableRandom(1).longs(LATENCIES, 100, 1_000_000).toArray();
    private final LatencyHistogram readable = new LatencyHistogram();
    private final SingleWriterRecorder recorder = new SingleWriterRecorder(1, HIGHEST_NANOS, DIGITS);
    private final Histogram plain = new Histogram(1, HIGHEST_NANOS, DIGITS);

    /**
     * The daemon's.
     *
     * @return what was recorded to
     */
    @Benchmark
    @OperationsPerInvocation(LATENCIES)
    public LatencyHistogram latencyHistogram() {
        for (long latency : latencies) {
            readable.record(latency);
        }
        return readable;
    }

    /**
     * HdrHistogram's for one writer and one reader.
     *
     * @return what was recorded to
     */
    @Benchmark
    @OperationsPerInvocation(LATENCIES)
    public SingleWriterRecorder singleWriterRecorder() {
        for (long latency : latencies) {
            recorder.recordValue(Math.clamp(latency, 1, HIGHEST_NANOS));
        }
        return recorder;
    }

    /**
     * HdrHistogram's for one thread.
     *
     * @return what was recorded to
     */
    @Benchmark
    @OperationsPerInvocation(LATENCIES)
    public Histogram plainHistogram() {
        for (long latency : latencies) {
            plain.recordValue(Math.clamp(latency, 1, HIGHEST_NANOS));
        }
        return plain;
    }
}
