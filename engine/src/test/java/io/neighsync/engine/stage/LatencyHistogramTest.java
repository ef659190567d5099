package io.neighsync.engine.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Counts as HdrHistogram has them, read by intervals while they grow. */
class LatencyHistogramTest {
    private static final long HIGHEST = 10_000_000_000L;

    private final LatencyHistogram histogram = new LatencyHistogram();

    @Test
    void shouldCountEveryLatencyWhereHdrHistogramCountsIt() {
        SplittableRandom random = new SplittableRandom(1);
        Histogram expected = LatencyHistogram.empty();
        for (long edge = 1; edge <= HIGHEST; edge *= 2) {
            record(edge - 1, expected);
            record(edge, expected);
        }
        for (int i = 0; i < 100_000; i++) {
            record(random.nextLong(1, HIGHEST) >>> random.nextInt(33), expected);
        }
        assertThat(histogram.total()).isEqualTo(expected);
        assertThat(histogram.total().getMaxValue()).isEqualTo(expected.getMaxValue());
    }

    private void record(long nanos, Histogram expected) {
        histogram.record(nanos);
        expected.recordValue(Math.max(1, nanos));
    }

    @Test
    void shouldCountWhatIsOutsideAsTheNearest() {
        histogram.record(-5);
        histogram.record(Long.MIN_VALUE);
        histogram.record(HIGHEST + 1);
        histogram.record(Long.MAX_VALUE);
        Histogram total = histogram.total();
        assertThat(total.getCountAtValue(1)).isEqualTo(2);
        assertThat(total.getCountAtValue(HIGHEST)).isEqualTo(2);
        assertThat(total.getTotalCount()).isEqualTo(4);
    }

    @Test
    void shouldReadEachIntervalByItself() {
        IntervalReader reader = new IntervalReader(histogram);
        histogram.record(10);
        histogram.record(20);
        assertThat(read(reader).getTotalCount()).isEqualTo(2);
        assertThat(read(reader).getTotalCount()).isZero();
        histogram.record(20);
        Histogram interval = read(reader);
        assertThat(interval.getTotalCount()).isEqualTo(1);
        assertThat(interval.getCountAtValue(20)).isEqualTo(1);
        assertThat(histogram.total().getTotalCount()).isEqualTo(3);
        assertThat(read(new IntervalReader(histogram)).getTotalCount()).isEqualTo(3);
    }

    @Test
    @Timeout(60)
    void shouldLoseNothingWhenReadWhileItIsWritten() throws InterruptedException {
        int records = 2_000_000;
        Thread writer = new Thread(() -> {
            for (int i = 0; i < records; i++) {
                histogram.record(1 + i % 5_000);
            }
        });
        IntervalReader reader = new IntervalReader(histogram);
        Histogram sum = LatencyHistogram.empty();
        writer.start();
        while (writer.isAlive()) {
            reader.readInto(sum);
        }
        writer.join();
        reader.readInto(sum);
        assertThat(sum.getTotalCount()).isEqualTo(records);
        assertThat(sum).isEqualTo(histogram.total());
    }

    private static Histogram read(IntervalReader reader) {
        Histogram interval = LatencyHistogram.empty();
        reader.readInto(interval);
        return interval;
    }
}
