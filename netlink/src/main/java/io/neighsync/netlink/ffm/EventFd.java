package io.neighsync.netlink.ffm;

/**
 * A doorbell: eventfd(2). Any number of threads ring it, one waits for it in a {@link PollSet} and drains it.
 *
 * <p>{@link #signal()} is for any thread; close it only when nobody signals any more.
 */
public final class EventFd implements AutoCloseable {
    private static final int EFD_CLOEXEC = 0x80000;
    private static final int EFD_NONBLOCK = 0x800;

    private final int fd;
    private boolean closed;

    /**
     * A doorbell that has not rung.
     *
     * @throws IllegalStateException if the process or the system is out of descriptors
     */
    public EventFd() {
        fd = Libc.eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
        if (fd < 0) {
            throw new IllegalStateException("eventfd failed with " + Errno.name(fd) + "; raise RLIMIT_NOFILE");
        }
    }

    /** Makes {@link #fd()} readable until the next {@link #drain()}. Never blocks. */
    public void signal() {
        // A full counter (EAGAIN) is readable already.
        Libc.writeEventFd(fd, 1);
    }

    /**
     * Takes all signals so far. Never blocks.
     *
     * @return true if there was one
     */
    public boolean drain() {
        return Libc.readEventFd(fd) > 0;
    }

    /**
     * What to wait for.
     *
     * @return descriptor
     */
    public int fd() {
        return fd;
    }

    /** Closes the descriptor. A second call does nothing. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            Libc.close(fd);
        }
    }
}
