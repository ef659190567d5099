package io.neighsync.engine.control;

import io.neighsync.netlink.ffm.EventFd;
import java.lang.invoke.VarHandle;

/**
 * Wakes one thread that blocks when it has nothing to do. The descriptor is written only while the thread has announced
 * that it parks, so work that flows costs no system call.
 *
 * <p>Whoever brings work publishes it, then rings; the thread announces, looks for work once more, then blocks. Both
 * have a full fence between the two steps, so one of them sees the other.
 */
final class Doorbell implements AutoCloseable {
    private final EventFd eventFd = new EventFd();
    private volatile boolean parked;
    private volatile boolean closed;

    /** The thread is about to block; false when it must not. Owner only. */
    boolean announce() {
        parked = true;
        VarHandle.fullFence();
        return !closed;
    }

    /** The thread goes on. Owner only. */
    void leave() {
        parked = false;
    }

    /** Takes back the rings so far; after {@link #stopParking} there is always one left. Owner only. */
    void drain() {
        if (!closed) {
            eventFd.drain();
        }
    }

    /** Wakes the thread if it blocks. Any thread, after publishing. */
    void ring() {
        VarHandle.fullFence();
        if (parked) {
            eventFd.signal();
        }
    }

    /** Wakes the thread now, or as soon as it would block. Any thread. */
    void signal() {
        eventFd.signal();
    }

    int fd() {
        return eventFd.fd();
    }

    /** From now on the thread does not block any more. Any thread. */
    void stopParking() {
        closed = true;
        eventFd.signal();
    }

    @Override
    public void close() {
        eventFd.close();
    }
}
