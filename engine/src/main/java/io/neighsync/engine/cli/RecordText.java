package io.neighsync.engine.cli;

import io.neighsync.engine.codec.KernelId;
import io.neighsync.engine.codec.MarkRecord;
import io.neighsync.engine.codec.OpenedRecord;
import io.neighsync.engine.codec.ProgressRecord;
import io.neighsync.engine.codec.RawRecord;
import io.neighsync.engine.codec.RecordType;
import io.neighsync.engine.codec.RowRecord;
import io.neighsync.engine.event.EventKind;
import io.neighsync.engine.event.PolicySettings;
import io.neighsync.engine.event.RowValue;
import io.neighsync.engine.replay.Cause;
import io.neighsync.engine.replay.JournalCursor;
import io.neighsync.engine.replay.LinkNames;
import io.neighsync.engine.replay.WallTime;
import io.neighsync.engine.table.JournaledLinks;
import io.neighsync.journal.RecordReader;
import io.neighsync.netlink.Nlm;
import io.neighsync.netlink.Rtnetlink;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.UUID;
import org.agrona.DirectBuffer;

/** Records as lines for people. One thread. */
final class RecordText {
    private static final int MESSAGE_TYPE = 4;

    private final LinkNames links = new LinkNames();

    /** The line of the record at which a cursor stands; {@link #skip} those that are not wanted. */
    String line(JournalCursor cursor) {
        RecordReader record = cursor.record();
        String line = WallTime.text(cursor.wallNanos()) + " seq=" + record.sequence() + " segment=" + cursor.segment()
                + " " + (cursor.type() == null ? "?" : cursor.type()) + words(cursor.type(), record);
        skip(cursor);
        return line;
    }

    /** Takes over what a record says of links. */
    void skip(JournalCursor cursor) {
        links.apply(cursor.type(), cursor.record());
    }

    private String words(RecordType type, RecordReader record) {
        DirectBuffer buffer = record.buffer();
        int offset = record.offset();
        return switch (type) {
            case OPENED -> opened(buffer, offset);
            case LINK -> link(record);
            case SNAPSHOT_ROWS -> " " + buffer.getInt(offset) + " rows";
            case COMPLETE -> "";
            case ROW -> row(buffer, offset);
            case LINK_GONE -> " " + links.label(buffer.getInt(offset)) + ", generation "
                    + buffer.getInt(offset + Integer.BYTES);
            case MARK -> " " + mark(buffer, offset);
            case PROGRESS -> " low watermark " + ProgressRecord.lowWatermark(buffer, offset) + ", epoch "
                    + ProgressRecord.epoch(buffer, offset);
            case RAW -> " " + raw(record);
            case null -> " of type " + record.type() + ", which this program does not know, " + record.length()
                    + " bytes";
        };
    }

    private static String opened(DirectBuffer buffer, int offset) {
        int previous = OpenedRecord.previous(buffer, offset);
        KernelId kernel = OpenedRecord.kernel(buffer, offset);
        return (previous == 0 ? " continues no segment" : " continues segment " + previous)
                + ", run " + run(OpenedRecord.run(buffer, offset)) + ", boot " + boot(kernel) + ", netns "
                + kernel.netns() + ", epoch " + OpenedRecord.epoch(buffer, offset) + ", low watermark "
                + OpenedRecord.lowWatermark(buffer, offset);
    }

    /** The nonce of a run, as fence and marker have it. */
    static String run(long run) {
        return HexFormat.of().toHexDigits(run);
    }

    /** A boot as {@code /proc/sys/kernel/random/boot_id} has it. */
    static String boot(KernelId kernel) {
        return new UUID(kernel.bootHigh(), kernel.bootLow()).toString();
    }

    private String link(RecordReader record) {
        JournaledLinks.Link link = LinkNames.read(record);
        if (link == null) {
            return " " + links.label(LinkNames.ifindex(record)) + " gone, ifindex " + LinkNames.ifindex(record);
        }
        return " " + (link.name() == null ? "(no name)" : link.name()) + " ifindex " + link.ifindex()
                + (link.master() == 0 ? "" : ", master " + link.master())
                + (link.vrf() ? ", a VRF with table " + Integer.toUnsignedString(link.vrfTable()) : "")
                + (link.vrfIfindex() == 0 ? "" : ", in VRF " + link.vrfIfindex())
                + (link.published() == null ? ", its rows are not published" : ", its rows under " + link.published());
    }

    private String row(DirectBuffer buffer, int offset) {
        int ifindex = RowRecord.ifindex(buffer, offset);
        int flags = RowRecord.flags(buffer, offset);
        StringJoiner outcomes = new StringJoiner(" and ");
        if ((flags & RowRecord.DECIDED) != 0) {
            long value = RowRecord.value(buffer, offset);
            outcomes.add(RowValue.isPresent(value) ? "set " + RowText.lladdr(value) : "deleted");
        }
        if ((flags & RowRecord.FAILED_DECIDED) != 0) {
            outcomes.add((flags & RowRecord.FAILED) != 0 ? "failed" : "failed no more");
        }
        return " " + RowText.key(links.published(ifindex), ifindex, RowText.address(RowRecord.family(buffer, offset),
                RowRecord.addressHigh(buffer, offset), RowRecord.addressLow(buffer, offset)))
                + " " + outcomes + ": " + CauseText.of(Cause.Message.of(buffer, offset));
    }

    private static String mark(DirectBuffer buffer, int offset) {
        EventKind kind = MarkRecord.kind(buffer, offset);
        return kind + switch (kind) {
            case OVERRUN -> ", overruns " + MarkRecord.overruns(buffer, offset);
            case CONFIG_CHANGED -> ", " + settings(MarkRecord.settings(buffer, offset));
            case DUMP_BEGIN -> ", generation " + MarkRecord.generation(buffer, offset)
                    + CauseText.opened(MarkRecord.causes(buffer, offset));
            default -> ", generation " + MarkRecord.generation(buffer, offset);
        };
    }

    private static String settings(PolicySettings settings) {
        return "strict " + settings.strict() + ", dual-ToR " + settings.dualTor() + ", EVPN NVO " + settings.evpnNvo()
                + ", link-local on " + settings.linkLocal().stream().map(Object::toString).sorted().toList();
    }

    private static String raw(RecordReader record) {
        DirectBuffer buffer = record.buffer();
        int offset = record.offset();
        int body = RawRecord.bodyOffset(offset);
        int length = RawRecord.bodyLength(record.length());
        String origin = RawRecord.origin(buffer, offset).name().toLowerCase(Locale.ROOT);
        return (isMessage(record)
                ? Rtnetlink.toString(messageType(buffer, body)) + ", " + length + " bytes, " + origin
                : RawRecord.kind(buffer, offset).toString()) + ", generation " + RawRecord.generation(buffer, offset);
    }

    /** Whether a record RAW holds a message, not a mark. */
    static boolean isMessage(RecordReader record) {
        DirectBuffer buffer = record.buffer();
        int offset = record.offset();
        return switch (RawRecord.kind(buffer, offset)) {
            case INVALID, FOREIGN, NEIGH_SET, NEIGH_DEL, LINK_SET, LINK_DEL -> isMessage(
                buffer, RawRecord.bodyOffset(offset), RawRecord.bodyLength(record.length()));
            default -> false;
        };
    }

    /** By nlmsg_len. */
    private static boolean isMessage(DirectBuffer buffer, int offset, int length) {
        return length >= Nlm.NLMSG_HDRLEN && buffer.getInt(offset, ByteOrder.nativeOrder()) >= Nlm.NLMSG_HDRLEN
                && buffer.getInt(offset, ByteOrder.nativeOrder()) <= length;
    }

    /** {@code nlmsg_type} of a message. */
    static int messageType(DirectBuffer buffer, int message) {
        return buffer.getShort(message + MESSAGE_TYPE, ByteOrder.nativeOrder()) & 0xffff;
    }
}
