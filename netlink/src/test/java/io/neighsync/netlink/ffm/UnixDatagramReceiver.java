package io.neighsync.netlink.ffm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Receives datagrams at a local address, as a service manager or a system logger does. One thread.
 *
 * <pre>
 *   0          110      256       320     336
 *   | sockaddr |        | mmsghdr | iovec | datagram
 * </pre>
 */
public final class UnixDatagramReceiver implements AutoCloseable {
    private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int HEADER_OFFSET = 256;
    private static final int HEADER_IOV_OFFSET = HEADER_OFFSET + 16;
    private static final int HEADER_IOVLEN_OFFSET = HEADER_OFFSET + 24;
    private static final int HEADER_LENGTH_OFFSET = HEADER_OFFSET + 56;
    private static final int IOVEC_OFFSET = 320;
    private static final int DATAGRAM_OFFSET = 336;
    private static final int CAPACITY = 65_536;

    private final ReservedMemory memory = ReservedMemory.reserve("a datagram", DATAGRAM_OFFSET + CAPACITY);
    private final PollSet ready = new PollSet(1);
    private final String address;
    private final int fd;

    /**
     * Binds a socket.
     *
     * @param address a path, where the socket is removed again at the end, or {@code @} and a name
     */
    public UnixDatagramReceiver(String address) {
        this.address = address;
        int length = UnixAddress.put(memory.buffer(), 0, address);
        fd = Libc.socket(UnixAddress.AF_UNIX, SOCK_DGRAM_CLOEXEC, 0);
        int result = fd < 0 ? fd : Libc.bind(fd, memory.address(), length);
        if (result < 0) {
            throw new IllegalStateException("no socket at " + address + ": " + Errno.name(result));
        }
        ready.add(fd);
        memory.buffer().putLong(HEADER_IOV_OFFSET, memory.address() + IOVEC_OFFSET);
        memory.buffer().putLong(HEADER_IOVLEN_OFFSET, 1);
        memory.buffer().putLong(IOVEC_OFFSET, memory.address() + DATAGRAM_OFFSET);
        memory.buffer().putLong(IOVEC_OFFSET + Long.BYTES, CAPACITY);
    }

    /** The next datagram, for which it waits so long. */
    public Optional<String> receive(Duration limit) {
        ready.await(limit.toNanos());
        int count = Libc.recvmmsg(fd, memory.address() + HEADER_OFFSET, 1, MSG_DONTWAIT);
        if (count < 1) {
            return Optional.empty();
        }
        byte[] bytes = new byte[memory.buffer().getInt(HEADER_LENGTH_OFFSET)];
        memory.buffer().getBytes(DATAGRAM_OFFSET, bytes);
        return Optional.of(new String(bytes, StandardCharsets.UTF_8));
    }

    /** What is there now. */
    public List<String> receiveAll() {
        List<String> all = new ArrayList<>();
        for (Optional<String> next = receive(Duration.ZERO); next.isPresent(); next = receive(Duration.ZERO)) {
            all.add(next.get());
        }
        return all;
    }

    @Override
    public void close() {
        Libc.close(fd);
        ready.close();
        memory.close();
        if (!address.startsWith("@")) {
            try {
                Files.deleteIfExists(Path.of(address));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
