package io.neighsync.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which message is taken to have told of a row. */
class PublishWatcherTest {
    @Test
    void shouldGiveEachRowItsOwnMessageWhenThereAreAsManyOfBoth() {
        assertThat(messages(3, 3)).containsExactly(0, 1, 2);
    }

    @Test
    void shouldGiveRowsTheLastMessageThatCanHaveToldOfThemWhenTransactionsHeldSeveral() {
        assertThat(messages(4, 2)).containsExactly(0, 1, 1, 1);
        assertThat(messages(3, 1)).containsExactly(0, 0, 0);
    }

    @Test
    void shouldTakeMessagesThatToldOfNoRowForTheFirstOnes() {
        assertThat(messages(2, 4)).containsExactly(2, 3);
    }

    private static int[] messages(int rows, int messages) {
        return IntStream.range(0, rows).map(row -> PublishWatcher.lastOf(row, rows, messages)).toArray();
    }
}
