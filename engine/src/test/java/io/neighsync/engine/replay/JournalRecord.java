package io.neighsync.engine.replay;

import io.neighsync.engine.codec.LinkRecord;
import io.neighsync.engine.codec.MarkRecord;
import io.neighsync.engine.codec.OpenedRecord;
import io.neighsync.engine.codec.ProgressRecord;
import io.neighsync.engine.codec.RawRecord;
import io.neighsync.engine.codec.RecordType;
import io.neighsync.engine.codec.RowRecord;
import io.neighsync.engine.event.RowValue;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A record as it was appended. It prints what it says in a few words, such as {@code ROW 7 1=5}: of link 7, the row of
 * address 1 has the link-layer address 5.
 *
 * @param type     what the payload is
 * @param sequence of the event behind it
 * @param nanos    when that was received
 * @param payload  a copy
 */
public record JournalRecord(RecordType type, long sequence, long nanos, UnsafeBuffer payload)
        implements StoredRecords.Stored {
    @Override
    public int code() {
        return type.code();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof JournalRecord that && type == that.type && sequence == that.sequence
                && nanos == that.nanos && Arrays.equals(payload.byteArray(), that.payload.byteArray());
    }

    /** Tells payloads apart in print. */
    public int hashOfPayload() {
        return Arrays.hashCode(payload.byteArray());
    }

    @Override
    public int hashCode() {
        return Long.hashCode(sequence) + type.hashCode();
    }

    @Override
    public String toString() {
        return switch (type) {
            case OPENED -> "OPENED " + OpenedRecord.segment(payload, 0) + " after " + OpenedRecord.previous(payload, 0);
            case LINK -> "LINK " + LinkRecord.ifindex(payload, 0) + " " + published();
            case SNAPSHOT_ROWS -> "SNAPSHOT_ROWS " + payload.getInt(0);
            case COMPLETE -> "COMPLETE";
            case ROW -> "ROW " + RowRecord.ifindex(payload, 0) + " " + RowRecord.addressLow(payload, 0) + "=" + row();
            case LINK_GONE -> "LINK_GONE " + payload.getInt(0);
            case MARK -> "MARK " + MarkRecord.kind(payload, 0);
            case PROGRESS -> "PROGRESS " + ProgressRecord.lowWatermark(payload, 0);
            case RAW -> "RAW " + RawRecord.kind(payload, 0);
        };
    }

    private String published() {
        return (LinkRecord.flags(payload, 0) & LinkRecord.GONE) != 0
                ? "gone" : String.valueOf(LinkRecord.published(payload, 0));
    }

    private String row() {
        int flags = RowRecord.flags(payload, 0);
        long value = RowRecord.value(payload, 0);
        String neighbors = (flags & RowRecord.DECIDED) == 0 ? ""
                : RowValue.isPresent(value) ? Long.toHexString(RowValue.lladdr(value)) : "absent";
        String failed = (flags & RowRecord.FAILED_DECIDED) == 0 ? ""
                : (flags & RowRecord.FAILED) == 0 ? " resolved" : " failed";
        return neighbors + failed;
    }
}
