package io.neighsync.engine.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LogMessageTest {
    private static LogMessage message(LogLevel level, String function, String text, Throwable failure) {
        return new LogMessage(level, function, text, failure, 0);
    }

    @Test
    void shouldHaveTheFormOfSonicsLines() {
        LogMessage message = message(LogLevel.NOTICE, "reconcile", "NEIGH_TABLE NEW, key: Vlan10:10.0.0.1, ", null);
        assertThat(message.line()).isEqualTo(":- reconcile: NEIGH_TABLE NEW, key: Vlan10:10.0.0.1, ");
    }

    @Test
    void shouldStayOneLineWhateverTheTextHolds() {
        assertThat(message(LogLevel.WARN, "f", "a\nb\tc\0d\u007fe", null).line()).isEqualTo(":- f: a b c d e");
    }

    @Test
    void shouldSayTheSameOnlyWhenLevelFunctionTextAndFailureAreEqual() {
        LogMessage message = message(LogLevel.WARN, "f", "text", new IllegalStateException("why"));
        assertThat(message.saysTheSameAs(new LogMessage(
                LogLevel.WARN, "f", "text", new IllegalStateException("why"), 5))).isTrue();
        assertThat(message.saysTheSameAs(message(LogLevel.ERROR, "f", "text", message.failure()))).isFalse();
        assertThat(message.saysTheSameAs(message(LogLevel.WARN, "g", "text", message.failure()))).isFalse();
        assertThat(message.saysTheSameAs(message(LogLevel.WARN, "f", "other", message.failure()))).isFalse();
        assertThat(message.saysTheSameAs(message(LogLevel.WARN, "f", "text", null))).isFalse();
        assertThat(message.saysTheSameAs(
                message(LogLevel.WARN, "f", "text", new IllegalStateException("else")))).isFalse();
    }

    @Test
    void shouldCountItsRepetitions() {
        LogMessage message = message(LogLevel.WARN, "f", "text", new IllegalStateException("why"));
        assertThat(message.repeated(3))
                .isEqualTo(message(LogLevel.WARN, "f", "last message repeated 3 times: text", null));
        assertThat(message.repeated(1).text()).isEqualTo("last message repeated 1 time: text");
    }

    @Test
    void shouldGiveTheStackWithItsCauses() {
        Exception failure = new IllegalStateException("outer", new IllegalArgumentException("inner"));
        assertThat(message(LogLevel.ERROR, "f", "text", failure).stackLines())
                .startsWith("java.lang.IllegalStateException: outer")
                .anyMatch(line -> line.startsWith("\tat " + LogMessageTest.class.getName()))
                .contains("Caused by: java.lang.IllegalArgumentException: inner");
        assertThat(message(LogLevel.ERROR, "f", "text", null).stackLines()).isEmpty();
    }
}
