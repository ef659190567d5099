package io.neighsync.engine.cli;

import io.neighsync.engine.codec.KernelId;
import io.neighsync.engine.codec.MarkRecord;
import io.neighsync.engine.codec.OpenedRecord;
import io.neighsync.engine.codec.ProgressRecord;
import io.neighsync.engine.codec.RawRecord;
import io.neighsync.engine.codec.RecordType;
import io.neighsync.engine.codec.RowRecord;
import io.neighsync.engine.event.LinkName;
import io.neighsync.engine.event.PolicySettings;
import io.neighsync.engine.replay.Cause;
import io.neighsync.engine.replay.JournalCursor;
import io.neighsync.engine.replay.LinkNames;
import io.neighsync.engine.replay.WallTime;
import io.neighsync.engine.table.DecidedRows;
import io.neighsync.engine.table.JournaledLinks;
import io.neighsync.journal.RecordReader;
import io.neighsync.netlink.Nud;
import java.util.HexFormat;
import java.util.Locale;
import org.agrona.DirectBuffer;

/** Records as JSON objects, each on a line. One thread. */
final class RecordJson implements AutoCloseable {
    private final LinkNames links = new LinkNames();
    private final DecidedRows entry = new DecidedRows(1);

    /** The object of the record at which a cursor stands; {@link #skip} those that are not wanted. */
    String line(JournalCursor cursor) {
        RecordReader record = cursor.record();
        JsonLine json = new JsonLine().add("time", WallTime.text(cursor.wallNanos()))
                .add("sequence", record.sequence()).add("segment", cursor.segment())
                .add("type", cursor.type() == null ? "?" : cursor.type().name());
        add(json, cursor.type(), record);
        skip(cursor);
        return json.toString();
    }

    /** Takes over what a record says of links. */
    void skip(JournalCursor cursor) {
        links.apply(cursor.type(), cursor.record());
    }

    private void add(JsonLine json, RecordType type, RecordReader record) {
        DirectBuffer buffer = record.buffer();
        int offset = record.offset();
        switch (type) {
            case OPENED -> addOpened(json, buffer, offset);
            case LINK -> addLink(json, record);
            case SNAPSHOT_ROWS -> addSnapshot(json, buffer, offset);
            case COMPLETE -> { }
            case ROW -> addRow(json, buffer, offset);
            case LINK_GONE -> json.add("interface", links.label(buffer.getInt(offset)))
                    .add("ifindex", buffer.getInt(offset))
                    .add("generation", buffer.getInt(offset + Integer.BYTES));
            case MARK -> addMark(json, buffer, offset);
            case PROGRESS -> json.add("low_watermark", ProgressRecord.lowWatermark(buffer, offset))
                    .add("epoch", ProgressRecord.epoch(buffer, offset));
            case RAW -> addRaw(json, record);
            case null -> json.add("code", record.type()).add("bytes", record.length());
        }
    }

    private static void addOpened(JsonLine json, DirectBuffer buffer, int offset) {
        KernelId kernel = OpenedRecord.kernel(buffer, offset);
        json.add("continues", OpenedRecord.previous(buffer, offset))
                .add("run", RecordText.run(OpenedRecord.run(buffer, offset))).add("boot", RecordText.boot(kernel))
                .add("netns", kernel.netns()).add("epoch", OpenedRecord.epoch(buffer, offset))
                .add("low_watermark", OpenedRecord.lowWatermark(buffer, offset));
    }

    private void addLink(JsonLine json, RecordReader record) {
        JournaledLinks.Link link = LinkNames.read(record);
        int ifindex = LinkNames.ifindex(record);
        json.add("interface", link == null ? links.label(ifindex) : text(link.name())).add("ifindex", ifindex)
                .add("gone", link == null);
        if (link != null) {
            json.add("master", link.master()).add("is_vrf", link.vrf())
                    .add("table", Integer.toUnsignedLong(link.vrfTable())).add("vrf_ifindex", link.vrfIfindex())
                    .add("published", text(link.published()));
        }
    }

    private static String text(LinkName name) {
        return name == null ? null : name.toString();
    }

    private void addSnapshot(JsonLine json, DirectBuffer buffer, int offset) {
        json.beginArray("rows");
        for (int i = buffer.getInt(offset), at = offset + Integer.BYTES; i > 0; i--, at += DecidedRows.ENTRY_BYTES) {
            entry.take(0, buffer, at);
            json.beginObject();
            addNeighbor(json, entry.ifindex(0),
                    RowText.address(entry.family(0), entry.addressHigh(0), entry.addressLow(0)));
            json.add("mac_address", RowText.lladdr(entry.value(0))).add("failed", entry.isFailed(0))
                    .add("decided_at", entry.decidedAt(0)).end();
        }
        json.endArray();
    }

    private void addNeighbor(JsonLine json, int ifindex, String address) {
        LinkName link = links.published(ifindex);
        json.add("key", link == null ? null : RowText.key(link, ifindex, address)).add("interface", text(link))
                .add("ifindex", ifindex).add("ip_address", address);
    }

    private void addRow(JsonLine json, DirectBuffer buffer, int offset) {
        addNeighbor(json, RowRecord.ifindex(buffer, offset), RowText.address(RowRecord.family(buffer, offset),
                RowRecord.addressHigh(buffer, offset), RowRecord.addressLow(buffer, offset)));
        int flags = RowRecord.flags(buffer, offset);
        if ((flags & RowRecord.DECIDED) != 0) {
            String lladdr = RowText.lladdr(RowRecord.value(buffer, offset));
            json.add("outcome", lladdr == null ? "deleted" : "set").add("mac_address", lladdr);
        }
        if ((flags & RowRecord.FAILED_DECIDED) != 0) {
            json.add("failed", (flags & RowRecord.FAILED) != 0);
        }
        addMessage(json, Cause.Message.of(buffer, offset));
    }

    /** The message behind a decision, in parts and in words. */
    static void addMessage(JsonLine json, Cause.Message message) {
        json.add("kind", name(message.kind())).add("origin", name(message.origin()))
                .add("verdict", name(message.verdict())).add("state", Nud.toString(message.nudState()))
                .add("generation", message.generation()).add("opened_by", CauseText.causes(message.causes()))
                .add("cause", CauseText.of(message));
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static void addMark(JsonLine json, DirectBuffer buffer, int offset) {
        PolicySettings settings = MarkRecord.settings(buffer, offset);
        json.add("kind", name(MarkRecord.kind(buffer, offset)))
                .add("generation", MarkRecord.generation(buffer, offset))
                .add("opened_by", CauseText.causes(MarkRecord.causes(buffer, offset)))
                .add("overruns", MarkRecord.overruns(buffer, offset))
                .add("strict", settings.strict()).add("dual_tor", settings.dualTor())
                .add("evpn_nvo", settings.evpnNvo())
                .add("link_local", String.join(",", settings.linkLocal().stream()
                        .map(LinkName::toString).sorted().toList()));
    }

    private static void addRaw(JsonLine json, RecordReader record) {
        DirectBuffer buffer = record.buffer();
        int offset = record.offset();
        json.add("kind", name(RawRecord.kind(buffer, offset))).add("origin", name(RawRecord.origin(buffer, offset)))
                .add("generation", RawRecord.generation(buffer, offset));
        if (RecordText.isMessage(record)) {
            byte[] message = new byte[RawRecord.bodyLength(record.length())];
            buffer.getBytes(RawRecord.bodyOffset(offset), message);
            json.add("message", HexFormat.of().formatHex(message));
        }
    }

    @Override
    public void close() {
        entry.close();
    }
}
