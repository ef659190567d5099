package io.neighsync.engine.stage;

/**
 * What an agent tells the thread that is about to block because there is nothing to do. Called by that thread.
 *
 * <p>The thread announces that it parks, asks {@link #hasWork} once more, and only then blocks; whoever gives it work
 * publishes it first and then looks for the announcement. So no wake-up is lost.
 */
public interface Parkable {
    /** Whether there is something to do now that no watched descriptor would show. */
    boolean hasWork();

    /** Enters the descriptors to wait for; called before every wait. */
    void watch(WaitSet waitSet);

    /** How long it may block at most, in nanoseconds, for a timer of its own. */
    long maxParkNanos();

    /**
     * How long, in nanoseconds, the thread may wait for this agent's descriptors and for no other's, because nothing
     * that others could take up meanwhile would get past this agent before they are ready. 0: not at all.
     */
    default long soloParkNanos() {
        return 0;
    }

    /** Whether nothing is known to wait for it, so that it may be left while the thread waits for another alone. */
    default boolean mayBeLeft() {
        return true;
    }
}
