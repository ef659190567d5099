package io.neighsync.engine.stage;

import io.neighsync.engine.event.PolicySettings;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Settings of the policy on their way to the receiver, which puts them into the ring; newer ones replace those that
 * were not taken. Until the first ones are there the receiver reads nothing: the kernel's buffer holds what happens.
 */
public final class PolicyUpdates {
    private final AtomicReference<PolicySettings> waiting = new AtomicReference<>();
    private volatile Runnable wakeUp = () -> { };

    /** Settings that are in force from the first event on, for a host without CONFIG_DB. */
    public static PolicyUpdates of(PolicySettings settings) {
        PolicyUpdates updates = new PolicyUpdates();
        updates.offer(settings);
        return updates;
    }

    /** Names what wakes the receiver when it is parked. */
    public void onUpdate(Runnable wakeUpReceiver) {
        wakeUp = wakeUpReceiver;
    }

    /** Puts settings in force, soon. Any thread. */
    public void offer(PolicySettings settings) {
        waiting.set(settings);
        wakeUp.run();
    }

    /** Whether there are some to be taken. */
    boolean isWaiting() {
        return waiting.get() != null;
    }

    /** Takes the newest; null when there are none. Receiver only. */
    PolicySettings take() {
        return waiting.get() == null ? null : waiting.getAndSet(null);
    }
}
