package io.neighsync.engine.replay;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Nanoseconds since 1970 as text: ISO-8601 in UTC with microseconds. Any thread. */
public final class WallTime {
    private static final long SECOND = 1_000_000_000L;
    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private WallTime() {
    }

    /** For example {@code 2026-11-23T03:12:07.123456Z}; what is less than a microsecond is left out. */
    public static String text(long nanos) {
        return FORMAT.format(instant(nanos));
    }

    /** The same as an instant. */
    public static Instant instant(long nanos) {
        return Instant.ofEpochSecond(Math.floorDiv(nanos, SECOND), Math.floorMod(nanos, SECOND));
    }

    /**
     * From an instant.
     *
     * @throws ArithmeticException when it is before 1678 or behind 2262
     */
    public static long nanos(Instant instant) {
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), SECOND), instant.getNano());
    }
}
