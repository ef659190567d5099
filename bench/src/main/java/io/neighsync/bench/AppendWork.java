package io.neighsync.bench;

import io.neighsync.engine.codec.RecordType;
import io.neighsync.engine.codec.RowRecord;
import io.neighsync.journal.SegmentAppender;
import io.neighsync.netlink.ffm.CpuSet;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Records appended to a journal at instants that were fixed before, whatever the ones before took. The thread that
 * appends waits for them spinning. One thread.
 */
final class AppendWork {
    /** Records a second. */
    static final int RATE = 100_000;

    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1) / RATE;

    private final UnsafeBuffer payload = new UnsafeBuffer(new byte[RowRecord.LENGTH]);
    private final Latencies service = new Latencies();
    private final Latencies response = new Latencies();
    private JournalSource journal;
    private SegmentAppender segment;
    private long sequence;
    private long begun;
    private int rolled;
    private int late;

    /**
     * What one run came to.
     *
     * @param service   from the beginning of an append to its end, what a full segment costs included
     * @param response  from the instant at which it was due to its end
     * @param allocated bytes on the heap of the thread that appended, in all appends but those that begin a segment
     * @param begun     the same in those
     * @param rolled    segments that were full
     * @param late      of these, those whose successor was not ready, so that it had to be waited for
     */
    record Run(Latencies service, Latencies response, long allocated, long begun, int rolled, int late) {
    }

    /**
     * Appends.
     *
     * @param folder        of the journal, empty
     * @param placement     of who appends and of the journal's keeper
     * @param warmUpSeconds before anything is measured
     * @param seconds       measured
     */
    Run measure(Path folder, Placement placement, int warmUpSeconds, int seconds) {
        BitSet allowed = CpuSet.allowed();
        CpuSet.pin(placement.writer(allowed));
        try (JournalSource source = new JournalSource(folder)) {
            journal = source;
            begin(source.take());
            append(warmUpSeconds * RATE);
            service.reset();
            response.reset();
            rolled = 0;
            late = 0;
            begun = 0;
            long before = Allocation.bytes();
            append(seconds * RATE);
            long allocated = Allocation.bytes() - before - begun;
            source.keeper().release(segment);
            return new Run(service.copy(), response.copy(), allocated, begun, rolled, late);
        } finally {
            CpuSet.pin(allowed);
        }
    }

    private void append(int records) {
        long begin = System.nanoTime();
        for (int i = 0; i < records; i++) {
            appendAt(begin + i * INTERVAL_NANOS);
        }
    }

    private void appendAt(long due) {
        long now = System.nanoTime();
        while (now - due < 0) {
            now = System.nanoTime();
        }
        append(now);
        long end = System.nanoTime();
        service.record(end - now);
        response.record(end - due);
    }

    private void append(long now) {
        payload.putLong(0, sequence);
        if (segment.hasRoom(RowRecord.LENGTH)) {
            write(now);
        } else {
            long before = Allocation.bytes();
            roll();
            write(now);
            begun += Allocation.bytes() - before;
        }
    }

    private void write(long now) {
        if (!segment.append(RecordType.ROW.code(), sequence++, now, payload, 0, RowRecord.LENGTH)) {
            throw new IllegalStateException("a record was not appended: " + journal.keeper().fault());
        }
    }

    private void roll() {
        rolled++;
        journal.keeper().release(segment);
        SegmentAppender next = journal.keeper().take();
        if (next == null) {
            late++;
            next = journal.take();
        }
        begin(next);
    }

    private void begin(SegmentAppender next) {
        segment = next;
        journal.keeper().restartsAt(next.number());
    }
}
