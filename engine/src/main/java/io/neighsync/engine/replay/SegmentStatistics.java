package io.neighsync.engine.replay;

import io.neighsync.engine.codec.RecordType;
import io.neighsync.journal.RecordFormat;
import java.util.EnumMap;
import java.util.Map;

/** What one segment of a journal holds, in numbers. One thread. */
public final class SegmentStatistics {
    /** Before each record and between them: a document's header, and what fills it up to a multiple of four. */
    private static final int ALIGNMENT = 4;

    private final int segment;
    private final long run;
    private final boolean continues;
    private final long firstNanos;
    private final long firstSequence;
    private final Map<RecordType, Long> byType = new EnumMap<>(RecordType.class);
    private long unknown;
    private long lastNanos;
    private long lastSequence;
    private long records;
    private long bytes;
    private long snapshotRows;

    /** Of the segment at whose first record the cursor stands. */
    public SegmentStatistics(JournalCursor cursor) {
        segment = cursor.segment();
        run = cursor.run();
        continues = cursor.continues();
        firstNanos = cursor.wallNanos();
        firstSequence = cursor.record().sequence();
        add(cursor);
    }

    /** Counts the record at which the cursor stands. */
    public void add(JournalCursor cursor) {
        records++;
        bytes += bytes(cursor.record().length());
        lastNanos = cursor.wallNanos();
        lastSequence = cursor.record().sequence();
        RecordType type = cursor.type();
        if (type == null) {
            unknown++;
        } else {
            byType.merge(type, 1L, Long::sum);
            snapshotRows += type == RecordType.SNAPSHOT_ROWS
                    ? cursor.record().buffer().getInt(cursor.record().offset()) : 0;
        }
    }

    /** Bytes that a record with a payload of this length takes in a segment. */
    static long bytes(int payloadLength) {
        int document = RecordFormat.HEADER_LENGTH + payloadLength;
        return ALIGNMENT + (document + ALIGNMENT - 1) / ALIGNMENT * (long) ALIGNMENT;
    }

    /** Its number. */
    public int segment() {
        return segment;
    }

    /** The nonce of the run that wrote it. */
    public long run() {
        return run;
    }

    /** Whether it continues the segment before without a gap. */
    public boolean continues() {
        return continues;
    }

    /** When it was begun, in nanoseconds since 1970. */
    public long firstNanos() {
        return firstNanos;
    }

    /** When the event behind its last record was received, in nanoseconds since 1970. */
    public long lastNanos() {
        return lastNanos;
    }

    /** The sequence at which it was begun. */
    public long firstSequence() {
        return firstSequence;
    }

    /** The sequence of its last record. */
    public long lastSequence() {
        return lastSequence;
    }

    /** Records in it. */
    public long records() {
        return records;
    }

    /** Bytes they take. */
    public long bytes() {
        return bytes;
    }

    /** Rows of its snapshot. */
    public long snapshotRows() {
        return snapshotRows;
    }

    /** Records of a type. */
    public long records(RecordType type) {
        return byType.getOrDefault(type, 0L);
    }

    /** Records of types that a later version wrote. */
    public long unknown() {
        return unknown;
    }

    /** Whether its snapshot is complete. */
    public boolean isComplete() {
        return records(RecordType.COMPLETE) > 0;
    }

    /** Whether it has events as they were received. */
    public boolean isCapture() {
        return records(RecordType.RAW) > 0;
    }
}
