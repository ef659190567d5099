package io.neighsync.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HdrHistogram reads what is written. */
class LatencyFilesTest {
    private static final long BEGAN = 1_700_000_000_000L;

    @TempDir
    private Path folder;

    @Test
    void shouldLogEverySecondOfEveryRun() throws IOException {
        write(List.of(phase(100_000, 200_000, 300_000), phase(400_000)), List.of(phase(50_000)));
        List<String> found = new ArrayList<>();
        try (HistogramLogReader log = new HistogramLogReader(folder.resolve("a-latency-1000-one-core.hlog").toFile())) {
            while (log.hasNext()) {
                Histogram interval = (Histogram) log.nextIntervalHistogram();
                found.add(interval.getTag() + " " + (interval.getStartTimeStamp() - BEGAN) / 1_000 + " "
                    + interval.getTotalCount() + " " + interval.getMaxValue() / 1_000);
            }
        }
        assertThat(found).containsExactlyInAnyOrder(
            "daemon-1 0 2 200", "daemon-1 1 1 300", "daemon-2 0 1 400", "floor-1 0 1 50");
    }

    @Test
    void shouldWriteThePercentilesOfAllRunsInMicroseconds() throws IOException {
        write(List.of(phase(100_000), phase(400_000)), List.of(phase(50_000)));
        assertThat(Files.readString(folder.resolve("a-latency-1000-one-core-daemon.hgrm")))
            .containsPattern("Total count +=? +2]").containsPattern("Max +=? +400\\.");
        assertThat(folder.resolve("a-latency-1000-one-core-floor.hgrm")).content().containsPattern("Max +=? +50\\.");
        assertThat(folder.resolve("a-latency-1000-one-core.svg")).content()
            .contains("Due to PUBLISH, 1000/s, one core", ">daemon<", ">floor<");
    }

    @Test
    void shouldDoWithoutAFloor() throws IOException {
        write(List.of(phase(100_000)), List.of());
        assertThat(folder.resolve("a-latency-1000-one-core-floor.hgrm")).doesNotExist();
        assertThat(folder.resolve("a-latency-1000-one-core.svg")).content().doesNotContain(">floor<");
    }

    private void write(List<LatencyPhase> daemon, List<LatencyPhase> floor) {
        new LatencyFiles(new ResultFiles(folder, "a"), "1000/s, one core").write(daemon, floor);
    }

    /** Two changes a second. */
    private static LatencyPhase phase(long... latencies) {
        ChangeTimes times = new ChangeTimes(latencies.length);
        for (int i = 0; i < latencies.length; i++) {
            times.onSend(1, 1);
            times.onSeen(i, 1 + latencies[i], false);
        }
        return LatencyPhase.of(times, 0, latencies.length, 2, BEGAN);
    }
}
