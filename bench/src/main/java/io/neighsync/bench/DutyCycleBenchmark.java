package io.neighsync.bench;

import io.neighsync.engine.control.DutyCycleAgent;
import io.neighsync.engine.event.Counter;
import io.neighsync.engine.event.Counters;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.SystemNanoClock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What measuring duty cycles costs a thread: an operation is a duty cycle of an agent that does nothing. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class DutyCycleBenchmark {
    private static final long THRESHOLD_NANOS = 10_000_000;

    /** What the cycle says it has done: one that did work is measured, one that did none is not. */
    @Param({"0", "1"})
    public int work;

    private final Counters counters = new Counters();
    private final Agent plain = new Agent() {
        @Override
        public int doWork() {
            return work;
        }

        @Override
        public String roleName() {
            return "nothing";
        }
    };
    private final Agent measured = new DutyCycleAgent(plain, SystemNanoClock.INSTANCE, THRESHOLD_NANOS,
        counters.of(Counter.RX_CYCLE_MAX), counters.of(Counter.RX_STALLS));

    /**
     * As it is measured.
     *
     * @return work done
     * @throws Exception never
     */
    @Benchmark
    public int measuredCycle() throws Exception {
        return measured.doWork();
    }

    /**
     * As it would be without.
     *
     * @return work done
     * @throws Exception never
     */
    @Benchmark
    public int plainCycle() throws Exception {
        return plain.doWork();
    }
}
