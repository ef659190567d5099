package io.neighsync.engine.system;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.assertj.core.api.Assertions;

/** Looks until something holds, with a deadline. */
public final class Eventually {
    private static final long LOOK_NANOS = 2_000_000L;

    private Eventually() {
    }

    /** Fails when the condition does not hold within the limit; returns how long it took. */
    public static Duration shouldHold(Duration limit, String what, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > limit.toNanos()) {
                throw new AssertionError("not within " + limit + ": " + what);
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** Fails, showing the difference, when the two are not equal within the limit; returns how long it took. */
    public static <T> Duration shouldBeEqual(Duration limit, Supplier<T> actual, Supplier<T> expected) {
        long start = System.nanoTime();
        while (true) {
            T is = actual.get();
            T should = expected.get();
            if (is.equals(should)) {
                return Duration.ofNanos(System.nanoTime() - start);
            }
            if (System.nanoTime() - start > limit.toNanos()) {
                Assertions.assertThat(is).as("after %s", limit).isEqualTo(should);
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }
}
