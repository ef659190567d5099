package io.neighsync.journal;

import org.agrona.DirectBuffer;

/**
 * One segment of the journal, to be written from its beginning to its end. One thread at a time; allocates nothing and
 * never blocks.
 */
public interface SegmentAppender {
    /**
     * Which segment this is.
     *
     * @return from 1, rising; never used twice in one journal.
     */
    int number();

    /**
     * Whether a record fits.
     *
     * @param payloadLength of the record in bytes, 0..{@link RecordFormat#MAX_PAYLOAD_LENGTH}.
     * @return false when the segment is full, or failed before.
     */
    boolean hasRoom(int payloadLength);

    /**
     * Appends one record. When this returns true the record survives the end of this process, however it ends; but
     * where somebody truncates the file of a segment in use, or its disk fails, the JVM throws an InternalError in this
     * thread, a little later than it happened.
     *
     * @param type     what the payload is, 0..127; of no concern here.
     * @param sequence of the event behind it; never falls within a journal.
     * @param nanos    when that event was received, monotonic.
     * @param payload  holds the payload.
     * @param offset   of its first byte.
     * @param length   in bytes, 0..{@link RecordFormat#MAX_PAYLOAD_LENGTH}.
     * @return false when it was not appended: the segment is full or failed, and takes nothing more.
     */
    boolean append(int type, long sequence, long nanos, DirectBuffer payload, int offset, int length);

    /**
     * How much of the segment is used.
     *
     * @return bytes, those of Chronicle's own included.
     */
    long position();
}
