package io.neighsync.engine.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.neighsync.engine.control.LatencyInterval;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written is what HdrHistogram's own reader reads; what cannot be written harms nobody. */
class LatencyLogTest {
    private static final long SECOND = 1_000_000_000L;

    @TempDir
    private Path dir;

    private static LatencyInterval interval(long sinceNanos) {
        return new LatencyInterval(sinceNanos, SECOND);
    }

    private static Histogram histogram(long... nanos) {
        Histogram histogram = new Histogram(1, 10 * SECOND, 2);
        for (long value : nanos) {
            histogram.recordValue(value);
        }
        return histogram;
    }

    private static List<Histogram> read(Path file) throws IOException {
        List<Histogram> all = new ArrayList<>();
        try (HistogramLogReader reader = new HistogramLogReader(file.toFile())) {
            for (EncodableHistogram one = reader.nextIntervalHistogram(); one != null;
                    one = reader.nextIntervalHistogram()) {
                all.add((Histogram) one);
            }
        }
        return all;
    }

    @Test
    void shouldWriteEachIntervalWithItsTagAndItsTime() throws IOException {
        Path file = dir.resolve("latencies.hlog");
        long before = System.currentTimeMillis();
        long began = System.nanoTime();
        try (LatencyLog log = new LatencyLog(file.toString())) {
            log.onInterval("e2e", interval(began), histogram(10, 2_000, 3_000_000));
            log.onInterval("parse", interval(began), histogram(7));
            log.onInterval("e2e", interval(began + SECOND), histogram(5));
        }
        List<Histogram> read = read(file);
        assertThat(read).extracting(Histogram::getTag).containsExactly("e2e", "parse", "e2e");
        assertThat(read.getFirst()).isEqualTo(histogram(10, 2_000, 3_000_000));
        assertThat(read.get(1)).isEqualTo(histogram(7));
        assertThat(read.getFirst().getStartTimeStamp()).isBetween(before - 2, System.currentTimeMillis() + 2);
        assertThat(read.get(2).getStartTimeStamp() - read.getFirst().getStartTimeStamp()).isBetween(999L, 1_001L);
        assertThat(read.get(2).getEndTimeStamp() - read.get(2).getStartTimeStamp()).isEqualTo(1_000);
    }

    @Test
    void shouldLeaveOutIntervalsWithoutALatencyButBeginTheFile() throws IOException {
        Path file = dir.resolve("latencies.hlog");
        try (LatencyLog log = new LatencyLog(file.toString())) {
            log.onInterval("e2e", interval(System.nanoTime()), histogram());
        }
        assertThat(read(file)).isEmpty();
        assertThat(Files.readString(file)).contains("#[Histogram log format version 1.3]");
    }

    @Test
    void shouldReplaceAFileThatIsThere() throws IOException {
        Path file = dir.resolve("latencies.hlog");
        Files.writeString(file, "another run's\n".repeat(100));
        try (LatencyLog log = new LatencyLog(file.toString())) {
            log.onInterval("e2e", interval(System.nanoTime()), histogram(7));
        }
        assertThat(Files.readString(file)).doesNotContain("another run's");
    }

    @Test
    void shouldGiveUpWhereItCannotWrite() throws IOException {
        Path file = dir.resolve("nowhere").resolve("latencies.hlog");
        try (LatencyLog log = new LatencyLog(file.toString())) {
            assertThatCode(() -> log.onInterval("e2e", interval(0), histogram(7))).doesNotThrowAnyException();
            Files.createDirectory(file.getParent());
            log.onInterval("e2e", interval(0), histogram(7));
        }
        assertThat(file).as("it was said that nothing more is logged").doesNotExist();
    }

    @Test
    void shouldGiveUpWhereTheDiskIsFull() {
        try (LatencyLog log = new LatencyLog("/dev/full")) {
            assertThatCode(() -> {
                log.onInterval("e2e", interval(0), histogram(7));
                log.onInterval("parse", interval(0), histogram(7));
            }).doesNotThrowAnyException();
        }
    }
}
