package io.neighsync.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Tests of {@link SegmentSize}.
 */
class SegmentSizeTest {
    private static final long MIB = 1 << 20;

    @ParameterizedTest
    @CsvSource({
        // max size, segment size, snapshot, available, takes
        "1024, 16, 0, 100000, 16",
        "1024, 16, 2, 100000, 16",
        "1024, 16, 3, 100000, 24",
        "1024, 16, 100, 100000, 256",
        "1048576, 16, 1000, 100000, 1024",
        "1048576, 1024, 0, 100000, 1024",
        "1024, 16, 0, 40, 10",
        "1024, 16, 0, 8, 2",
        "8, 16, 0, 100000, 2",
        "1024, 16, 0, 3, 1",
        "1024, 16, 0, 0, 1",
        "1024, 1, 0, 100000, 1"})
    void shouldHoldEightSnapshotsAndLeaveRoomForThreeOthers(long maxSize, long segmentSize, long snapshot,
        long available, long takes) {
        final JournalConfig config = new JournalConfig("auto", maxSize * MIB, Duration.ofDays(1), segmentSize * MIB,
            CaptureMode.NONE);
        final long block = SegmentSize.block(config, snapshot * MIB, available * MIB);
        assertThat(SegmentSize.ofBlock(block)).isEqualTo(takes * MIB);
        assertThat(SegmentSize.room(block)).isLessThan(block);
        assertThat(SegmentSize.reserved(SegmentSize.fileLength(block))).isEqualTo(takes * MIB);
    }

    @Test
    void shouldNotOverflowWhateverTheSnapshotIsSaidToBe() {
        final JournalConfig config =
            new JournalConfig("auto", 1L << 40, Duration.ofDays(1), 16 * MIB, CaptureMode.NONE);
        assertThat(SegmentSize.ofBlock(SegmentSize.block(config, Long.MAX_VALUE, Long.MAX_VALUE))).isEqualTo(1L << 30);
    }
}
