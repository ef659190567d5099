package io.neighsync.engine.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamSinkTest {
    private static final String TIME = "2026-11-03T08:05:09.042Z";

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final StreamSink sink = new StreamSink(new PrintStream(bytes, false, StandardCharsets.UTF_8));

    private List<String> written(String time, LogLevel level, String text, Throwable failure) {
        sink.write(new LogMessage(level, "FaultWatch", text, failure, Instant.parse(time).toEpochMilli()));
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "WARN|neighsyncd: WARN  :- FaultWatch: degraded: redis",
        "ERROR|neighsyncd: ERROR :- FaultWatch: degraded: redis",
        "NOTICE|neighsyncd: NOTICE :- FaultWatch: degraded: redis",
    })
    void shouldWriteTimeDaemonLevelAndLine(LogLevel level, String line) {
        assertThat(written(TIME, level, "degraded: redis", null)).containsExactly(TIME + " " + line);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1970-01-01T00:00:00.000Z", "2028-02-29T23:59:59.999Z", "2026-12-31T10:00:00.500Z"})
    void shouldWriteTheTimeInUtc(String time) {
        assertThat(written(time, LogLevel.WARN, "text", null).getFirst()).startsWith(time + " ");
    }

    @Test
    void shouldWriteTheStackOnTheLinesThatFollow() {
        assertThat(written(TIME, LogLevel.ERROR, "failed", new IllegalStateException("why")))
                .startsWith(TIME + " neighsyncd: ERROR :- FaultWatch: failed", "java.lang.IllegalStateException: why")
                .anyMatch(line -> line.startsWith("\tat " + StreamSinkTest.class.getName()));
    }
}
