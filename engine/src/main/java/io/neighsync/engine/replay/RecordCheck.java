package io.neighsync.engine.replay;

import io.neighsync.engine.codec.LinkRecord;
import io.neighsync.engine.codec.OpenedRecord;
import io.neighsync.engine.codec.RecordType;
import io.neighsync.engine.codec.RowRecord;
import io.neighsync.engine.event.EventKind;
import io.neighsync.engine.event.Origin;
import io.neighsync.engine.event.Verdict;
import io.neighsync.engine.table.DecidedRows;
import io.neighsync.journal.RecordReader;
import org.agrona.DirectBuffer;

/**
 * Whether a payload is one of its type, so that nothing is read behind its end. A checksum tells only that it is as it
 * was written. Any thread.
 */
final class RecordCheck {
    private static final int LINK_NAMES = 19;
    private static final int LINK_NAME_LENGTH = 17;
    private static final int PUBLISHED_LENGTH = 18;
    private static final int LINK_GONE_LENGTH = 8;
    private static final int MARK_NAMES = 20;
    private static final int MARK_LINKS = 2;
    private static final int PROGRESS_LENGTH = 24;
    private static final int RAW_BODY = 8;
    private static final int RAW_ORIGIN = 1;
    private static final int ROW_KIND = 39;
    private static final int ROW_ORIGIN = 40;
    private static final int ROW_VERDICT = 41;
    private static final int KINDS = EventKind.values().length;
    private static final int ORIGINS = Origin.values().length;
    private static final int VERDICTS = Verdict.values().length;

    private RecordCheck() {
    }

    /** Whether the payload of the record at which the reader stands can be read as one of this type. */
    static boolean isSound(RecordType type, RecordReader record) {
        DirectBuffer buffer = record.buffer();
        int offset = record.offset();
        int length = record.length();
        return switch (type) {
            case OPENED -> length == OpenedRecord.LENGTH;
            case LINK -> isLink(buffer, offset, length);
            case SNAPSHOT_ROWS -> isSnapshot(buffer, offset, length);
            case COMPLETE -> length == Long.BYTES;
            case ROW -> isRow(buffer, offset, length);
            case LINK_GONE -> length == LINK_GONE_LENGTH;
            case MARK -> isMark(buffer, offset, length);
            case PROGRESS -> length == PROGRESS_LENGTH;
            case RAW -> isRaw(buffer, offset, length);
        };
    }

    private static boolean isLink(DirectBuffer buffer, int offset, int length) {
        return length >= LINK_NAMES && length <= LinkRecord.MAX_LENGTH
                && buffer.getByte(offset + LINK_NAME_LENGTH) >= 0 && buffer.getByte(offset + PUBLISHED_LENGTH) >= 0
                && length == LINK_NAMES + buffer.getByte(offset + LINK_NAME_LENGTH)
                        + buffer.getByte(offset + PUBLISHED_LENGTH);
    }

    private static boolean isSnapshot(DirectBuffer buffer, int offset, int length) {
        return length >= Integer.BYTES && buffer.getInt(offset) >= 0
                && length == Integer.BYTES + (long) buffer.getInt(offset) * DecidedRows.ENTRY_BYTES;
    }

    private static boolean isRow(DirectBuffer buffer, int offset, int length) {
        return length == RowRecord.LENGTH && isBelow(buffer.getByte(offset + ROW_KIND), KINDS)
                && isBelow(buffer.getByte(offset + ROW_ORIGIN), ORIGINS)
                && isBelow(buffer.getByte(offset + ROW_VERDICT), VERDICTS);
    }

    private static boolean isRaw(DirectBuffer buffer, int offset, int length) {
        return length >= RAW_BODY && isBelow(buffer.getByte(offset), KINDS)
                && isBelow(buffer.getByte(offset + RAW_ORIGIN), ORIGINS);
    }

    static boolean isMark(DirectBuffer buffer, int offset, int length) {
        if (length < MARK_NAMES || !isBelow(buffer.getByte(offset), KINDS)) {
            return false;
        }
        int at = offset + MARK_NAMES;
        int end = offset + length;
        for (int i = buffer.getShort(offset + MARK_LINKS); i > 0; i--) {
            if (at >= end || buffer.getByte(at) < 0) {
                return false;
            }
            at += 1 + buffer.getByte(at);
        }
        return at == end;
    }

    private static boolean isBelow(byte ordinal, int count) {
        return ordinal >= 0 && ordinal < count;
    }
}
