package io.neighsync.engine.simulation;

import io.neighsync.engine.codec.MarkRecord;
import io.neighsync.engine.codec.OpenedRecord;
import io.neighsync.engine.codec.RawRecord;
import io.neighsync.engine.codec.RecordType;
import io.neighsync.engine.event.EventKind;
import io.neighsync.engine.event.NeighborEvent;
import io.neighsync.engine.policy.VrfConfig;
import io.neighsync.engine.replay.JournalImage;
import io.neighsync.engine.replay.JournalRecord;
import io.neighsync.engine.replay.JournalSegment;
import io.neighsync.journal.RecordReader;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Gives the events that a journal captured to production stages once more, and compares what they decide with what was
 * decided then, record by record and byte by byte.
 *
 * <p>Where the journal begins with the process, all of it is compared. Where it begins later, as older segments are
 * gone, there was a gap, or the process went on from a journal, the stages take over the rows of a complete snapshot
 * when the next generation opens, and are compared from the end of that generation on, when they have heard of
 * everything.
 */
public final class CapturedJournal implements AutoCloseable {
    private static final int MAX_DIFFERENCES = 20;

    private final Function<Long, CapturedStages> newStages;
    private final JournalImage image;
    private final List<JournalRecord> then = new ArrayList<>();
    private final List<String> differences = new ArrayList<>();
    private CapturedStages stages;
    private NeighborEvent event;
    private boolean comparing;
    /** How many records there were of the event before the next segment began; -1: it did not. */
    private int beforeSnapshot = -1;
    private int segment;
    private boolean begun;
    private int generation;
    private long captured;
    private long events;
    private long equal;

    /** A replay for a daemon that mirrors these VRFs and has room for so many neighbors. */
    public CapturedJournal(VrfConfig vrfs, int capacity) {
        newStages = base -> new CapturedStages(vrfs, capacity, base);
        image = new JournalImage(2 * capacity + (1 << 17));
    }

    /** Replays these segments, in the order of their numbers. */
    public CapturedJournal replay(List<JournalSegment> segments) {
        for (JournalSegment one : segments) {
            try (RecordReader reader = one.reader().get()) {
                while (reader.next()) {
                    RecordType.of(reader.type()).ifPresent(type -> take(type, reader));
                }
                reader.damage().ifPresent(differences::add);
            }
        }
        finishEvent(true);
        return this;
    }

    private void take(RecordType type, RecordReader reader) {
        switch (type) {
            case OPENED -> open(reader);
            case RAW -> {
                finishEvent(false);
                begin(reader);
            }
            case ROW, LINK, LINK_GONE, MARK -> then.add(copy(type, reader));
            case SNAPSHOT_ROWS, COMPLETE, PROGRESS -> { }
        }
        image.apply(reader);
    }

    private static JournalRecord copy(RecordType type, RecordReader reader) {
        byte[] payload = new byte[reader.length()];
        reader.buffer().getBytes(reader.offset(), payload);
        return new JournalRecord(type, reader.sequence(), reader.nanos(), new UnsafeBuffer(payload));
    }

    private void open(RecordReader reader) {
        int previous = OpenedRecord.previous(reader.buffer(), reader.offset());
        boolean continues = previous != 0 && previous == segment;
        segment = OpenedRecord.segment(reader.buffer(), reader.offset());
        if (continues) {
            beforeSnapshot = then.size();
            return;
        }
        finishEvent(true);
        then.clear();
        leaveStages();
        begun = false;
    }

    private void leaveStages() {
        if (stages != null) {
            stages.close();
        }
        stages = null;
        event = null;
        comparing = false;
    }

    private void begin(RecordReader reader) {
        EventKind kind = RawRecord.kind(reader.buffer(), reader.offset());
        int opened = RawRecord.generation(reader.buffer(), reader.offset());
        boolean first = !begun && kind == EventKind.CONFIG_CHANGED && opened == 0 && image.rows().present() == 0
                && image.links().all().isEmpty();
        begun = true;
        captured++;
        then.clear();
        beforeSnapshot = -1;
        if (first) {
            stages = newStages.apply(reader.sequence());
            comparing = true;
        } else if (stages == null && kind == EventKind.DUMP_BEGIN && image.isComplete()) {
            stages = newStages.apply(reader.sequence());
            stages.restore(image);
            generation = opened;
        }
        if (stages != null) {
            event = event(kind, reader);
            stages.onEvent(event, reader.sequence());
        }
    }

    private static NeighborEvent event(EventKind kind, RecordReader reader) {
        NeighborEvent event = new NeighborEvent();
        int at = RawRecord.bodyOffset(reader.offset());
        event.kind = kind;
        event.origin = RawRecord.origin(reader.buffer(), reader.offset());
        event.generation = RawRecord.generation(reader.buffer(), reader.offset());
        event.receivedNanos = reader.nanos();
        switch (kind) {
            case NEIGH_SET, NEIGH_DEL, LINK_SET, LINK_DEL -> {
                byte[] frame = new byte[RawRecord.bodyLength(reader.length())];
                reader.buffer().getBytes(at, frame);
                event.frame = new UnsafeBuffer(frame);
                event.frameLength = frame.length;
            }
            case INVALID, FOREIGN, RESTORED -> { }
            default -> {
                event.causes = MarkRecord.causes(reader.buffer(), at);
                event.overruns = MarkRecord.overruns(reader.buffer(), at);
                event.settings = MarkRecord.settings(reader.buffer(), at);
            }
        }
        return event;
    }

    /** The last event before the journal ends, or has a gap, may have lost what was decided. */
    private void finishEvent(boolean last) {
        if (event == null) {
            return;
        }
        List<JournalRecord> now = stages.takeDecisions();
        if (comparing) {
            events++;
            compare(last && beforeSnapshot < 0 ? now.subList(0, Math.min(then.size(), now.size())) : now);
        } else if (event.kind == EventKind.SWEEP_DONE && event.generation == generation) {
            comparing = true;
        }
        event = null;
    }

    private void compare(List<JournalRecord> now) {
        List<JournalRecord> decided = beforeSnapshot < 0 ? then : withoutSnapshot(now.size());
        if (decided.equals(now)) {
            equal += now.size();
        } else if (differences.size() < MAX_DIFFERENCES) {
            differences.add(event.kind + " " + event.origin + ": then " + print(decided) + ", now " + print(now));
        }
    }

    /** The links of a snapshot that begins within the event stand between the event's own records. */
    private List<JournalRecord> withoutSnapshot(int decisions) {
        int before = Math.min(beforeSnapshot, decisions);
        int behind = Math.max(then.size() - (decisions - before), before);
        return Stream.concat(then.subList(0, beforeSnapshot).stream(), then.subList(behind, then.size()).stream())
                .toList();
    }

    private static String print(List<JournalRecord> records) {
        return records.stream().map(r -> r + " #" + r.sequence() + " at " + r.nanos()
                + " " + r.payload().capacity() + " B " + r.hashOfPayload()).toList().toString();
    }

    /** Events that the journal holds. */
    public long captured() {
        return captured;
    }

    /** Events whose decisions were compared. */
    public long events() {
        return events;
    }

    /** Decisions that were the same. */
    public long equal() {
        return equal;
    }

    /** What was decided otherwise, the first of it. */
    public List<String> differences() {
        return differences;
    }

    @Override
    public void close() {
        leaveStages();
        image.close();
    }
}
