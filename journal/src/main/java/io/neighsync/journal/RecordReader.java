package io.neighsync.journal;

import java.util.Optional;
import org.agrona.DirectBuffer;

/** Reads the records of one segment in their order. One thread. */
public interface RecordReader extends AutoCloseable {
    /**
     * Moves to the next record.
     *
     * @return false when there is none: not yet, or because the segment is damaged there.
     */
    boolean next();

    /**
     * What the record's payload is.
     *
     * @return as {@link SegmentAppender#append} was told.
     */
    int type();

    /**
     * The sequence of the event behind the record.
     *
     * @return as {@link SegmentAppender#append} was told.
     */
    long sequence();

    /**
     * When that event was received.
     *
     * @return as {@link SegmentAppender#append} was told.
     */
    long nanos();

    /**
     * What holds the payload, until {@link #next}.
     *
     * @return always the same buffer.
     */
    DirectBuffer buffer();

    /**
     * Where the payload begins.
     *
     * @return an offset into {@link #buffer}.
     */
    int offset();

    /**
     * How long the payload is.
     *
     * @return bytes.
     */
    int length();

    /**
     * Why the segment cannot be read any further.
     *
     * @return one sentence with file and position; nothing when the segment just ends here.
     */
    Optional<String> damage();

    /**
     * Whether there is nothing behind the last record, in a segment that nobody appends to any more.
     *
     * @return what is wrong, as {@link #damage}; nothing when all is well.
     */
    Optional<String> checkRest();

    @Override
    void close();
}
