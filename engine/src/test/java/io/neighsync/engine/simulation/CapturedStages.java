package io.neighsync.engine.simulation;

import com.lmax.disruptor.Sequence;
import io.neighsync.engine.codec.KernelId;
import io.neighsync.engine.codec.RecordType;
import io.neighsync.engine.daemon.JournalRestore;
import io.neighsync.engine.event.Counters;
import io.neighsync.engine.event.NeighborEvent;
import io.neighsync.engine.policy.VrfConfig;
import io.neighsync.engine.policy.VrfFilter;
import io.neighsync.engine.replay.JournalImage;
import io.neighsync.engine.replay.JournalRecord;
import io.neighsync.engine.stage.ClassifyStage;
import io.neighsync.engine.stage.CoalesceStage;
import io.neighsync.engine.stage.JournalPorts;
import io.neighsync.engine.stage.JournalStage;
import io.neighsync.engine.stage.ParseStage;
import io.neighsync.engine.stage.ResyncRequests;
import io.neighsync.engine.stage.Stage;
import io.neighsync.engine.stage.SuspectQueue;
import io.neighsync.engine.table.LinkTable;
import io.neighsync.engine.table.NeighborTable;
import io.neighsync.engine.table.VrfCounts;
import io.neighsync.journal.CaptureMode;
import io.neighsync.journal.SegmentAppender;
import io.neighsync.journal.SegmentSource;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.CachedNanoClock;
import org.agrona.concurrent.UnsafeBuffer;

/** The production stages up to the journal, by hand; what JournalStage appends of decisions is kept until taken. */
final class CapturedStages implements AutoCloseable {
    private static final int EVENTS_PER_CYCLE = 64;

    private final long base;
    private final Sequence acknowledged = new Sequence(-1);
    private final NeighborTable table;
    private final CoalesceStage coalesce;
    private final JournalStage journal;
    private final List<Stage> stages;
    private final Decisions decisions = new Decisions();

    /** Stages that have not seen an event; the first will have this sequence of the journal. */
    CapturedStages(VrfConfig vrfs, int capacity, long base) {
        this.base = base;
        Counters counters = new Counters();
        VrfFilter filter = new VrfFilter(vrfs);
        VrfCounts counts = new VrfCounts(filter);
        ResyncRequests resyncs = new ResyncRequests();
        table = new NeighborTable(capacity, counts);
        coalesce = new CoalesceStage(table, counts, new SuspectQueue(), resyncs, acknowledged, counters);
        journal = new JournalStage(
                new JournalPorts(decisions, 0, new KernelId(0, 0, 0), base, 0, () -> 0, CaptureMode.NONE),
                capacity, acknowledged, () -> 0, new CachedNanoClock(), counters);
        stages = List.of(
                new ParseStage(counters), new ClassifyStage(new LinkTable(filter), resyncs, counters), coalesce,
                journal);
        beginToRecord();
    }

    private void beginToRecord() {
        do {
            journal.onDutyCycle();
        } while (journal.hasWork());
        decisions.records.clear();
    }

    /** Takes over links and rows, as a restart does. */
    void restore(JournalImage image) {
        new JournalRestore(image).into(this::tell);
        decisions.records.clear();
    }

    private void tell(NeighborEvent event) {
        stages.subList(1, stages.size()).forEach(stage -> onEvent(stage, event, -1));
    }

    private static void onEvent(Stage stage, NeighborEvent event, long sequence) {
        stage.onEvent(event, sequence, false);
    }

    /** Gives every stage an event that was captured. */
    void onEvent(NeighborEvent event, long sequence) {
        stages.forEach(stage -> onEvent(stage, event, sequence - base));
        if (sequence % EVENTS_PER_CYCLE == 0) {
            // Redis has everything at once: ids of deleted rows are used again
            acknowledged.set(sequence - base);
            coalesce.onDutyCycle();
        }
    }

    /** What was decided since the last call, as records. */
    List<JournalRecord> takeDecisions() {
        List<JournalRecord> taken = List.copyOf(decisions.records);
        decisions.records.clear();
        return taken;
    }

    @Override
    public void close() {
        journal.close();
        table.close();
    }

    /** A journal of one segment without end, of which only decisions are kept. */
    private static final class Decisions implements SegmentSource, SegmentAppender {
        private final List<JournalRecord> records = new ArrayList<>();

        @Override
        public SegmentAppender take() {
            return this;
        }

        @Override
        public boolean append(int code, long sequence, long nanos, DirectBuffer payload, int offset, int length) {
            RecordType type = RecordType.of(code).orElseThrow();
            switch (type) {
                case ROW, LINK, LINK_GONE, MARK -> {
                    byte[] copy = new byte[length];
                    payload.getBytes(offset, copy);
                    records.add(new JournalRecord(type, sequence, nanos, new UnsafeBuffer(copy)));
                }
                default -> { }
            }
            return true;
        }

        @Override
        public int number() {
            return 1;
        }

        @Override
        public boolean hasRoom(int payloadLength) {
            return true;
        }

        @Override
        public long position() {
            return 0;
        }

        @Override
        public void release(SegmentAppender segment) {
        }

        @Override
        public void restartsAt(int number) {
        }

        @Override
        public void expectSnapshot(long bytes) {
        }
    }
}
