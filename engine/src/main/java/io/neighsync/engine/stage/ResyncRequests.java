package io.neighsync.engine.stage;

import java.util.concurrent.atomic.AtomicInteger;

/** Requests for a generation, one bit a cause, merged until the receiver takes them. Any thread. */
public final class ResyncRequests {
    private final AtomicInteger causes = new AtomicInteger();
    private volatile Runnable wakeUp = () -> { };

    /** Names what wakes the receiver when it is parked. */
    public void onRequest(Runnable wakeUpReceiver) {
        wakeUp = wakeUpReceiver;
    }

    /** Asks for a generation. Allocates nothing. */
    public void request(ResyncCause cause) {
        int bit = cause.bit();
        int seen = causes.get();
        while ((seen & bit) == 0 && !causes.compareAndSet(seen, seen | bit)) {
            seen = causes.get();
        }
        wakeUp.run();
    }

    /** Whether one is asked for. */
    public boolean isPending() {
        return causes.get() != 0;
    }

    /** Takes the causes, a bit each; 0 when there are none. Receiver only. */
    int takeAll() {
        return causes.getAndSet(0);
    }
}
