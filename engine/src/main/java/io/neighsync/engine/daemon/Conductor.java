package io.neighsync.engine.daemon;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.agrona.ErrorHandler;

/**
 * The thread {@code neigh-conductor}: does what is due at an interval and belongs to no pipeline thread. A duty that
 * fails is reported, and is done again the next time.
 */
final class Conductor implements AutoCloseable {
    private static final long CLOSE_MILLIS = 2_000;

    private final long intervalNanos;
    private final List<Runnable> duties;
    private final ErrorHandler errors = new ReportedErrors("housekeeping goes on");
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "neigh-conductor");

    /** A conductor with these duties, done in this order. */
    Conductor(Duration interval, Runnable... duties) {
        this.intervalNanos = interval.toNanos();
        this.duties = List.of(duties);
        thread.setDaemon(true);
    }

    /** Starts; the duties are due for the first time an interval later: a start has the cores for itself. */
    void start() {
        thread.start();
    }

    private void run() {
        long due = System.nanoTime() + intervalNanos;
        try {
            while (!closing.await(due - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                perform();
                due = Math.max(due + intervalNanos, System.nanoTime());
            }
            perform();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void perform() {
        for (Runnable duty : duties) {
            try {
                duty.run();
            } catch (RuntimeException e) {
                errors.onError(e);
            }
        }
    }

    /** Ends the thread when its duties have been done once more. */
    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
