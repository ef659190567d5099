package io.neighsync.engine.log;

/**
 * Writes a message that is said again and again once, and then how often it was: when another one comes, and every 10 s
 * for as long as it goes on. One that is said again after 10 s of silence is written like a new one. One thread at a
 * time.
 */
final class RepeatFilter {
    /** How long repetitions are gathered. */
    static final long WINDOW_NANOS = 10_000_000_000L;

    private final LogSink sink;
    private LogMessage last;
    private long repeats;
    private long windowEnd;

    RepeatFilter(LogSink sink) {
        this.sink = sink;
    }

    /** Takes a message; {@code now} in nanoseconds, as in all methods. */
    void write(LogMessage message, long now) {
        onTime(now);
        if (last != null && last.saysTheSameAs(message)) {
            last = message;
            repeats++;
            return;
        }
        flush();
        last = message;
        windowEnd = now + WINDOW_NANOS;
        sink.write(message);
    }

    /** Ends a window whose time has come. */
    void onTime(long now) {
        if (last == null || now - windowEnd < 0) {
            return;
        }
        windowEnd = now + WINDOW_NANOS;
        if (repeats == 0) {
            last = null;
        }
        flush();
    }

    /** How long until {@link #onTime} has something to do; the largest long when nothing is gathered. */
    long nanosToWindowEnd(long now) {
        return last == null ? Long.MAX_VALUE : Math.max(windowEnd - now, 0);
    }

    /** Writes what is gathered. */
    void flush() {
        long times = repeats;
        repeats = 0;
        if (times > 0) {
            sink.write(last.repeated(times));
        }
    }
}
