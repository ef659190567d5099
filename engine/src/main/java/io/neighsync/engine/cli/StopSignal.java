package io.neighsync.engine.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * SIGTERM and SIGINT, as the JVM's shutdown hook sees them: the hook tells the main thread to stop and holds the JVM
 * until that has stopped, which ends it with the exit code of its own.
 */
final class StopSignal {
    private static final long STOP_SECONDS = 5;

    private final CountDownLatch raised = new CountDownLatch(1);

    StopSignal() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::raise, "neigh-stop"));
    }

    private void raise() {
        raised.countDown();
        try {
            // the main thread halts the JVM; this is how long it may take
            TimeUnit.SECONDS.sleep(STOP_SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    boolean isRaised() {
        return raised.getCount() == 0;
    }

    /** Waits so long for a signal; true when it is there. */
    boolean await(long millis) {
        try {
            return raised.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
