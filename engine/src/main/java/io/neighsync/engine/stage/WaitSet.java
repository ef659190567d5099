package io.neighsync.engine.stage;

/** The descriptors a thread waits for, as an agent sees them. */
@FunctionalInterface
public interface WaitSet {
    /**
     * Waits for a descriptor as well.
     *
     * @param fd     the descriptor; -1 is passed over
     * @param writes whether to wait until it can be written, besides until it can be read
     */
    void add(int fd, boolean writes);
}
