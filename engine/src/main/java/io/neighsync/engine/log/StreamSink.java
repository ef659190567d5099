package io.neighsync.engine.log;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * Writes a message to a stream: the time in UTC, the daemon, the level, the line and, on lines of its own, the stack.
 *
 * <pre>
 *   2026-11-03T08:15:30.042Z neighsyncd: WARN  :- FaultWatch: degraded: redis ...
 * </pre>
 */
final class StreamSink implements LogSink {
    private static final int LEVEL_COLUMNS = 5;

    private final PrintStream stream;

    StreamSink(PrintStream stream) {
        this.stream = stream;
    }

    @Override
    public void write(LogMessage message) {
        StringBuilder lines = new StringBuilder(256);
        appendTime(lines, message.epochMillis());
        String level = message.level().name();
        lines.append(" neighsyncd: ").append(level);
        appendSpaces(lines, LEVEL_COLUMNS + 1 - level.length());
        lines.append(message.line()).append('\n');
        message.stackLines().forEach(line -> lines.append(line).append('\n'));
        byte[] bytes = lines.toString().getBytes(StandardCharsets.UTF_8);
        stream.write(bytes, 0, bytes.length);
        stream.flush();
    }

    private static void appendSpaces(StringBuilder to, int count) {
        to.repeat(' ', Math.max(count, 1));
    }

    // by hand: the first DateTimeFormatter of a process costs tens of milliseconds
    private static void appendTime(StringBuilder to, long epochMillis) {
        int millis = (int) Math.floorMod(epochMillis, 1_000L);
        LocalDateTime time = LocalDateTime.ofEpochSecond(Math.floorDiv(epochMillis, 1_000L), 0, ZoneOffset.UTC);
        to.append(time.toLocalDate()).append('T');
        appendDigits(to, time.getHour(), 10);
        to.append(':');
        appendDigits(to, time.getMinute(), 10);
        to.append(':');
        appendDigits(to, time.getSecond(), 10);
        to.append('.');
        appendDigits(to, millis, 100);
        to.append('Z');
    }

    private static void appendDigits(StringBuilder to, int value, int highest) {
        for (int unit = highest; unit > 0; unit /= 10) {
            to.append((char) ('0' + value / unit % 10));
        }
    }
}
