package io.neighsync.netlink;

import org.agrona.DirectBuffer;

/**
 * A socket as the rest of the program sees it, so that a test can be the kernel. One thread owns a port.
 */
public interface NetlinkPort extends AutoCloseable {
    /**
     * Receives what is there. Never blocks.
     *
     * @param batch whose content is replaced
     * @return datagrams received, also {@link DatagramBatch#count()}; 0 if nothing is there; else {@code -errno} and
     *     an empty batch: {@code -ENOBUFS} if messages were lost
     */
    int receive(DatagramBatch batch);

    /**
     * Sends one datagram to the kernel. Never blocks.
     *
     * @param buffer that holds it
     * @param offset where it begins
     * @param length of it in bytes
     * @return bytes sent, all of them, or {@code -errno}
     */
    int send(DirectBuffer buffer, int offset, int length);

    /**
     * What to wait for in a {@link io.neighsync.netlink.ffm.PollSet}.
     *
     * @return descriptor
     */
    int fd();

    /**
     * Address of the socket.
     *
     * @return {@code nl_pid}, which the kernel has chosen
     */
    int portId();

    /**
     * Datagrams the kernel has dropped because the receive buffer was full: a second witness beside {@code ENOBUFS}.
     *
     * @return the count since opening, modulo 2^32, or -1 if the kernel does not tell
     */
    long drops();

    /** Closes the socket. A second call does nothing. */
    @Override
    void close();
}
