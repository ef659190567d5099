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
}
