package io.neighsync.journal;

/**
 * How large a segment is. What counts is the space it takes on disk:
 *
 * <pre>
 *   0                        room          block                 1.25 block
 *   +------------------------+-------------+---------------------+
 *   | documents              | never used  | mapped, no space    |    yyyyMMdd.cq4
 *   +------------------------+-------------+---------------------+
 *    \____________ space is reserved ______/                          and 64 KiB for metadata.cq4t
 * </pre>
 *
 * <p>A queue maps a block and a quarter of it at once. Records end before the block does, so that nothing is ever
 * mapped again and nothing is written where no space is reserved.
 */
final class SegmentSize {
    /** Space reserved for the queue's own file of locks and listings. */
    static final int METADATA = 64 * 1024;

    /**
     * What is left free at the end of a block: the next document's header, and an index page if there ever were one.
     */
    private static final int MARGIN = 4096;
    private static final long UNIT = 64 * 1024;
    private static final long SMALLEST = 1L << 20;
    private static final long LARGEST = 1L << 30;
    private static final int SNAPSHOTS = 8;
    private static final int SEGMENTS = 4;

    private SegmentSize() {
    }

    /**
     * The block of the next segment: it holds eight snapshots and at least what is configured, but takes at most a
     * quarter of the journal and of the disk, so that there is always room for the one a restart needs, the one in use
     * and the next. 1 MiB at least, 1 GiB at most.
     *
     * @param config    {@code segment_size} and {@code max_size}.
     * @param snapshot  bytes of a snapshot.
     * @param available bytes of the disk that are free or taken by the journal.
     * @return bytes.
     */
    static long block(JournalConfig config, long snapshot, long available) {
        final long wanted = Math.max(config.segmentSize(), Math.min(snapshot, LARGEST) * SNAPSHOTS);
        final long most = Math.min(config.maxSize(), available) / SEGMENTS;
        final long size = Math.clamp(Math.min(wanted, most), SMALLEST, LARGEST);
        return (size - METADATA) / UNIT * UNIT;
    }

    /** Space a segment takes that has such a block. */
    static long ofBlock(long block) {
        return block + METADATA;
    }

    /** Where records end. */
    static long room(long block) {
        return block - MARGIN;
    }

    /** Length of the file a queue makes for such a block. */
    static long fileLength(long block) {
        return block + block / 4;
    }

    /** Space a segment takes whose file is that long. */
    static long reserved(long fileLength) {
        return ofBlock(fileLength / 5 * 4);
    }
}
