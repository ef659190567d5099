package io.neighsync.engine.codec;

import java.util.Optional;

/** What a record of the journal is about. The codes are the journal's format: they never change their meaning. */
public enum RecordType {
    /** A segment begins; its snapshot follows. {@link OpenedRecord}. */
    OPENED(1),
    /** What became of a link; in a snapshot, what is known of it. {@link LinkRecord}. */
    LINK(2),
    /** Some rows of the snapshot: a count (4 bytes) and as many rows as {@code DecidedRows} lays them out. */
    SNAPSHOT_ROWS(3),
    /**
     * The snapshot is complete: a restart can begin with this segment. Low watermark (8 bytes): rows deleted before it
     * may be missing from the snapshot.
     */
    COMPLETE(4),
    /** What was decided about a row, and why. {@link RowRecord}. */
    ROW(5),
    /** Every row of a link is to be absent: ifindex (4 bytes), generation (4 bytes). */
    LINK_GONE(6),
    /** A mark of the ring but for heartbeats. {@link MarkRecord}. */
    MARK(7),
    /** How far Redis is. {@link ProgressRecord}. */
    PROGRESS(8),
    /** An event as it was received. {@link RawRecord}. */
    RAW(9);

    private static final RecordType[] BY_CODE = new RecordType[10];

    static {
        for (RecordType type : values()) {
            BY_CODE[type.code] = type;
        }
    }

    private final int code;

    RecordType(int code) {
        this.code = code;
    }

    /** The code in a record's header. */
    public int code() {
        return code;
    }

    /** The type of this code; nothing for one that a later version wrote. */
    public static Optional<RecordType> of(int code) {
        return code > 0 && code < BY_CODE.length ? Optional.of(BY_CODE[code]) : Optional.empty();
    }
}
