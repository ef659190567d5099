package io.neighsync.engine.replay;

import io.neighsync.engine.codec.RecordType;
import io.neighsync.journal.RecordReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds the last complete snapshot of a journal that nobody writes to, and applies it and everything behind it. Any
 * thread.
 */
public final class JournalLoader {
    private JournalLoader() {
    }

    /**
     * What was loaded.
     *
     * @param image    the state; the taker closes it
     * @param from     the segment whose snapshot it begins with; 0 when there is none
     * @param damages  segments that are damaged, of those that were read
     */
    public record Loaded(JournalImage image, int from, List<Damage> damages) {
        /** Copies the list. */
        public Loaded {
            damages = List.copyOf(damages);
        }
    }

    /**
     * A damaged segment.
     *
     * @param segment its number
     * @param what    one sentence with file and position
     */
    public record Damage(int segment, String what) {
    }

    /**
     * Loads.
     *
     * @param segments in the order of their numbers
     * @param capacity rows there is room for
     */
    public static Loaded load(List<JournalSegment> segments, int capacity) {
        int start = lastComplete(segments);
        JournalImage image = new JournalImage(capacity);
        List<Damage> damages = new ArrayList<>();
        // without a snapshot the last segment still tells how far the sequences went
        for (int i = start < 0 ? lastBegun(segments) : start; i < segments.size(); i++) {
            JournalSegment segment = segments.get(i);
            apply(segment, image).ifPresent(what -> {
                damages.add(new Damage(segment.number(), what));
                image.lose();
            });
        }
        return new Loaded(image, start < 0 ? 0 : segments.get(start).number(), damages);
    }

    private static int lastComplete(List<JournalSegment> segments) {
        for (int i = segments.size() - 1; i >= 0; i--) {
            if (isComplete(segments.get(i))) {
                return i;
            }
        }
        return -1;
    }

    /** The last segment with a record in it: those behind it were prepared in vain. 0 when there is none. */
    private static int lastBegun(List<JournalSegment> segments) {
        int last = segments.size() - 1;
        while (last > 0 && !isBegun(segments.get(last))) {
            last--;
        }
        return Math.max(0, last);
    }

    private static boolean isBegun(JournalSegment segment) {
        try (RecordReader reader = segment.reader().get()) {
            return reader.next();
        }
    }

    /** Whether the snapshot at the beginning of a segment can be read to its end. */
    private static boolean isComplete(JournalSegment segment) {
        try (RecordReader reader = segment.reader().get()) {
            while (reader.next()) {
                if (reader.type() == RecordType.COMPLETE.code()) {
                    return true;
                }
            }
            return false;
        }
    }

    private static Optional<String> apply(JournalSegment segment, JournalImage image) {
        try (RecordReader reader = segment.reader().get()) {
            boolean begun = false;
            while (reader.next()) {
                begun = true;
                image.apply(reader);
            }
            return begun ? reader.damage().or(reader::checkRest) : reader.damage();
        }
    }
}
