package io.neighsync.engine.stage;

import io.neighsync.engine.codec.KernelId;
import io.neighsync.journal.CaptureMode;
import io.neighsync.journal.SegmentSource;
import java.util.function.LongSupplier;

/**
 * What JournalStage writes to, and what it says of this run.
 *
 * @param segments   where its segments come from
 * @param run        the nonce under which this process holds the fence
 * @param kernel     whose ifindexes are meant
 * @param base       the journal's sequence of the ring's first event; greater than any before
 * @param epoch      the highest epoch of the fence known at start
 * @param wallOffset nanoseconds since 1970 minus the monotonic clock
 * @param capture    whether events are kept as they were received
 */
public record JournalPorts(
        SegmentSource segments, long run, KernelId kernel, long base, long epoch, LongSupplier wallOffset,
        CaptureMode capture) {
}
