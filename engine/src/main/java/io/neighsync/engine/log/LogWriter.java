package io.neighsync.engine.log;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.agrona.concurrent.ManyToOneConcurrentArrayQueue;
import org.agrona.concurrent.NanoClock;

/**
 * Takes messages from any thread and writes them, in the order they came, on the thread {@code neigh-log}.
 *
 * <p>Until {@link #start()} and after {@link #close()} the caller writes itself. In between it puts the message into a
 * bounded queue and never waits: what finds no place is lost, counted, and said as soon as there is room.
 */
final class LogWriter implements AutoCloseable {
    /** Messages that can wait. */
    static final int CAPACITY = 8192;
    /** How long closing and flushing wait for what is queued. */
    static final long FLUSH_MILLIS = 500;

    private static final String FUNCTION = "LogWriter";
    private static final long LOOK_NANOS = 1_000_000;

    private final ManyToOneConcurrentArrayQueue<LogMessage> queue = new ManyToOneConcurrentArrayQueue<>(CAPACITY);
    private final AtomicLong lost = new AtomicLong();
    /** Held by who takes from the queue and writes: the thread, or the caller while there is none. */
    private final ReentrantLock writing = new ReentrantLock();
    private final NanoClock clock;
    private final LogSink sink;
    /** Guarded by the lock, like the next. */
    private final RepeatFilter repeats;
    private long saidLost;
    /** Written under the lock: how many of the queue are done. */
    private volatile long written;
    /** Written by who starts and closes; null while callers write. */
    private volatile Thread thread;
    private volatile boolean isClosing;
    private volatile boolean isStuck;
    /** Written by the thread: it sleeps, or is about to. */
    private volatile boolean isIdle;

    LogWriter(LogSink sink, NanoClock clock) {
        this.sink = sink;
        this.clock = clock;
        this.repeats = new RepeatFilter(this::writeOrLose);
    }

    /** Starts the thread; nothing happens when there is one. One thread starts and closes. */
    void start() {
        if (thread == null && !isStuck) {
            isClosing = false;
            Thread started = new Thread(this::run, "neigh-log");
            started.setDaemon(true);
            thread = started;
            started.start();
        }
    }

    /** Takes a message. Any thread; it waits only while there is no thread to write. */
    void log(LogMessage message) {
        Thread writer = thread;
        if (writer == null) {
            writeNow(message);
        } else if (!queue.offer(message)) {
            lost.incrementAndGet();
        } else if (isIdle) {
            LockSupport.unpark(writer);
        }
    }

    /** Messages lost so far. Any thread. */
    long lost() {
        return lost.get();
    }

    /** Waits, 500 ms at most, until what is queued now is written. Any thread. */
    void flush() {
        long target = queue.addedCount();
        long deadline = System.nanoTime() + FLUSH_MILLIS * 1_000_000L;
        while (thread != null && written - target < 0 && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(this, LOOK_NANOS);
        }
    }

    /** Writes what is queued, waiting 500 ms at most, and ends the thread. */
    @Override
    public void close() {
        Thread closing = thread;
        if (closing != null) {
            isClosing = true;
            LockSupport.unpark(closing);
            isStuck = !isEnded(closing);
            thread = null;
        }
        if (!isStuck) {
            writeQueued(true);
        }
    }

    private static boolean isEnded(Thread thread) {
        try {
            thread.join(FLUSH_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return !thread.isAlive();
    }

    private void run() {
        while (!isClosing) {
            long sleepNanos = writeQueued(false);
            isIdle = true;
            if (queue.isEmpty() && !isClosing) {
                LockSupport.parkNanos(this, sleepNanos);
            }
            isIdle = false;
        }
        writeQueued(true);
    }

    private void writeNow(LogMessage message) {
        if (isStuck) {
            lost.incrementAndGet();
            return;
        }
        writing.lock();
        try {
            writeQueued(false);
            repeats.write(message, clock.nanoTime());
        } finally {
            writing.unlock();
        }
    }

    /** Writes all there is, and then, at the end, what is gathered; how long there will be nothing to do. */
    private long writeQueued(boolean isEnd) {
        writing.lock();
        try {
            for (LogMessage message = queue.poll(); message != null; message = queue.poll()) {
                repeats.write(message, clock.nanoTime());
                written = queue.removedCount();
            }
            sayLost();
            long now = clock.nanoTime();
            repeats.onTime(now);
            if (isEnd) {
                repeats.flush();
            }
            return repeats.nanosToWindowEnd(now);
        } finally {
            writing.unlock();
        }
    }

    private void sayLost() {
        long count = lost.get();
        if (count != saidLost) {
            String text = "messages lost: " + (count - saidLost) + ", they came faster than they could be written";
            saidLost = count;
            repeats.write(LogMessage.now(LogLevel.WARN, FUNCTION, text, null), clock.nanoTime());
        }
    }

    private void writeOrLose(LogMessage message) {
        try {
            sink.write(message);
        } catch (IllegalStateException e) {
            lost.incrementAndGet();
        }
    }
}
