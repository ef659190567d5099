package io.neighsync.engine.stage;

import io.neighsync.netlink.MessageCursor;
import io.neighsync.netlink.NeighborDecoder;
import io.neighsync.netlink.Nlcap;
import io.neighsync.netlink.Ntf;
import io.neighsync.netlink.Rtnetlink;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/** What is in a capture, for those who replay it. */
final class CaptureRecords {
    private CaptureRecords() {
    }

    /** The links and neighbors of the dumps among these records, without proxies and entries of a bridge's FDB. */
    static List<UnsafeBuffer> dumped(List<Nlcap.Entry> records) {
        MessageCursor messages = new MessageCursor();
        List<UnsafeBuffer> rows = new ArrayList<>();
        for (Nlcap.Entry record : records) {
            if (record.kind() == Nlcap.Kind.DUMP) {
                UnsafeBuffer buffer = record.buffer();
                messages.wrap(buffer, 0, buffer.capacity());
                while (messages.next()) {
                    byte[] bytes = new byte[messages.length()];
                    buffer.getBytes(messages.offset(), bytes);
                    rows.add(new UnsafeBuffer(bytes));
                }
            }
        }
        NeighborDecoder neighbor = new NeighborDecoder();
        rows.removeIf(row -> KernelMessages.typeOf(row) != Rtnetlink.RTM_NEWLINK && !isNeighbor(row, neighbor));
        return rows;
    }

    /** Whether a message is about a neighbor that is no proxy and no entry of a bridge's FDB; decodes it. */
    static boolean isNeighbor(UnsafeBuffer message, NeighborDecoder neighbor) {
        return KernelMessages.typeOf(message) == Rtnetlink.RTM_NEWNEIGH
                && neighbor.wrap(message, 0, message.capacity())
                && neighbor.family() != Rtnetlink.AF_BRIDGE
                && (neighbor.ntfFlags() & Ntf.NTF_PROXY) == 0;
    }

    /** How many records there are before the first of this kind. */
    static int indexOf(List<Nlcap.Entry> records, Nlcap.Kind kind) {
        int index = 0;
        while (records.get(index).kind() != kind) {
            index++;
        }
        return index;
    }
}
