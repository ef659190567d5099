package io.neighsync.netlink;

import io.neighsync.netlink.ffm.ReservedMemory;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Datagrams of one recvmmsg(2), with the arrays the call wants.
 *
 * <pre>
 *   ReservedMemory
 *   | mmsghdr[n], 64 bytes each | iovec[n], 16 each | sockaddr_nl[n], 16 each | pad to 64 | datagrams |
 *
 *   struct mmsghdr (LP64)   0      8         16    24       32        40           48      56    60
 *                           | name | namelen | iov | iovlen | control | controllen | flags | len |
 *   struct sockaddr_nl      0        2     4       8        12
 *                           | family | pad | pid   | groups |
 * </pre>
 *
 * <p>Each datagram begins at a cache line. Room that no datagram uses is never touched and so costs no resident memory.
 *
 * <p>One thread owns a batch; what it hands out is good until the next receive. Nothing allocates after construction.
 */
public final class DatagramBatch implements AutoCloseable {
    private static final int MMSGHDR_LENGTH = 64;
    private static final int NAME_OFFSET = 0;
    private static final int NAMELEN_OFFSET = 8;
    private static final int IOV_OFFSET = 16;
    private static final int IOVLEN_OFFSET = 24;
    private static final int FLAGS_OFFSET = 48;
    private static final int LEN_OFFSET = 56;

    private static final int IOVEC_LENGTH = 16;
    private static final int IOV_BASE_OFFSET = 0;
    private static final int IOV_LEN_OFFSET = 8;

    private static final int SOCKADDR_NL_LENGTH = 12;
    private static final int SOCKADDR_NL_STRIDE = 16;
    private static final int NL_PID_OFFSET = 4;

    private static final int CACHE_LINE = 64;

    private final ReservedMemory memory;
    private final UnsafeBuffer headers;
    private final UnsafeBuffer senders;
    private final UnsafeBuffer datagrams;
    private final int capacity;
    private final int bytesEach;
    private final int stride;
    private int limit;
    private int count;

    /**
     * An empty batch.
     *
     * @param datagrams how many it can hold, 1 to 1 024 (the kernel's {@code UIO_MAXIOV})
     * @param bytesEach room for each in bytes, &gt; 0; a longer datagram is truncated. The kernel sends dumps in
     *     datagrams of up to 32 KiB to whoever has room for that
     * @throws IllegalArgumentException if a number is out of range
     * @throws IllegalStateException if there is no memory
     */
    public DatagramBatch(int datagrams, int bytesEach) {
        if (datagrams < 1 || datagrams > 1024) {
            throw new IllegalArgumentException("a batch of " + datagrams + " datagrams is not in 1..1024");
        }
        if (bytesEach < 1 || bytesEach > 1 << 20) {
            throw new IllegalArgumentException(bytesEach + " bytes for each datagram are not in 1..1048576");
        }
        this.capacity = datagrams;
        this.limit = datagrams;
        this.bytesEach = bytesEach;
        this.stride = alignToLine(bytesEach);
        int sendersOffset = datagrams * (MMSGHDR_LENGTH + IOVEC_LENGTH);
        int datagramsOffset = alignToLine(sendersOffset + datagrams * SOCKADDR_NL_STRIDE);
        this.memory = ReservedMemory.reserve("datagram batch", datagramsOffset + (long) datagrams * stride);
        this.headers = new UnsafeBuffer(memory.buffer(), 0, sendersOffset);
        this.senders = new UnsafeBuffer(memory.buffer(), sendersOffset, datagrams * SOCKADDR_NL_STRIDE);
        this.datagrams = new UnsafeBuffer(memory.buffer(), datagramsOffset, datagrams * stride);
        linkArrays();
    }

    /**
     * The buffer that holds the datagrams.
     *
     * @return always the same; see {@link #offset(int)}
     */
    public DirectBuffer buffer() {
        return datagrams;
    }

    /**
     * Datagrams the batch can hold.
     *
     * @return as given to the constructor
     */
    public int capacity() {
        return capacity;
    }

    /**
     * Takes no more than so many datagrams from now on.
     *
     * @param datagrams what is less than 1 counts as 1, what is more than {@link #capacity()} as that
     */
    public void limit(int datagrams) {
        limit = Math.clamp(datagrams, 1, capacity);
    }

    /**
     * Datagrams one receive takes.
     *
     * @return {@link #capacity()} unless {@link #limit(int)} was called
     */
    public int limit() {
        return limit;
    }

    /**
     * Datagrams the last receive has brought.
     *
     * @return 0 to the {@link #limit()} it had
     */
    public int count() {
        return count;
    }

    /**
     * Where a datagram begins.
     *
     * @param index 0 to {@link #count()} - 1
     * @return index in {@link #buffer()}
     */
    public int offset(int index) {
        return index * stride;
    }

    /**
     * Length of a datagram.
     *
     * @param index 0 to {@link #count()} - 1
     * @return bytes in {@link #buffer()}
     */
    public int length(int index) {
        return headers.getInt(index * MMSGHDR_LENGTH + LEN_OFFSET);
    }

    /**
     * Whether a datagram was longer than there was room for, so that its end is lost.
     *
     * @param index 0 to {@link #count()} - 1
     * @return true if the kernel set {@code MSG_TRUNC}
     */
    public boolean isTruncated(int index) {
        return (headers.getInt(index * MMSGHDR_LENGTH + FLAGS_OFFSET) & SocketOptions.MSG_TRUNC) != 0;
    }

    /**
     * Who has sent a datagram. Any process may send to a netlink socket: trust only 0.
     *
     * @param index 0 to {@link #count()} - 1
     * @return {@code nl_pid}: 0 is the kernel
     */
    public int senderPortId(int index) {
        return senders.getInt(index * SOCKADDR_NL_STRIDE + NL_PID_OFFSET);
    }

    /** Empties the batch, for a simulated kernel. */
    public void clear() {
        count = 0;
    }

    /**
     * Adds a datagram, for a simulated kernel. One that is longer than there is room for is cut and marked truncated,
     * as the kernel does.
     *
     * @param source holds the datagram
     * @param sourceOffset where it begins
     * @param length of it in bytes
     * @param senderPortId {@code nl_pid} of the sender; 0 is the kernel
     * @param truncated whether it shall be marked truncated in any case
     * @return false if the batch is full
     */
    public boolean append(DirectBuffer source, int sourceOffset, int length, int senderPortId, boolean truncated) {
        if (count >= limit) {
            return false;
        }
        int kept = Math.min(length, bytesEach);
        boolean cut = truncated || kept < length;
        datagrams.putBytes(offset(count), source, sourceOffset, kept);
        headers.putInt(count * MMSGHDR_LENGTH + LEN_OFFSET, kept);
        headers.putInt(count * MMSGHDR_LENGTH + FLAGS_OFFSET, cut ? SocketOptions.MSG_TRUNC : 0);
        senders.putInt(count * SOCKADDR_NL_STRIDE + NL_PID_OFFSET, senderPortId);
        count++;
        return true;
    }

    /** Gives the memory back. */
    @Override
    public void close() {
        count = 0;
        headers.wrap(0, 0);
        senders.wrap(0, 0);
        datagrams.wrap(0, 0);
        memory.close();
    }

    /**
     * Prepares for recvmmsg, which overwrites the sender lengths it has used.
     *
     * @return address of the {@code mmsghdr} array
     */
    long prepare() {
        for (int i = 0; i < count; i++) {
            headers.putInt(i * MMSGHDR_LENGTH + NAMELEN_OFFSET, SOCKADDR_NL_LENGTH);
        }
        count = 0;
        return headers.addressOffset();
    }

    /**
     * Notes what recvmmsg has brought.
     *
     * @param received datagrams
     */
    void received(int received) {
        count = received;
    }

    private void linkArrays() {
        long iovecs = headers.addressOffset() + (long) capacity * MMSGHDR_LENGTH;
        for (int i = 0; i < capacity; i++) {
            int header = i * MMSGHDR_LENGTH;
            headers.putLong(header + NAME_OFFSET, senders.addressOffset() + (long) i * SOCKADDR_NL_STRIDE);
            headers.putInt(header + NAMELEN_OFFSET, SOCKADDR_NL_LENGTH);
            headers.putLong(header + IOV_OFFSET, iovecs + (long) i * IOVEC_LENGTH);
            headers.putLong(header + IOVLEN_OFFSET, 1);
            int iovec = capacity * MMSGHDR_LENGTH + i * IOVEC_LENGTH;
            headers.putLong(iovec + IOV_BASE_OFFSET, datagrams.addressOffset() + offset(i));
            headers.putLong(iovec + IOV_LEN_OFFSET, bytesEach);
        }
    }

    private static int alignToLine(int length) {
        return (length + CACHE_LINE - 1) & -CACHE_LINE;
    }
}
