package io.neighsync.engine.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.codec.OpenedRecord;
import io.neighsync.engine.codec.RecordType;
import io.neighsync.engine.event.NeighborEvent;
import io.neighsync.engine.replay.JournalImage;
import io.neighsync.engine.replay.JournalLoader;
import io.neighsync.engine.replay.JournalRecord;
import io.neighsync.engine.replay.JournalSegment;
import io.neighsync.engine.replay.RecordedSegment;
import io.neighsync.journal.CaptureMode;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Journal order is apply order: the records up to any one, from the newest snapshot on, lead to the state in which
 * JournalStage was when that was the last one; within a snapshot too, behind several segments and behind a restart.
 */
class JournalPositionTest {
    private static final int SCRIPT_LENGTH = 5_000;
    private static final int SEEDS = 3;
    private static final int IMAGE_ROWS = 4_096;
    private static final int LEAST_POINTS = 100;
    private static final int ONE_OF = 40;
    private static final int ONE_OF_SNAPSHOT = 2;

    /** Where a journal ended at some moment, and the state in which JournalStage was. */
    private record Point(int segment, int records, DecidedState state) {
    }

    /** What a process was killed with, and what the next one was told. */
    private record Restart(Point killed, DecidedState restored) {
    }

    /** How many moments of which kind were compared. */
    private static final class Tally {
        private int points;
        private int withinSnapshots;
        private int behindRolls;
        private int behindRestarts;
        private int restarts;
    }

    /** Follows what is decided, and remembers some moments. */
    private static final class Follower implements JournaledWorld.Observer {
        private final SplittableRandom random;
        private final List<Point> points = new ArrayList<>();
        private final List<Restart> restarts = new ArrayList<>();
        private DecidedState state = new DecidedState();
        private JournaledWorld world;
        private Point killed;

        Follower(long seed) {
            random = new SplittableRandom(seed);
        }

        @Override
        public void onEvent(NeighborEvent event, long sequence) {
            state.apply(event, sequence);
            rememberSome();
        }

        @Override
        public void onDutyCycle() {
            if (killed != null) {
                restarts.add(new Restart(killed, state.copy()));
                killed = null;
            }
            rememberSome();
        }

        @Override
        public void onFailure() {
            state = new DecidedState();
        }

        @Override
        public void onKill() {
            killed = isRecording() ? here() : null;
            state = new DecidedState();
        }

        private boolean isRecording() {
            return world != null && world.segments().current() != null;
        }

        private void rememberSome() {
            if (isRecording() && random.nextInt(isWithinSnapshot() ? ONE_OF_SNAPSHOT : ONE_OF) == 0) {
                points.add(here());
            }
        }

        private boolean isWithinSnapshot() {
            return world.segments().current().records().stream()
                    .noneMatch(record -> record.type() == RecordType.COMPLETE);
        }

        private Point here() {
            RecordedSegment segment = world.segments().current();
            return new Point(segment.number(), segment.records().size(), state.copy());
        }
    }

    @Test
    void shouldLeadToTheStateOfAnyMomentWhenReplayedUpToThere() {
        Tally tally = new Tally();
        for (Profile profile : List.of(Profile.KILLS, Profile.JOURNAL, Profile.LINKS, Profile.START, Profile.VRFS)) {
            for (long seed = 0; seed < SEEDS; seed++) {
                run(Script.of(seed, profile, SCRIPT_LENGTH), tally);
            }
        }
        System.out.printf("journal: %d moments replayed, %d within a snapshot, %d behind the next segment, "
                + "%d behind a restart; %d restarts%n", tally.points, tally.withinSnapshots, tally.behindRolls,
                tally.behindRestarts, tally.restarts);
        assertThat(List.of(tally.points, tally.withinSnapshots, tally.behindRolls, tally.behindRestarts,
                tally.restarts)).allMatch(count -> count >= LEAST_POINTS);
    }

    private static void run(Script script, Tally tally) {
        Follower follower = new Follower(script.seed());
        try (JournaledWorld world = new JournaledWorld(script, CaptureMode.NONE, follower)) {
            follower.world = world;
            world.run(script);
            List<RecordedSegment> segments = world.segments().all();
            follower.points.forEach(point -> compare(script, segments, point, tally));
            follower.restarts.forEach(restart -> compare(script, segments, restart, tally));
        }
    }

    private static void compare(Script script, List<RecordedSegment> segments, Point point, Tally tally) {
        int from = firstToRead(segments, point);
        try (JournalImage image = load(segments, point)) {
            assertThat(image.isComplete()).as("%s: complete at %s", head(script), text(point)).isEqualTo(from > 0);
            if (from == 0) {
                return;
            }
            assertThat(point.state().differences(image)).as("%s: replayed to %s", head(script), text(point)).isEmpty();
        }
        tally.points++;
        tally.withinSnapshots += from < point.segment() ? 1 : 0;
        tally.behindRolls += previous(segments, point.segment()) > 0 ? 1 : 0;
        tally.behindRestarts += run(segments, point.segment()) > 1 ? 1 : 0;
    }

    private static void compare(Script script, List<RecordedSegment> segments, Restart restart, Tally tally) {
        if (firstToRead(segments, restart.killed()) > 0) {
            assertThat(restart.restored().present()).as("%s: restored", head(script))
                    .isEqualTo(restart.killed().state().restorable().present());
            tally.restarts++;
        }
    }

    /** The newest segment whose snapshot is complete at that moment and that is continued until then; 0 for none. */
    private static int firstToRead(List<RecordedSegment> segments, Point point) {
        int number = point.segment();
        List<JournalRecord> records = segments.get(number - 1).records().subList(0, point.records());
        while (records.stream().noneMatch(record -> record.type() == RecordType.COMPLETE)) {
            number = previous(segments, number);
            if (number == 0) {
                return 0;
            }
            records = segments.get(number - 1).records();
        }
        return number;
    }

    private static int previous(List<RecordedSegment> segments, int number) {
        return OpenedRecord.previous(segments.get(number - 1).records().getFirst().payload(), 0);
    }

    private static long run(List<RecordedSegment> segments, int number) {
        return OpenedRecord.run(segments.get(number - 1).records().getFirst().payload(), 0);
    }

    private static JournalImage load(List<RecordedSegment> segments, Point point) {
        List<JournalSegment> found = new ArrayList<>();
        segments.subList(0, point.segment() - 1).forEach(segment -> found.add(segment.whole()));
        found.add(segments.get(point.segment() - 1).upTo(point.records()));
        return JournalLoader.load(found, IMAGE_ROWS).image();
    }

    private static String head(Script script) {
        return "seed " + script.seed() + " profile " + script.profile();
    }

    private static String text(Point point) {
        return "record " + point.records() + " of segment " + point.segment();
    }
}
