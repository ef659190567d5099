package io.neighsync.netlink;

import static io.neighsync.netlink.SocketOptions.MSG_DONTWAIT;
import static io.neighsync.netlink.SocketOptions.NETLINK_ADD_MEMBERSHIP;
import static io.neighsync.netlink.SocketOptions.NETLINK_EXT_ACK;
import static io.neighsync.netlink.SocketOptions.NETLINK_GET_STRICT_CHK;
import static io.neighsync.netlink.SocketOptions.NETLINK_ROUTE;
import static io.neighsync.netlink.SocketOptions.SOCK_CLOEXEC;
import static io.neighsync.netlink.SocketOptions.SOCK_NONBLOCK;
import static io.neighsync.netlink.SocketOptions.SOCK_RAW;
import static io.neighsync.netlink.SocketOptions.SOL_NETLINK;
import static io.neighsync.netlink.SocketOptions.SOL_SOCKET;
import static io.neighsync.netlink.SocketOptions.SO_MEMINFO;
import static io.neighsync.netlink.SocketOptions.SO_RCVBUF;
import static io.neighsync.netlink.SocketOptions.SO_RCVBUFFORCE;

import io.neighsync.netlink.ffm.Errno;
import io.neighsync.netlink.ffm.Libc;
import io.neighsync.netlink.ffm.ReservedMemory;
import org.agrona.DirectBuffer;

/**
 * A {@code NETLINK_ROUTE} socket: netlink(7), rtnetlink(7).
 *
 * <p>It belongs to the network namespace of the thread that opened it. One thread owns a socket; nothing allocates or
 * blocks after opening. {@code NETLINK_NO_ENOBUFS} is never set: it hides loss.
 */
public final class NetlinkSocket implements NetlinkPort {
    /** Largest datagram that can be sent, in bytes. */
    public static final int MAX_SEND = 64 * 1024;
    /** Room each datagram of a {@link DatagramBatch} wants, in bytes: the kernel's largest for a dump. */
    public static final int DATAGRAM_BYTES = 32 * 1024;

    private static final int SOCKADDR_NL_LENGTH = 12;
    private static final int NL_PID_OFFSET = 4;
    private static final int SK_MEMINFO_LENGTH = 36;
    private static final int SK_MEMINFO_DROPS_OFFSET = 32;

    private final ReservedMemory scratch = ReservedMemory.reserve("netlink send buffer", MAX_SEND);
    private int fd;
    private int portId;
    private volatile int effectiveReceiveBuffer;
    private volatile boolean receiveBufferForced;

    private NetlinkSocket() {
        fd = Libc.socket(Rtnetlink.AF_NETLINK, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, NETLINK_ROUTE);
        if (fd < 0) {
            scratch.close();
            throw new NetlinkException("socket(AF_NETLINK)", -fd,
                "allow AF_NETLINK sockets (seccomp, RestrictAddressFamilies=) and enough descriptors (RLIMIT_NOFILE)");
        }
    }

    /**
     * Opens a socket that gets every change of a link or a neighbor, but none of family {@code AF_BRIDGE}, see
     * {@link NeighborFilter}. The filter and the buffer are in place before the first message can arrive.
     *
     * @param config sizes
     * @return the socket
     * @throws NetlinkException if a call fails
     */
    public static NetlinkSocket openEvents(NetlinkConfig config) {
        NetlinkSocket socket = new NetlinkSocket();
        try {
            socket.require("setsockopt(SO_ATTACH_FILTER)", NeighborFilter.attach(socket.fd));
            socket.enable("NETLINK_EXT_ACK", NETLINK_EXT_ACK, 1);
            socket.receiveBuffer(config.receiveBuffer());
            socket.bind();
            socket.enable("NETLINK_ADD_MEMBERSHIP, RTNLGRP_LINK", NETLINK_ADD_MEMBERSHIP, Rtnetlink.RTNLGRP_LINK);
            socket.enable("NETLINK_ADD_MEMBERSHIP, RTNLGRP_NEIGH", NETLINK_ADD_MEMBERSHIP, Rtnetlink.RTNLGRP_NEIGH);
            return socket;
        } catch (RuntimeException failure) {
            socket.close();
            throw failure;
        }
    }

    /**
     * Opens a socket for dumps and single requests, whose headers the kernel checks strictly.
     *
     * @param config sizes
     * @return the socket
     * @throws NetlinkException if a call fails
     */
    public static NetlinkSocket openDump(NetlinkConfig config) {
        NetlinkSocket socket = new NetlinkSocket();
        try {
            socket.enable("NETLINK_EXT_ACK", NETLINK_EXT_ACK, 1);
            socket.enable("NETLINK_GET_STRICT_CHK", NETLINK_GET_STRICT_CHK, 1);
            socket.receiveBuffer(config.dumpReceiveBuffer());
            socket.bind();
            return socket;
        } catch (RuntimeException failure) {
            socket.close();
            throw failure;
        }
    }

    @Override
    public int receive(DatagramBatch batch) {
        int received = Libc.recvmmsg(fd, batch.prepare(), batch.limit(), MSG_DONTWAIT);
        if (received >= 0) {
            batch.received(received);
            return received;
        }
        return received == -Errno.EAGAIN ? 0 : received;
    }

    /**
     * {@inheritDoc}
     *
     * @return also {@code -EMSGSIZE} if the length is over {@link #MAX_SEND}
     */
    @Override
    public int send(DirectBuffer buffer, int offset, int length) {
        if (length > MAX_SEND) {
            return -Errno.EMSGSIZE;
        }
        scratch.buffer().putBytes(0, buffer, offset, length);
        return Libc.send(fd, scratch.address(), length, MSG_DONTWAIT);
    }

    @Override
    public int fd() {
        return fd;
    }

    @Override
    public int portId() {
        return portId;
    }

    /**
     * Sets the size of the receive buffer; what is queued stays, even if it is more. Any thread, one at a time, while
     * the socket is open.
     *
     * @param bytes effective, 4 096 to 1 073 741 824; see {@link #effectiveReceiveBuffer} for what came of it
     * @throws NetlinkException if a call fails
     */
    public void receiveBuffer(long bytes) {
        // The kernel doubles what it is asked for (socket(7), SO_RCVBUF).
        int half = (int) ((bytes + 1) / 2);
        int result = Libc.setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, half);
        receiveBufferForced = result >= 0;
        if (result < 0) {
            require("setsockopt(SO_RCVBUF)", Libc.setsockopt(fd, SOL_SOCKET, SO_RCVBUF, half));
        }
        int effective = Libc.getsockopt(fd, SOL_SOCKET, SO_RCVBUF);
        require("getsockopt(SO_RCVBUF)", effective);
        effectiveReceiveBuffer = effective;
    }

    /**
     * Size of the receive buffer. Any thread.
     *
     * @return bytes as getsockopt(2) reads it back: twice what was asked for, which already was half of the setting
     */
    public int effectiveReceiveBuffer() {
        return effectiveReceiveBuffer;
    }

    /**
     * Whether the receive buffer could be set beyond {@code net.core.rmem_max}.
     *
     * @return true with {@code CAP_NET_ADMIN}; false means that the size was cut at that limit, silently
     */
    public boolean receiveBufferForced() {
        return receiveBufferForced;
    }

    /**
     * {@inheritDoc}
     *
     * <p>{@code SK_MEMINFO_DROPS} of {@code linux/sock_diag.h}: the Drops of {@code /proc/net/netlink}, for one
     * getsockopt(2). Kernels before 4.12 do not tell.
     */
    @Override
    public long drops() {
        int length = Libc.getsockopt(fd, SOL_SOCKET, SO_MEMINFO, scratch.address(), SK_MEMINFO_LENGTH);
        return length < SK_MEMINFO_LENGTH ? -1 : scratch.buffer().getInt(SK_MEMINFO_DROPS_OFFSET) & 0xffff_ffffL;
    }

    @Override
    public void close() {
        if (fd >= 0) {
            Libc.close(fd);
            fd = -1;
            scratch.close();
        }
    }

    private void enable(String what, int option, int value) {
        require("setsockopt(" + what + ")", Libc.setsockopt(fd, SOL_NETLINK, option, value));
    }

    private void bind() {
        scratch.buffer().setMemory(0, SOCKADDR_NL_LENGTH, (byte) 0);
        scratch.buffer().putShort(0, (short) Rtnetlink.AF_NETLINK);
        require("bind(AF_NETLINK)", Libc.bind(fd, scratch.address(), SOCKADDR_NL_LENGTH));
        require("getsockname(AF_NETLINK)", Libc.getsockname(fd, scratch.address(), SOCKADDR_NL_LENGTH));
        portId = scratch.buffer().getInt(NL_PID_OFFSET);
    }

    private void require(String call, int result) {
        if (result < 0) {
            throw new NetlinkException(call, -result, remedy(-result));
        }
    }

    private static String remedy(int errno) {
        return switch (errno) {
            case Errno.EPERM, Errno.EACCES -> "run with CAP_NET_ADMIN, or lift the seccomp or LSM rule that forbids it";
            case Errno.ENOPROTOOPT -> "run Linux 4.20 or later";
            case Errno.ENOMEM, Errno.ENOBUFS -> "free memory, or raise net.core.optmem_max";
            default -> "see netlink(7) and the kernel's log";
        };
    }
}
