package io.neighsync.netlink.ffm;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** Native memory of one thread for its calls of {@link Libc}: captured errno and small arguments. */
final class CallState {
    /** What the linker is to capture. */
    static final String ERRNO = "errno";

    private static final int SCRATCH_BYTES = 64;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /** Where the linker puts what it captures. */
    final MemorySegment errno;
    /** For small arguments. */
    final MemorySegment scratch;
    /** Of {@link #scratch}. */
    final long scratchAddress;

    private final long errnoOffset;

    /** Of the calling thread; the layout is the linker's of what it captures. */
    CallState(StructLayout captured) {
        // Freed by the collector after the thread has gone.
        Arena arena = Arena.ofAuto();
        errno = arena.allocate(captured);
        errnoOffset = captured.byteOffset(MemoryLayout.PathElement.groupElement(ERRNO));
        scratch = arena.allocate(SCRATCH_BYTES, JAVA_LONG.byteAlignment());
        scratchAddress = scratch.address();
    }

    /** Address of a {@code struct timespec} of so many nanoseconds, &gt;= 0. */
    long timespec(long nanos) {
        scratch.set(JAVA_LONG, 0, nanos / NANOS_PER_SECOND);
        scratch.set(JAVA_LONG, Long.BYTES, nanos % NANOS_PER_SECOND);
        return scratchAddress;
    }

    /** What a call came to whose function returns an int, or at most so much: that, or {@code -errno}. */
    int result(long returned) {
        return (int) returned >= 0 ? (int) returned : -errno.get(JAVA_INT, errnoOffset);
    }
}
