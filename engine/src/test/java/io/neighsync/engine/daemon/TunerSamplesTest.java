package io.neighsync.engine.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.neighsync.engine.event.Counter;
import io.neighsync.engine.event.Counters;
import io.neighsync.engine.stage.LatencyHistogram;
import io.neighsync.engine.tune.Sample;
import org.agrona.concurrent.CachedNanoClock;
import org.junit.jupiter.api.Test;

/** Every sample has what happened since the one before. */
class TunerSamplesTest {
    private static final long SECOND = 1_000_000_000L;

    private final Counters counters = new Counters();
    private final LatencyHistogram latency = new LatencyHistogram();
    private final CachedNanoClock clock = new CachedNanoClock();

    @Test
    void shouldMeasureFromOneSampleToTheNext() {
        latency.record(9 * SECOND);
        add(Counter.EVENTS, 1_000);
        add(Counter.OVERRUNS, 4);
        add(Counter.ROWS_REFUSED, 10);
        TunerSamples samples = new TunerSamples(counters, latency, clock);
        for (int i = 0; i < 98; i++) {
            latency.record(1_000);
        }
        latency.record(200_000);
        latency.record(300_000);
        add(Counter.EVENTS, 500);
        add(Counter.OVERRUNS, 1);
        add(Counter.ROWS_SET, 60);
        add(Counter.ROWS_DELETED, 30);
        add(Counter.ROWS_REFUSED, 10);
        counters.of(Counter.PENDING).set(17);
        clock.update(2 * SECOND);
        Sample sample = samples.next();
        assertThat((double) sample.p99Nanos()).isCloseTo(200_000, within(2_000.0));
        assertThat(sample.eventsPerSecond()).isEqualTo(250);
        assertThat(sample.overruns()).isEqualTo(1);
        assertThat(sample.errorRate()).isEqualTo(0.1);
        assertThat(sample.pendingRows()).isEqualTo(17);
        assertThat(sample.residentBytes()).isGreaterThan(10 << 20).isLessThan(1L << 40);

        add(Counter.BATCHES, 3);
        add(Counter.BATCHES_REFUSED, 1);
        clock.update(3 * SECOND);
        Sample next = samples.next();
        assertThat(next.p99Nanos()).isZero();
        assertThat(next.eventsPerSecond()).isZero();
        assertThat(next.overruns()).isZero();
        assertThat(next.errorRate()).isEqualTo(0.25);
    }

    private void add(Counter counter, long count) {
        counters.of(counter).getAndAdd(count);
    }
}
