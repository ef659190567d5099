package io.neighsync.engine.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import jdk.jfr.Recording;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a recording of this JVM says about a thread that spins and allocates, and about a collection. */
@Timeout(60)
class RecordedProfileTest {
    private static final long SPIN_NANOS = 300_000_000L;
    private static final int ALLOCATED = 8 << 20;

    @TempDir
    private Path dir;

    private final AtomicLong spins = new AtomicLong();
    private final AtomicReference<byte[]> allocated = new AtomicReference<>();

    private void spin() {
        allocated.set(new byte[ALLOCATED]);
        long end = System.nanoTime() + SPIN_NANOS;
        while (System.nanoTime() - end < 0) {
            spins.incrementAndGet();
        }
    }

    private RecordedProfile record(String event, String period) throws IOException {
        Path file = dir.resolve("recording.jfr");
        try (Recording recording = new Recording()) {
            recording.enable(event).with("period", period);
            recording.start();
            spin();
            System.gc();
            recording.dump(file);
        }
        return RecordedProfile.read(file);
    }

    @Test
    void shouldFindTheMethodThatAThreadSpentItsTimeOn() throws IOException {
        RecordedProfile profile = record("jdk.ExecutionSample", "10 ms");
        CallTree thread = profile.samples().callees().get(Thread.currentThread().getName());
        Map<String, Long> own = new TreeMap<>();
        thread.addOwnSamples(own);
        assertThat(own.values().stream().mapToLong(Long::longValue).sum()).isPositive().isEqualTo(thread.samples());
        assertThat(FlameGraph.of(profile.samples(), "")).contains(RecordedProfileTest.class.getName() + ".spin:");
    }

    @Test
    void shouldTellCollections() throws IOException {
        RecordedProfile profile = record("jdk.GarbageCollection", "");
        assertThat(profile.collections()).isPositive();
        assertThat(profile.pauses()).isPositive();
        assertThat(profile.longestPause()).isPositive().isLessThanOrEqualTo(profile.pauses());
        assertThat(profile.samples().samples()).isZero();
    }

    @Test
    void shouldTellWhatAThreadAllocatedSinceTheBeginning() throws IOException {
        RecordedProfile profile = record("jdk.ThreadAllocationStatistics", "everyChunk");
        assertThat(profile.allocated(Thread.currentThread().getName()))
                .isBetween((long) ALLOCATED, 4L * ALLOCATED);
        assertThat(profile.allocated("no such thread")).isZero();
    }

    @Test
    void shouldNameAFileThatIsNoRecording() throws IOException {
        Path file = Files.writeString(dir.resolve("recording.jfr"), "nothing of the kind");
        assertThatThrownBy(() -> RecordedProfile.read(file)).isInstanceOf(RefusedException.class)
                .hasMessageContaining(file.toString());
    }
}
