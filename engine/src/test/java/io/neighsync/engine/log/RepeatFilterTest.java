package io.neighsync.engine.log;

import static io.neighsync.engine.log.RepeatFilter.WINDOW_NANOS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RepeatFilterTest {
    private static final long START = Long.MAX_VALUE - WINDOW_NANOS / 2;

    private final List<String> written = new ArrayList<>();
    private final RepeatFilter filter = new RepeatFilter(message -> written.add(message.text()));
    private long now = START;

    private void write(String... texts) {
        for (String text : texts) {
            filter.write(new LogMessage(LogLevel.WARN, "f", text, null, 0), now);
        }
    }

    private void pass(long nanos) {
        now += nanos;
        filter.onTime(now);
    }

    @Test
    void shouldWriteARepetitionOnceAndItsCountWhenAnotherComes() {
        write("a", "a", "a", "b");
        assertThat(written).containsExactly("a", "last message repeated 2 times: a", "b");
    }

    @Test
    void shouldWriteEachWhenTwoAlternate() {
        write("a", "b", "a", "b");
        assertThat(written).containsExactly("a", "b", "a", "b");
    }

    @Test
    void shouldWriteTheCountAfterTenSecondsAndNotBefore() {
        write("a", "a");
        pass(WINDOW_NANOS - 1);
        assertThat(written).containsExactly("a");
        pass(1);
        assertThat(written).containsExactly("a", "last message repeated 1 time: a");
    }

    @Test
    void shouldWriteACountEveryTenSecondsWhileItGoesOn() {
        write("a", "a");
        pass(WINDOW_NANOS);
        write("a", "a", "a");
        assertThat(written).hasSize(2);
        pass(WINDOW_NANOS);
        assertThat(written).containsExactly(
                "a", "last message repeated 1 time: a", "last message repeated 3 times: a");
    }

    @Test
    void shouldWriteAgainWhatComesAfterTenSecondsOfSilence() {
        write("a");
        pass(WINDOW_NANOS);
        write("a");
        assertThat(written).containsExactly("a", "a");
    }

    @Test
    void shouldLookAtTheTimeWhenAMessageComes() {
        write("a");
        now += WINDOW_NANOS;
        write("a");
        assertThat(written).containsExactly("a", "a");
    }

    @Test
    void shouldWriteTheCountWhenFlushedAndOnlyOnce() {
        write("a", "a");
        filter.flush();
        filter.flush();
        assertThat(written).containsExactly("a", "last message repeated 1 time: a");
    }

    @Test
    void shouldKnowHowLongNothingIsToBeDone() {
        assertThat(filter.nanosToWindowEnd(now)).isEqualTo(Long.MAX_VALUE);
        write("a");
        now += 1;
        assertThat(filter.nanosToWindowEnd(now)).isEqualTo(WINDOW_NANOS - 1);
        assertThat(filter.nanosToWindowEnd(now + 2 * WINDOW_NANOS)).isZero();
        pass(WINDOW_NANOS);
        assertThat(filter.nanosToWindowEnd(now)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void shouldGiveTheTimeOfTheLastRepetition() {
        List<LogMessage> messages = new ArrayList<>();
        RepeatFilter timed = new RepeatFilter(messages::add);
        for (int at = 1; at <= 3; at++) {
            timed.write(new LogMessage(LogLevel.WARN, "f", "a", null, at), now);
        }
        timed.flush();
        assertThat(messages).extracting(LogMessage::epochMillis).containsExactly(1L, 3L);
    }
}
