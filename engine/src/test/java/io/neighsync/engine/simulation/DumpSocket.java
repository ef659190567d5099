package io.neighsync.engine.simulation;

import static java.nio.ByteOrder.BIG_ENDIAN;

import io.neighsync.netlink.Nda;
import io.neighsync.netlink.Nlm;
import io.neighsync.netlink.Rtnetlink;
import io.neighsync.netlink.ffm.Errno;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A socket that dumps and looks single neighbors up.
 *
 * <p>The first datagram of a dump is filled when the request is sent, each following one when another is received
 * ({@code netlink_dump}), so rows are old when they are read. Neighbors are walked by bucket and by position in it
 * ({@code neigh_dump_table}): a change of the table between two datagrams shifts what comes next.
 */
final class DumpSocket extends SimulatedSocket {
    private static final int DATAGRAM_LENGTH = 32 * 1024;
    private static final int DONE_LENGTH = 20;
    /** Charge of the first dump datagram of a socket, whose owner has not yet shown how much room it has. */
    private static final int FIRST_CHARGE = 4096 + 256;
    private static final int DUMP_CHARGE = DATAGRAM_LENGTH + 256;
    private static final int TYPE_OFFSET = 4;
    private static final int FLAGS_OFFSET = 6;
    private static final int SEQUENCE_OFFSET = 8;
    private static final int FAMILY_OFFSET = 16;
    private static final int IFINDEX_OFFSET = 20;
    private static final int ATTRIBUTES_OFFSET = 28;
    private static final int NLA_HDRLEN = 4;

    private final LinkSet links;
    private final NeighborChanges neighbors;
    private final KernelFaults faults;
    private final DumpOptions options;
    private final UnsafeBuffer datagram = new UnsafeBuffer(new byte[DATAGRAM_LENGTH]);
    private int length;
    private int rows;
    private boolean hasReceived;

    private boolean running;
    private boolean ofLinks;
    private int sequence;
    private int family;
    private int lastFamily;
    private int bucket;
    private int position;
    private int lastIfindex;
    private int previousVersion;
    private int breakErrno;
    private int datagramsToBreak;

    DumpSocket(
            int portId, int receiveBuffer, LinkSet links, NeighborChanges neighbors, DumpOptions options,
            KernelFaults faults, SocketCounters counters) {
        super(portId, false, receiveBuffer, faults, counters);
        this.links = links;
        this.neighbors = neighbors;
        this.faults = faults;
        this.options = options;
    }

    /** Sequence number of the dump or the request that came last. */
    int sequence() {
        return sequence;
    }

    @Override
    public int send(DirectBuffer buffer, int offset, int length) {
        if (isClosed()) {
            return -Errno.EBADF;
        }
        int errno = faults.takeSendErrno();
        if (errno != 0) {
            return -errno;
        }
        int at = offset;
        int left = length;
        while (left >= Nlm.NLMSG_HDRLEN) {
            int messageLength = buffer.getInt(at);
            if (messageLength < Nlm.NLMSG_HDRLEN || messageLength > left) {
                break;
            }
            if (!faults.takeLostAnswer()) {
                request(buffer, at, messageLength);
            }
            int aligned = (messageLength + 3) & -4;
            at += aligned;
            left -= aligned;
        }
        return length;
    }

    @Override
    void taken() {
        hasReceived = true;
        if (running && charged() <= receiveBuffer() / 2) {
            fill();
        }
    }

    private void request(DirectBuffer buffer, int offset, int length) {
        int type = buffer.getShort(offset + TYPE_OFFSET);
        boolean isDump = (buffer.getShort(offset + FLAGS_OFFSET) & Nlm.NLM_F_DUMP) != 0;
        if (isDump && (type == Rtnetlink.RTM_GETLINK || type == Rtnetlink.RTM_GETNEIGH)) {
            startDump(buffer, offset, length);
        } else if (type == Rtnetlink.RTM_GETNEIGH) {
            get(buffer, offset, length);
        } else {
            answerError(Errno.EOPNOTSUPP, buffer, offset, length, "");
        }
    }

    private void startDump(DirectBuffer buffer, int offset, int length) {
        int refusal = running ? Errno.EBUSY : faults.takeRefusalErrno();
        if (refusal != 0) {
            answerError(refusal, buffer, offset, length, "");
            return;
        }
        running = true;
        ofLinks = buffer.getShort(offset + TYPE_OFFSET) == Rtnetlink.RTM_GETLINK;
        sequence = buffer.getInt(offset + SEQUENCE_OFFSET);
        int asked = buffer.getByte(offset + FAMILY_OFFSET) & 0xff;
        family = asked == Rtnetlink.AF_UNSPEC ? Rtnetlink.AF_INET : asked;
        lastFamily = asked == Rtnetlink.AF_UNSPEC ? Rtnetlink.AF_INET6 : asked;
        bucket = 0;
        position = 0;
        lastIfindex = 0;
        previousVersion = 0;
        breakErrno = faults.takeBreakErrno();
        datagramsToBreak = faults.breakAfter();
        fill();
    }

    private void get(DirectBuffer buffer, int offset, int length) {
        int asked = buffer.getByte(offset + FAMILY_OFFSET) & 0xff;
        int ifindex = buffer.getInt(offset + IFINDEX_OFFSET);
        NeighborStore store = neighbors.store(asked);
        int destination = offset + ATTRIBUTES_OFFSET;
        int addressLength = asked == Rtnetlink.AF_INET6 ? 16 : 4;
        boolean complete = length >= ATTRIBUTES_OFFSET + NLA_HDRLEN + addressLength
                && buffer.getInt(destination) == (NLA_HDRLEN + addressLength | Nda.NDA_DST << 16);
        if (store == null || !complete) {
            answerError(Errno.EINVAL, buffer, offset, length, "");
            return;
        }
        if (links.get(ifindex) == null) {
            answerError(Errno.ENODEV, buffer, offset, length, "Unknown device ifindex");
            return;
        }
        int address = destination + NLA_HDRLEN;
        long high = addressLength == 4 ? 0 : buffer.getLong(address, BIG_ENDIAN);
        long low = addressLength == 4 ? buffer.getInt(address, BIG_ENDIAN) & 0xffff_ffffL
                : buffer.getLong(address + Long.BYTES, BIG_ENDIAN);
        int slot = store.find(ifindex, high, low);
        if (slot == NeighborStore.NONE) {
            answerError(Errno.ENOENT, buffer, offset, length, "Neighbour entry not found");
            return;
        }
        int answer = MessageEncoder.neighbor(datagram, 0, Rtnetlink.RTM_NEWNEIGH, 0,
                buffer.getInt(offset + SEQUENCE_OFFSET), portId(), store, slot);
        offer(datagram, answer, SMALL_CHARGE, 0);
    }

    private void answerError(int errno, DirectBuffer buffer, int offset, int length, String words) {
        int answer = MessageEncoder.error(datagram, portId(), errno, buffer, offset, length, words);
        offer(datagram, answer, SMALL_CHARGE, 0);
    }

    /** Fills the next datagram of the dump (netlink_dump). */
    private void fill() {
        if (charged() >= receiveBuffer()) {
            fail(Errno.ENOBUFS);
            return;
        }
        length = 0;
        rows = 0;
        boolean more = ofLinks ? fillLinks() : fillNeighbors();
        if (breakErrno != 0 && --datagramsToBreak <= 0) {
            done(breakErrno);
        } else if (!more && (rows == 0 || !ofLinks) && length + DONE_LENGTH <= DATAGRAM_LENGTH) {
            done(0);
        }
        enqueue(datagram, length, hasReceived ? DUMP_CHARGE : FIRST_CHARGE, 0);
    }

    private void done(int errno) {
        length += MessageEncoder.done(datagram, length, sequence, portId(), errno);
        running = false;
    }

    private boolean hasRoom() {
        return rows < options.rowsPerDatagram() && length + MessageEncoder.MAX_LENGTH <= DATAGRAM_LENGTH;
    }

    /** Adds rows (rtnl_dump_ifinfo); true if there are more. */
    private boolean fillLinks() {
        boolean more = false;
        int index = links.firstAbove(lastIfindex);
        while (index < links.size() && !more) {
            more = !hasRoom();
            if (!more) {
                Link link = links.at(index++);
                length += MessageEncoder.link(datagram, length, Rtnetlink.RTM_NEWLINK, Nlm.NLM_F_MULTI, sequence,
                        portId(), link, MessageEncoder.NO_CHANGE);
                lastIfindex = link.ifindex;
                rows++;
            }
        }
        if (previousVersion != 0 && previousVersion != links.version() && rows > 0) {
            MessageEncoder.flag(datagram, 0, Nlm.NLM_F_DUMP_INTR);
        }
        previousVersion = links.version();
        return more;
    }

    /** Adds rows (neigh_dump_info); true if there are more. */
    private boolean fillNeighbors() {
        while (true) {
            NeighborStore store = neighbors.store(family);
            if (store != null && fillNeighbors(store)) {
                return true;
            }
            if (family == lastFamily) {
                return false;
            }
            family = lastFamily;
            bucket = 0;
            position = 0;
        }
    }

    private boolean fillNeighbors(NeighborStore store) {
        return options.missesAndRepeats() ? fillByBucket(store) : fillBySlot(store);
    }

    /** An entry that is there all the time is found once, whatever happens to others. */
    private boolean fillBySlot(NeighborStore store) {
        for (int slot = position; slot < store.slots(); slot++) {
            if (store.link(slot) != null) {
                if (!hasRoom()) {
                    position = slot;
                    return true;
                }
                add(store, slot);
            }
        }
        position = store.slots();
        return false;
    }

    private void add(NeighborStore store, int slot) {
        length += MessageEncoder.neighbor(datagram, length, Rtnetlink.RTM_NEWNEIGH, Nlm.NLM_F_MULTI, sequence, portId(),
                store, slot);
        rows++;
    }

    private boolean fillByBucket(NeighborStore store) {
        int skipped = position;
        for (int current = bucket; current < store.buckets(); current++) {
            int index = 0;
            for (int slot = store.head(current); slot != NeighborStore.NONE; slot = store.next(slot)) {
                if (index >= skipped) {
                    if (!hasRoom()) {
                        bucket = current;
                        position = index;
                        return true;
                    }
                    add(store, slot);
                }
                index++;
            }
            skipped = 0;
        }
        bucket = store.buckets();
        position = 0;
        return false;
    }
}
