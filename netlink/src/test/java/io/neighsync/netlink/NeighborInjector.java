package io.neighsync.netlink;

import io.neighsync.netlink.ffm.Errno;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Changes the kernel's neighbor table, many entries to a datagram, in the namespace of the thread that opened it.
 *
 * <p>Requests collect until the batch is full or {@link #flush()} is called; the last of a batch asks for an
 * acknowledgment, so that whatever went before it has been done when {@code flush} returns. One thread owns an
 * injector.
 */
public final class NeighborInjector implements AutoCloseable {
    private static final int BATCH_BYTES = 32 * 1024;
    private static final int NEW_FLAGS = Nlm.NLM_F_CREATE | Nlm.NLM_F_REPLACE;
    private static final long ACK_DEADLINE_NANOS = 10_000_000_000L;

    private final NetlinkSocket socket = NetlinkSocket.openDump(new NetlinkConfig(4096, 1, 4 << 20));
    private final DatagramBatch answers = new DatagramBatch(16, NetlinkSocket.DATAGRAM_BYTES);
    private final MessageCursor messages = new MessageCursor();
    private final NetlinkErrorDecoder error = new NetlinkErrorDecoder();
    private final UnsafeBuffer batch = new UnsafeBuffer(new byte[BATCH_BYTES]);
    private int length;
    private int lastOffset;
    private int sequence;

    private NeighborInjector() {
    }

    /**
     * Opens an injector.
     *
     * @return of the calling thread's network namespace
     */
    public static NeighborInjector open() {
        return new NeighborInjector();
    }

    /**
     * Adds or changes a neighbor.
     *
     * @param ifindex link
     * @param family {@code AF_INET} or {@code AF_INET6}
     * @param addressHigh as {@link NeighborDecoder#addressHigh()}
     * @param addressLow as {@link NeighborDecoder#addressLow()}
     * @param lladdr 48 bits, or {@link NeighborRequests#NO_LLADDR}
     * @param nudState {@code NUD_*}
     * @param ntfFlags {@code NTF_*}
     */
    public void add(
        int ifindex, int family, long addressHigh, long addressLow, long lladdr, int nudState, int ntfFlags) {
        makeRoom();
        length += NeighborRequests.encodeNewNeighbor(batch, length, ++sequence, NEW_FLAGS, ifindex, family,
            addressHigh, addressLow, lladdr, nudState, ntfFlags);
    }

    /**
     * Adds permanent IPv4 neighbors with consecutive addresses and link layer addresses, and flushes.
     *
     * @param ifindex link
     * @param firstAddress IPv4, such as 0x0a000001 for 10.0.0.1
     * @param count how many
     * @param firstLladdr 48 bits
     */
    public void addInet(int ifindex, int firstAddress, int count, long firstLladdr) {
        for (int i = 0; i < count; i++) {
            long address = (firstAddress + i) & 0xffff_ffffL;
            add(ifindex, Rtnetlink.AF_INET, 0, address, firstLladdr + i, Nud.NUD_PERMANENT, 0);
        }
        flush();
    }

    /**
     * Adds permanent IPv6 neighbors with consecutive addresses and link layer addresses, and flushes.
     *
     * @param ifindex link
     * @param addressHigh first eight bytes of all addresses
     * @param firstAddressLow last eight bytes of the first
     * @param count how many
     * @param firstLladdr 48 bits
     */
    public void addInet6(int ifindex, long addressHigh, long firstAddressLow, int count, long firstLladdr) {
        for (int i = 0; i < count; i++) {
            add(ifindex, Rtnetlink.AF_INET6, addressHigh, firstAddressLow + i, firstLladdr + i, Nud.NUD_PERMANENT, 0);
        }
        flush();
    }

    /**
     * Adds a static entry to the forwarding database of a bridge, which the kernel reports to the listeners of
     * neighbors too. Its {@code NDA_DST}, 0.0.0.0, says nothing to a bridge; entries of a vxlan have one.
     *
     * @param ifindex port of the bridge
     * @param lladdr 48 bits
     */
    public void addFdb(int ifindex, long lladdr) {
        add(ifindex, Rtnetlink.AF_BRIDGE, 0, 0, lladdr, Nud.NUD_NOARP, Ntf.NTF_MASTER);
    }

    /**
     * Deletes a neighbor.
     *
     * @param ifindex link
     * @param family {@code AF_INET} or {@code AF_INET6}
     * @param addressHigh as {@link NeighborDecoder#addressHigh()}
     * @param addressLow as {@link NeighborDecoder#addressLow()}
     */
    public void delete(int ifindex, int family, long addressHigh, long addressLow) {
        makeRoom();
        length += NeighborRequests.encodeDelNeighbor(
            batch, length, ++sequence, 0, ifindex, family, addressHigh, addressLow);
    }

    /**
     * Sends what has collected, in one datagram, and waits until the kernel has done it.
     *
     * @throws IllegalStateException if the kernel refuses one of the requests; names the errno
     */
    public void flush() {
        if (length == 0) {
            return;
        }
        int flags = batch.getShort(lastOffset + MessageCursor.FLAGS_OFFSET) | Nlm.NLM_F_ACK;
        batch.putShort(lastOffset + MessageCursor.FLAGS_OFFSET, (short) flags);
        int sent = socket.send(batch, 0, length);
        if (sent != length) {
            throw new IllegalStateException("sending " + length + " bytes failed with " + Errno.name(sent));
        }
        length = 0;
        lastOffset = 0;
        awaitAcknowledgment();
    }

    @Override
    public void close() {
        socket.close();
        answers.close();
    }

    private void makeRoom() {
        if (length + NeighborRequests.MAX_LENGTH > BATCH_BYTES) {
            flush();
        }
        lastOffset = length;
    }

    private void awaitAcknowledgment() {
        String refusal = null;
        long deadline = System.nanoTime() + ACK_DEADLINE_NANOS;
        while (System.nanoTime() < deadline) {
            int received = socket.receive(answers);
            if (received < 0) {
                throw new IllegalStateException("no acknowledgment: " + Errno.name(received));
            }
            for (int i = 0; i < received; i++) {
                messages.wrap(answers.buffer(), answers.offset(i), answers.length(i));
                while (messages.next()) {
                    error.wrap(answers.buffer(), messages.offset(), messages.length());
                    if (error.result() != 0 && refusal == null) {
                        refusal = error.toString();
                    }
                    if (error.sequence() == sequence) {
                        if (refusal != null) {
                            throw new IllegalStateException(refusal);
                        }
                        return;
                    }
                }
            }
        }
        throw new IllegalStateException("no acknowledgment in time");
    }
}
