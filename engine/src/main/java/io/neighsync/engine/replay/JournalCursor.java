package io.neighsync.engine.replay;

import io.neighsync.engine.codec.OpenedRecord;
import io.neighsync.engine.codec.ProgressRecord;
import io.neighsync.engine.codec.RecordType;
import io.neighsync.journal.RecordReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Goes through the records of a journal, segment by segment in their order, also while somebody appends to the last
 * one. A record is handed out once, in order, and checked; where a segment is damaged the next one follows, as after
 * a gap. One thread.
 *
 * <p>Whoever appends begins a segment only when it is done with the one before. So what was appended to a segment
 * meanwhile is read when the next one turns out to have a record.
 */
public final class JournalCursor implements AutoCloseable {
    private final List<JournalSegment> segments;
    private final boolean thorough;
    private final List<JournalLoader.Damage> damages = new ArrayList<>();
    private int index = -1;
    private RecordReader current;
    private int ahead = -1;
    private RecordReader next;
    private RecordType type;
    private int segment;
    private int number;
    private boolean continues;
    private boolean lost;
    private long run;
    private long wallOffset;

    /** A cursor before the first record of these segments. */
    public JournalCursor(List<JournalSegment> segments) {
        this(segments, false);
    }

    /**
     * A cursor before the first record.
     *
     * @param segments in the order of their numbers
     * @param thorough whether to look, too, whether there is nothing behind the last record of each segment
     */
    public JournalCursor(List<JournalSegment> segments, boolean thorough) {
        this.segments = List.copyOf(segments);
        this.thorough = thorough;
        this.ahead = -1;
    }

    /** Moves to the next record; false when there is none, or none yet. */
    public boolean next() {
        while (true) {
            if (advance()) {
                return true;
            }
            if (next == null && !lookAhead()) {
                end();
                return false;
            }
            if (advance()) {
                return true;
            }
            end();
            current = next;
            index = ahead;
            next = null;
            number = -1;
            if (accept()) {
                return true;
            }
        }
    }

    private boolean advance() {
        return current != null && current.next() && accept();
    }

    /** Opens the next segment that has a record. */
    private boolean lookAhead() {
        for (int i = Math.max(ahead, index) + 1; i < segments.size(); i++) {
            ahead = i;
            RecordReader reader = segments.get(i).reader().get();
            if (reader.next()) {
                next = reader;
                return true;
            }
            check(reader, segments.get(i), 0);
            reader.close();
        }
        return false;
    }

    /** Takes the record at which the current reader stands, unless it is none that can be there. */
    private boolean accept() {
        number++;
        type = RecordType.of(current.type()).orElse(null);
        boolean first = number == 0;
        if (first != (type == RecordType.OPENED)) {
            return refuse(first ? "it does not begin with a record OPENED" : "a second record OPENED");
        }
        if (type != null && !RecordCheck.isSound(type, current)) {
            return refuse("a record " + type + " of " + current.length() + " bytes, which none has");
        }
        if (first) {
            return begin();
        }
        if (type == RecordType.PROGRESS) {
            wallOffset = ProgressRecord.wallOffset(current.buffer(), current.offset());
        }
        return true;
    }

    private boolean begin() {
        int opened = OpenedRecord.segment(current.buffer(), current.offset());
        if (opened != segments.get(index).number()) {
            return refuse("it says to be segment " + opened);
        }
        int previous = OpenedRecord.previous(current.buffer(), current.offset());
        continues = !lost && previous != 0 && previous == segment;
        lost = false;
        segment = opened;
        run = OpenedRecord.run(current.buffer(), current.offset());
        wallOffset = OpenedRecord.wallOffset(current.buffer(), current.offset());
        return true;
    }

    private boolean refuse(String why) {
        int which = segments.get(index).number();
        damages.add(new JournalLoader.Damage(which, "segment " + which + " is damaged at record " + number + ": "
                + why));
        lost = true;
        current.close();
        current = null;
        return false;
    }

    private void end() {
        if (current != null) {
            check(current, segments.get(index), number + 1);
            current.close();
            current = null;
        }
    }

    private void check(RecordReader reader, JournalSegment which, int records) {
        Optional<String> damage = reader.damage();
        if (damage.isEmpty() && thorough) {
            damage = reader.checkRest().filter(rest -> !isGrowing(which, records));
        }
        damage.ifPresent(what -> {
            damages.add(new JournalLoader.Damage(which.number(), what));
            lost = true;
        });
    }

    /** Whether what lies behind the last record that was read are just records that came since. */
    private static boolean isGrowing(JournalSegment which, int records) {
        try (RecordReader again = which.reader().get()) {
            int read = 0;
            while (read <= records && again.next()) {
                read++;
            }
            return read > records;
        }
    }

    /** The record; its payload is there until {@link #next}. */
    public RecordReader record() {
        return current;
    }

    /** What the record is; null for a type that a later version wrote. */
    public RecordType type() {
        return type;
    }

    /** The record's segment; of the last record when there are no more. */
    public int segment() {
        return segment;
    }

    /** Which record of its segment it is, from 0. */
    public int number() {
        return number;
    }

    /** Whether the record's segment continues the one before: no decision is missing between them. */
    public boolean continues() {
        return continues;
    }

    /** The run that wrote the record's segment. */
    public long run() {
        return run;
    }

    /** When the event behind the record was received, in nanoseconds since 1970. */
    public long wallNanos() {
        return current.nanos() + wallOffset;
    }

    /** Segments found damaged so far. */
    public List<JournalLoader.Damage> damages() {
        return List.copyOf(damages);
    }

    /** How many of the segments were begun so far. */
    public int begun() {
        return index + 1;
    }

    /** How many segments there are. */
    public int segments() {
        return segments.size();
    }

    @Override
    public void close() {
        if (current != null) {
            current.close();
            current = null;
        }
        if (next != null) {
            next.close();
            next = null;
        }
    }
}
