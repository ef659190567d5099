package io.neighsync.redis;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread {@code neigh-connect}: makes connections on request, for as long as it takes, prepares and activates each,
 * and hands it over. {@link #request} and {@link #take} may be called by any thread and never block.
 *
 * @param <T> what a connection is prepared into; the connection itself is within it.
 */
public final class Reconnector<T> implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(Reconnector.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    /**
     * A connection and what it was prepared into.
     *
     * @param connection activated.
     * @param prepared   the result.
     */
    private record Prepared<T>(RedisConnection connection, T prepared) {
    }

    private final RedisConnector connector;
    private final Duration pauseMin;
    private final Duration pauseMax;
    private final Function<RedisConnection, T> prepare;
    private final Runnable wakeUp;
    private final Semaphore requests = new Semaphore(0);
    private final AtomicReference<Prepared<T>> ready = new AtomicReference<>();
    private final Thread thread = new Thread(this::run, "neigh-connect");
    private volatile boolean closed;

    /**
     * A reconnector; call {@link #start} to start its thread.
     *
     * @param connector makes the connections.
     * @param config    pauses between attempts.
     * @param prepare   runs on each fresh connection while that is still blocking, in this thread; what it throws makes
     *                  the attempt fail.
     * @param wakeUp    runs in this thread after something became ready for {@link #take}.
     */
    public Reconnector(RedisConnector connector, RedisConfig config, Function<RedisConnection, T> prepare,
        Runnable wakeUp) {
        this.connector = connector;
        this.prepare = prepare;
        this.wakeUp = wakeUp;
        pauseMin = config.reconnectMin();
        pauseMax = config.reconnectMax();
        thread.setDaemon(true);
    }

    /**
     * Starts the thread.
     *
     * @return this.
     */
    public Reconnector<T> start() {
        thread.start();
        return this;
    }

    /**
     * Asks for a connection. What an earlier request made and nobody took is closed.
     */
    public void request() {
        requests.release();
    }

    /**
     * Takes what is ready.
     *
     * @return result of {@code prepare} for an activated connection, or null if there is none yet.
     */
    public T take() {
        final Prepared<T> taken = ready.get() == null ? null : ready.getAndSet(null);
        return taken == null ? null : taken.prepared();
    }

    /**
     * Ends the thread, waiting 2 s at most, and closes what nobody took.
     */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(CLOSE_TIMEOUT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        replaceReady(null);
    }

    private void run() {
        try {
            while (!closed) {
                requests.acquire();
                requests.drainPermits();
                replaceReady(null);
                replaceReady(connect());
                if (closed) {
                    replaceReady(null);
                } else {
                    wakeUp.run();
                }
            }
        } catch (InterruptedException e) {
            LOGGER.debug("closed", e);
        }
    }

    private Prepared<T> connect() throws InterruptedException {
        Duration pause = pauseMin;
        for (int attempt = 1; ; attempt++) {
            try {
                final Prepared<T> made = attempt();
                if (attempt > 1) {
                    LOGGER.info("Redis at {} is back after {} attempts", connector.address(), attempt);
                }
                return made;
            } catch (RuntimeException e) {
                if (Thread.interrupted() || closed) {
                    throw new InterruptedException("closed while connecting");
                }
                if (attempt == 1) {
                    LOGGER.warn("{}; trying again until it is back", e.getMessage());
                }
            }
            Thread.sleep(pause);
            pause = min(pause.multipliedBy(2), pauseMax);
        }
    }

    private Prepared<T> attempt() {
        final RedisConnection connection = connector.connect();
        boolean activated = false;
        try {
            final T prepared = prepare.apply(connection);
            connection.activate();
            activated = true;
            return new Prepared<>(connection, prepared);
        } finally {
            if (!activated) {
                connection.close();
            }
        }
    }

    private void replaceReady(Prepared<T> next) {
        final Prepared<T> untaken = ready.getAndSet(next);
        if (untaken != null) {
            untaken.connection().close();
        }
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }
}
