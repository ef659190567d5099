package io.neighsync.engine.event;

/**
 * A row's value in one long, so that values compare, travel and are stored without an object.
 *
 * <pre>
 *   63       62..48   47..0
 *   present  0        link-layer address
 * </pre>
 */
public final class RowValue {
    /** There is no row. */
    public static final long ABSENT = 0L;
    /** What Redis holds is not known; never a value to be written. */
    public static final long UNKNOWN = 1L << 62;
    /** Redis holds something that is not a value of ours; never a value to be written. */
    public static final long FOREIGN = 1L << 61;

    /** Redis refused the row: what stands where it waits for its consumer is not ours. Never a value to be written. */
    public static final long REFUSED = 1L << 60;

    private static final long PRESENT = 1L << 63;
    private static final long LLADDR_MASK = (1L << 48) - 1;

    private RowValue() {
    }

    /** The value of a row with this link-layer address (48 bits). */
    public static long of(long lladdr) {
        return PRESENT | (lladdr & LLADDR_MASK);
    }

    /** Whether this value says that there is a row. */
    public static boolean isPresent(long value) {
        return (value & PRESENT) != 0;
    }

    /** The link-layer address of a present row. */
    public static long lladdr(long value) {
        return value & LLADDR_MASK;
    }
}
