package io.neighsync.netlink.ffm;

import java.nio.charset.StandardCharsets;

/**
 * Sends datagrams to one local socket, unix(7), and never waits: what the receiver has no room for is refused.
 *
 * <p>Any thread may send; close it when nobody does any more. Nothing is connected, so a receiver may come, go and come
 * back.
 */
public final class UnixDatagramSender implements AutoCloseable {
    /** What a datagram can hold, in bytes. */
    public static final int MAX_BYTES = 4096 - UnixAddress.LENGTH;

    private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
    private static final int MSG_DONTWAIT_NOSIGNAL = 0x40 | 0x4000;

    private final ReservedMemory memory;
    private final int addressLength;
    private final int fd;
    private boolean closed;

    private UnixDatagramSender(ReservedMemory memory, int addressLength, int fd) {
        this.memory = memory;
        this.addressLength = addressLength;
        this.fd = fd;
    }

    /**
     * Opens a socket.
     *
     * @param address where to send: an absolute path, or {@code @} and a name in the abstract namespace
     * @return the sender; whether anybody receives shows when it sends
     * @throws IllegalArgumentException if the address is neither, or longer than 107 bytes
     * @throws IllegalStateException if the process is out of descriptors or memory
     */
    public static UnixDatagramSender open(String address) {
        ReservedMemory memory = ReservedMemory.reserve("datagrams", UnixAddress.LENGTH + MAX_BYTES);
        try {
            int length = UnixAddress.put(memory.buffer(), 0, address);
            int fd = Libc.socket(UnixAddress.AF_UNIX, SOCK_DGRAM_CLOEXEC, 0);
            if (fd < 0) {
                throw new IllegalStateException("socket(AF_UNIX) failed with " + Errno.name(fd)
                    + "; raise RLIMIT_NOFILE");
            }
            return new UnixDatagramSender(memory, length, fd);
        } catch (IllegalArgumentException | IllegalStateException e) {
            memory.close();
            throw e;
        }
    }

    /**
     * Sends a text as one datagram.
     *
     * @param text in UTF-8, cut after {@link #MAX_BYTES} bytes
     * @return bytes sent, or {@code -errno}: {@code -EAGAIN} when the receiver's queue is full, {@code -ENOENT} or
     *     {@code -ECONNREFUSED} when there is no receiver, {@code -EBADF} once this is closed
     */
    public synchronized int send(String text) {
        if (closed) {
            return -Errno.EBADF;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(bytes.length, MAX_BYTES);
        memory.buffer().putBytes(UnixAddress.LENGTH, bytes, 0, length);
        return Libc.sendto(fd, memory.address() + UnixAddress.LENGTH, length, MSG_DONTWAIT_NOSIGNAL,
            memory.address(), addressLength);
    }

    /** Closes the socket. A second call does nothing. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            Libc.close(fd);
            memory.close();
        }
    }
}
