package io.neighsync.engine.replay;

import io.neighsync.engine.codec.OpenedRecord;
import io.neighsync.journal.RecordReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Reads every record of a journal and says what is wrong with it: what a checksum or a length gives away, sequences
 * that fall, and segments that continue one that is not there. One thread.
 */
public final class JournalVerifier {
    private final List<JournalSegment> segments;
    private final Set<Integer> quarantined;
    private final List<JournalLoader.Damage> damages = new ArrayList<>();
    private long records;
    private long bytes;
    private int lastSegment;
    private long lastSequence = Long.MIN_VALUE;

    /**
     * What was found.
     *
     * @param segments how many there are
     * @param records  that can be read
     * @param bytes    they take
     * @param damages  each with its segment and one sentence
     */
    public record Result(int segments, long records, long bytes, List<JournalLoader.Damage> damages) {
        /** Copies the list. */
        public Result {
            damages = List.copyOf(damages);
        }
    }

    /**
     * A verifier of these segments.
     *
     * @param segments    in the order of their numbers
     * @param quarantined numbers of segments that were put aside
     */
    public JournalVerifier(List<JournalSegment> segments, Set<Integer> quarantined) {
        this.segments = List.copyOf(segments);
        this.quarantined = Set.copyOf(quarantined);
    }

    /** Reads everything once; {@code progress} is told of each record. */
    public Result verify(Consumer<JournalCursor> progress) {
        try (JournalCursor cursor = new JournalCursor(segments, true)) {
            while (cursor.next()) {
                RecordReader record = cursor.record();
                records++;
                bytes += SegmentStatistics.bytes(record.length());
                if (cursor.number() == 0) {
                    checkChain(cursor);
                }
                if (record.sequence() < lastSequence) {
                    damages.add(new JournalLoader.Damage(cursor.segment(), "segment " + cursor.segment()
                            + " is damaged at record " + cursor.number() + ": its sequence is " + record.sequence()
                            + ", behind " + lastSequence));
                }
                lastSequence = record.sequence();
                progress.accept(cursor);
            }
            damages.addAll(cursor.damages());
        }
        return new Result(segments.size(), records, bytes, damages);
    }

    private void checkChain(JournalCursor cursor) {
        int previous = OpenedRecord.previous(cursor.record().buffer(), cursor.record().offset());
        Set<Integer> unreadable = cursor.damages().stream()
                .map(JournalLoader.Damage::segment).collect(Collectors.toSet());
        boolean known = previous == 0 || previous == lastSegment || lastSegment == 0 || quarantined.contains(previous)
                || unreadable.contains(previous);
        if (!known || previous >= cursor.segment()) {
            damages.add(new JournalLoader.Damage(cursor.segment(), "segment " + cursor.segment()
                    + " is damaged at record 0: it continues segment " + previous + ", and the one before it is "
                    + lastSegment));
        }
        lastSegment = cursor.segment();
    }
}
