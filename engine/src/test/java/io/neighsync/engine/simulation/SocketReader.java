package io.neighsync.engine.simulation;

import io.neighsync.netlink.DatagramBatch;
import io.neighsync.netlink.MessageCursor;
import io.neighsync.netlink.NeighborDecoder;
import io.neighsync.netlink.NetlinkErrorDecoder;
import io.neighsync.netlink.NetlinkPort;
import io.neighsync.netlink.NetlinkRequests;
import io.neighsync.netlink.Nlm;
import io.neighsync.netlink.Rtnetlink;
import io.neighsync.netlink.ffm.Errno;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/** Asks and reads one datagram at a time, as short lines: the sequence number and what a message says. */
final class SocketReader implements AutoCloseable {
    private final NetlinkPort port;
    private final DatagramBatch batch = new DatagramBatch(1, 32 * 1024);
    private final UnsafeBuffer request = new UnsafeBuffer(new byte[NetlinkRequests.MAX_LENGTH]);
    private final MessageCursor messages = new MessageCursor();
    private final NeighborDecoder neighbor = new NeighborDecoder();
    private final NetlinkErrorDecoder answer = new NetlinkErrorDecoder();

    SocketReader(NetlinkPort port) {
        this.port = port;
    }

    int askNeighbors(int sequence, int family) {
        return port.send(request, 0, NetlinkRequests.encodeNeighborDump(request, 0, sequence, family));
    }

    int askLinks(int sequence) {
        return port.send(request, 0, NetlinkRequests.encodeLinkDump(request, 0, sequence));
    }

    int askNeighbor(int sequence, int ifindex, long address) {
        return port.send(request, 0,
                NetlinkRequests.encodeNeighborGet(request, 0, sequence, ifindex, Rtnetlink.AF_INET, 0, address));
    }

    /** The lines of the next datagram; empty if there is none; the name of the errno if the receive fails. */
    List<String> next() {
        int received = port.receive(batch);
        if (received < 0) {
            return List.of(Errno.name(received));
        }
        List<String> lines = new ArrayList<>();
        if (received == 1) {
            String remark = (batch.senderPortId(0) == 0 ? "" : " from a process")
                    + (batch.isTruncated(0) ? " truncated" : "");
            messages.wrap(batch.buffer(), batch.offset(0), batch.length(0));
            while (messages.next()) {
                lines.add(messages.sequence() + " " + line() + remark);
            }
            if (messages.isMalformed()) {
                lines.add("malformed" + remark);
            }
        }
        return lines;
    }

    /** The lines of all datagrams there are. */
    List<String> all() {
        List<String> all = new ArrayList<>();
        List<String> lines = next();
        while (!lines.isEmpty()) {
            all.addAll(lines);
            lines = next();
        }
        return all;
    }

    private String line() {
        if (neighbor.wrap(batch.buffer(), messages.offset(), messages.length())) {
            return (messages.type() == Rtnetlink.RTM_NEWNEIGH ? "NEW " : "DEL ") + EventLog.address(neighbor);
        }
        if (answer.wrap(batch.buffer(), messages.offset(), messages.length())) {
            String name = answer.errno() == 0 ? "" : " " + Errno.name(answer.errno());
            return (messages.type() == Nlm.NLMSG_DONE ? "DONE" : "ERROR") + name;
        }
        return Rtnetlink.toString(messages.type())
                + ((messages.flags() & Nlm.NLM_F_DUMP_INTR) != 0 ? " interrupted" : "");
    }

    @Override
    public void close() {
        batch.close();
        port.close();
    }
}
