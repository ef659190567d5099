package io.neighsync.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/**
 * Tests of {@link Retention}.
 */
class RetentionTest {
    private static final Retention RETENTION = new Retention(100, Duration.ofSeconds(1));

    @Test
    void shouldRemoveNothingThatIsSmallAndYoung() {
        assertThat(due(List.of(stored(1, 50, 5000), stored(2, 50, 5000)), RetentionTest::mayGo, 0)).isEmpty();
    }

    @Test
    void shouldRemoveTheOldestUntilTheRestFits() {
        final List<StoredSegment> three = List.of(stored(1, 10, 5000), stored(2, 40, 5000), stored(3, 60, 5000));
        assertThat(due(three, RetentionTest::mayGo, 0)).containsExactly(1);
        assertThat(due(three, RetentionTest::mayGo, 1)).containsExactly(1, 2);
        assertThat(due(three, RetentionTest::mayGo, 100)).containsExactly(1, 2, 3);
    }

    @Test
    void shouldRemoveWhatIsTooOld() {
        assertThat(due(List.of(stored(1, 1, 3999), stored(2, 1, 4000), stored(3, 1, 4001)), RetentionTest::mayGo, 0))
            .containsExactly(1);
    }

    @Test
    void shouldLeaveWhatMustStay() {
        final List<StoredSegment> three = List.of(stored(1, 90, 0), stored(2, 90, 0), stored(3, 90, 0));
        assertThat(due(three, stored -> stored.number() > 1, 0)).containsExactly(1);
        assertThat(due(three, stored -> stored.number() > 0, 1000)).isEmpty();
    }

    private static List<Integer> due(List<StoredSegment> stored, Predicate<StoredSegment> mustStay, long incoming) {
        return RETENTION.due(stored, mustStay, incoming, 5000).stream().map(StoredSegment::number).toList();
    }

    private static boolean mayGo(StoredSegment stored) {
        return stored.number() < 0;
    }

    private static StoredSegment stored(int number, long bytes, long lastMillis) {
        return new StoredSegment(new SegmentFile(number, Path.of("x")), bytes, lastMillis, false);
    }
}
