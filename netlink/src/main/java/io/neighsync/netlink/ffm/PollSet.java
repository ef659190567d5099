package io.neighsync.netlink.ffm;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * Descriptors to wait for: a fixed array of {@code pollfd} and ppoll(2).
 *
 * <pre>
 *   struct pollfd, 8 bytes        0        4        6        8
 *                                 |  fd    | events | revents|
 * </pre>
 *
 * <p>One thread owns a set. Nothing allocates after construction.
 */
public final class PollSet implements AutoCloseable {
    /** There is something to read. */
    public static final int POLLIN = 0x1;
    /** There is room to write. */
    public static final int POLLOUT = 0x4;

    private static final int FD_OFFSET = 0;
    private static final int EVENTS_OFFSET = 4;
    private static final int REVENTS_OFFSET = 6;
    private static final int POLLFD_LENGTH = 8;

    private final ReservedMemory memory;
    private final UnsafeBuffer entries;
    private final int capacity;
    private int size;
    private int ready;

    /**
     * An empty set.
     *
     * @param capacity entries it can hold, 1 to 65 536
     * @throws IllegalArgumentException if the capacity is out of range
     * @throws IllegalStateException if there is no memory
     */
    public PollSet(int capacity) {
        if (capacity < 1 || capacity > 65_536) {
            throw new IllegalArgumentException("capacity " + capacity + " of a poll set is not in 1..65536");
        }
        this.capacity = capacity;
        this.memory = ReservedMemory.reserve("poll set", (long) capacity * POLLFD_LENGTH);
        this.entries = memory.buffer();
    }

    /**
     * Adds a descriptor and waits for {@link #POLLIN} on it.
     *
     * @param fd descriptor; -1 adds an entry that is never ready until {@link #fd(int, int)} sets it
     * @return index of the entry
     * @throws IllegalStateException if the set is full
     */
    public int add(int fd) {
        if (size == capacity) {
            throw new IllegalStateException("a poll set for " + capacity + " descriptors is full");
        }
        int index = size++;
        fd(index, fd);
        interest(index, POLLIN);
        return index;
    }

    /**
     * Replaces the descriptor of an entry.
     *
     * @param index of the entry
     * @param fd descriptor; -1 disables the entry
     */
    public void fd(int index, int fd) {
        entries.putInt(entryOffset(index) + FD_OFFSET, fd);
        entries.putShort(entryOffset(index) + REVENTS_OFFSET, (short) 0);
    }

    /**
     * Replaces what an entry waits for.
     *
     * @param index of the entry
     * @param events {@link #POLLIN}, {@link #POLLOUT}, both, or 0 for errors only
     */
    public void interest(int index, int events) {
        entries.putShort(entryOffset(index) + EVENTS_OFFSET, (short) events);
    }

    /**
     * Waits until an entry is ready.
     *
     * @param timeoutNanos how long; 0 only looks, a negative one waits for ever
     * @return entries that are ready; 0 at the timeout or when a signal came; {@code -errno} otherwise
     */
    public int await(long timeoutNanos) {
        int result = Libc.ppoll(memory.address(), size, timeoutNanos);
        ready = Math.max(result, 0);
        return result == -Errno.EINTR ? 0 : result;
    }

    /**
     * Whether the last {@link #await} found an entry ready. An error or a hang-up makes it ready too: the next read or
     * write tells which.
     *
     * @param index of the entry
     * @return true if it is
     */
    public boolean isReady(int index) {
        return entries.getShort(entryOffset(index) + REVENTS_OFFSET) != 0 && ready > 0;
    }

    /** Frees the array; the descriptors stay open, they belong to others. */
    @Override
    public void close() {
        size = 0;
        memory.close();
    }

    private int entryOffset(int index) {
        if (index < 0 || index >= size) {
            throw new IndexOutOfBoundsException("no entry " + index + " in a poll set of " + size);
        }
        return index * POLLFD_LENGTH;
    }
}
