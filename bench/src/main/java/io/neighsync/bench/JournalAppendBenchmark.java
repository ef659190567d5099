package io.neighsync.bench;

import io.neighsync.engine.codec.RecordType;
import io.neighsync.engine.codec.RowRecord;
import io.neighsync.journal.SegmentAppender;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Records appended to a fresh segment one after the other, as many as its pages are touched ahead for. An operation is
 * one record. The segments come from the keeper, whose thread prepares the next one meanwhile.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class JournalAppendBenchmark {
    /** Records appended to each segment: 3.2 MB of the 4 MiB that are touched. */
    static final int APPENDS = 40_000;

    /** What a segment's first append may allocate, once everything is compiled. */
    private static final long BYTES_A_SEGMENT = 1_024;

    private final UnsafeBuffer payload = new UnsafeBuffer(new byte[RowRecord.LENGTH]);
    private TemporaryFolder folder;
    private JournalSource journal;
    private SegmentAppender segment;
    private long sequence;
    private long allocated;

    /** Makes the journal. */
    @Setup
    public void setUp() {
        folder = TemporaryFolder.inUsualPlace();
        journal = new JournalSource(folder.path());
    }

    /** Takes the next segment. */
    @Setup(Level.Invocation)
    public void takeSegment() {
        segment = journal.take();
        journal.keeper().restartsAt(segment.number());
    }

    /** Gives it back. */
    @TearDown(Level.Invocation)
    public void releaseSegment() {
        journal.keeper().release(segment);
    }

    /** Removes the journal, and fails if appending allocated. */
    @TearDown
    public void tearDown() {
        journal.close();
        folder.close();
        if (allocated > BYTES_A_SEGMENT) {
            throw new IllegalStateException(APPENDS + " appends allocated " + allocated + " bytes");
        }
    }

    /**
     * Appends.
     *
     * @return bytes of the segment that are used then
     */
    @Benchmark
    @OperationsPerInvocation(APPENDS)
    public long append() {
        long before = Allocation.bytes();
        for (int i = 0; i < APPENDS; i++) {
            payload.putLong(0, sequence);
            if (!segment.append(RecordType.ROW.code(), sequence++, i, payload, 0, RowRecord.LENGTH)) {
                throw new IllegalStateException("a record was not appended: " + journal.keeper().fault());
            }
        }
        allocated = Allocation.bytes() - before;
        return segment.position();
    }
}
