package io.neighsync.engine.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.replay.JournalLoader.Damage;
import io.neighsync.engine.replay.JournalLoader.Loaded;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which segments a restart reads, and what it makes of damaged ones. */
class JournalLoaderTest {
    private static final long RUN = 0x77;
    private static final int ROWS = 1_000;

    private final List<Loaded> loaded = new ArrayList<>();

    @AfterEach
    void close() {
        loaded.forEach(one -> one.image().close());
    }

    private Loaded load(JournalSegment... segments) {
        loaded.add(JournalLoader.load(List.of(segments), ROWS));
        return loaded.getLast();
    }

    private static WrittenSegment first() {
        return new WrittenSegment(1, 0, RUN, 99, 100).snapshot(5, 40, 1, 2).complete(100).row(3, 6);
    }

    private static WrittenSegment second() {
        return new WrittenSegment(2, 1, RUN, 100, 101).row(4, 7).snapshot(5, 40, 1, 2, 3).complete(101).row(1, 0);
    }

    @Test
    void shouldLoadNothingFromNothing() {
        Loaded nothing = load();
        assertThat(nothing.from()).isZero();
        assertThat(nothing.image().records()).isZero();
        assertThat(nothing.damages()).isEmpty();
    }

    @Test
    void shouldReadTheLastCompleteSnapshotAndWhatFollowsIt() {
        Loaded both = load(first().whole(), second().whole());
        assertThat(both.from()).isEqualTo(2);
        assertThat(both.image().records()).isEqualTo(5);
        assertThat(both.image().rows().present()).isEqualTo(3);
        Loaded third = load(first().whole(), second().whole(),
                new WrittenSegment(3, 2, RUN, 102, 101).row(5, 8).snapshot(9, 9, 1).whole());
        assertThat(third.from()).as("the last one is not complete").isEqualTo(2);
        assertThat(third.image().isComplete()).isTrue();
        assertThat(third.image().lastSequence()).isEqualTo(103);
    }

    @Test
    void shouldTellWhatIsDamagedAndThatTheStateIsNotKnownThen() {
        Loaded torn = load(first().whole(), second().withoutLast(1));
        assertThat(torn.from()).isEqualTo(2);
        assertThat(torn.image().isComplete()).isFalse();
        assertThat(torn.damages()).containsExactly(new Damage(2, "segment 2 is damaged at record 4"));
        assertThat(torn.image().lastSequence()).isEqualTo(101);
    }

    @Test
    void shouldBeginWithAnEarlierSnapshotWhenTheLastOneIsDamaged() {
        Loaded torn = load(first().whole(), second().withoutLast(2));
        assertThat(torn.from()).isEqualTo(1);
        assertThat(torn.image().isComplete()).as("what follows is not known").isFalse();
        assertThat(torn.damages()).hasSize(1);
    }

    @Test
    void shouldNotCareForDamageBeforeTheSnapshotItBeginsWith() {
        Loaded torn = load(first().withoutLast(2), second().whole());
        assertThat(torn.image().isComplete()).isTrue();
        assertThat(torn.damages()).isEmpty();
    }

    @Test
    void shouldReadTheLastSegmentWhenThereIsNoSnapshotSoThatSequencesGoOn() {
        Loaded incomplete = load(new WrittenSegment(1, 0, RUN, 10, 10).row(1, 5).whole(),
                new WrittenSegment(2, 0, RUN, 50, 50).row(1, 5).whole());
        assertThat(incomplete.from()).isZero();
        assertThat(incomplete.image().isComplete()).isFalse();
        assertThat(incomplete.image().lastSequence()).isEqualTo(51);
        assertThat(incomplete.image().epoch()).isEqualTo(102);
    }

    @Test
    void shouldTakeTheRowsOfASnapshotThatBeginsAgainForThoseItHas() {
        Loaded both = load(new WrittenSegment(1, 0, RUN, 99, 100).snapshot(5, 40, 1, 2).complete(100).whole(),
                new WrittenSegment(2, 1, RUN, 100, 100).snapshot(6, 41, 1, 2).whole());
        assertThat(both.from()).isEqualTo(1);
        assertThat(both.image().rows().present()).isEqualTo(2);
        assertThat(both.image().rows().highWater()).isEqualTo(2);
    }

    @Test
    void shouldPassOverASegmentThatWasPreparedInVain() {
        JournalSegment spare = new MemorySegment(3, 10).readable();
        Loaded both = load(first().whole(), second().whole(), spare);
        assertThat(both.from()).isEqualTo(2);
        assertThat(both.image().isComplete()).isTrue();
        assertThat(both.damages()).isEmpty();
        Loaded incomplete = load(new WrittenSegment(1, 0, RUN, 10, 10).row(1, 5).whole(), spare);
        assertThat(incomplete.image().lastSequence()).isEqualTo(11);
        assertThat(load(spare).image().records()).isZero();
    }
}
