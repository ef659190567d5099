package io.neighsync.engine.daemon;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.ErrorHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports each distinct error once with its stack, and again, with a count, each time that count has grown tenfold. */
final class ReportedErrors implements ErrorHandler {
    private static final Logger LOGGER = LoggerFactory.getLogger(ReportedErrors.class);

    private final String consequence;
    private final Map<String, AtomicLong> counts = new ConcurrentHashMap<>();

    /** Says of each error what follows from it. */
    ReportedErrors(String consequence) {
        this.consequence = consequence;
    }

    @Override
    public void onError(Throwable error) {
        long count = counts.computeIfAbsent(signature(error), signature -> new AtomicLong()).incrementAndGet();
        if (count == 1) {
            LOGGER.error("unexpected error; " + consequence, error);
        } else if (isPowerOfTen(count)) {
            LOGGER.error("unexpected error, {} times so far: {}", count, error.toString());
        }
    }

    private static String signature(Throwable error) {
        StackTraceElement[] stack = error.getStackTrace();
        return error.getClass().getName() + (stack.length == 0 ? "" : " at " + stack[0]);
    }

    private static boolean isPowerOfTen(long count) {
        long power = 1;
        while (power < count) {
            power *= 10;
        }
        return power == count;
    }
}
