package io.neighsync.journal;

import java.time.Duration;

/**
 * Settings of the journal. Defaults stand in this module's {@code reference.conf}.
 *
 * @param dir         {@code journal.dir}: the folder; {@code auto} and {@code none} are resolved by whoever asks.
 * @param maxSize     {@code journal.max_size}: bytes the segments may take; 8 MiB to 1 TiB.
 * @param maxAge      {@code journal.max_age}: segments whose last record is older go; 1 min to 3 650 d.
 * @param segmentSize {@code journal.segment_size}: bytes of a segment that holds a small table; 1 MiB to 1 GiB.
 * @param capture     {@code journal.capture}: whether events are kept as they were received.
 */
public record JournalConfig(String dir, long maxSize, Duration maxAge, long segmentSize, CaptureMode capture) {
    private static final long MIN_SIZE = 8L << 20;
    private static final long MAX_SIZE = 1L << 40;
    private static final long MIN_SEGMENT = 1L << 20;
    private static final long MAX_SEGMENT = 1L << 30;
    private static final Duration MIN_AGE = Duration.ofMinutes(1);
    private static final Duration MAX_AGE = Duration.ofDays(3650);

    /** Validates. */
    public JournalConfig {
        check("journal.max_size", maxSize, MIN_SIZE, MAX_SIZE);
        check("journal.segment_size", segmentSize, MIN_SEGMENT, MAX_SEGMENT);
        if (maxAge.compareTo(MIN_AGE) < 0 || maxAge.compareTo(MAX_AGE) > 0) {
            throw new IllegalArgumentException("journal.max_age = " + maxAge + " is out of range: allowed are "
                + MIN_AGE + " to " + MAX_AGE);
        }
        if (dir.isBlank()) {
            throw new IllegalArgumentException("journal.dir is empty: give a folder, auto or none");
        }
    }

    private static void check(String key, long value, long from, long to) {
        if (value < from || value > to) {
            throw new IllegalArgumentException(
                key + " = " + value + " is out of range: allowed are " + from + " to " + to + " bytes");
        }
    }
}
