package io.neighsync.engine.log;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * One message, rendered by who says it. Immutable but for the failure, whose stack is rendered when it is written.
 *
 * @param level how grave it is
 * @param function who says it: the simple name of the logger
 * @param text what it says
 * @param failure whose stack belongs to it, or null
 * @param epochMillis when it was said, in milliseconds since 1970 UTC
 */
record LogMessage(LogLevel level, String function, String text, Throwable failure, long epochMillis) {
    private static final String REPEATED = "last message repeated ";

    static LogMessage now(LogLevel level, String function, String text, Throwable failure) {
        return new LogMessage(level, function, text, failure, System.currentTimeMillis());
    }

    /** Whether another one says the same, whenever it does. */
    boolean saysTheSameAs(LogMessage other) {
        return level == other.level && text.equals(other.text) && function.equals(other.function)
                && Objects.equals(failureText(), other.failureText());
    }

    private String failureText() {
        return failure == null ? null : failure.toString();
    }

    /** Says that this one, the last of its kind, has been said so many times more than was written. */
    LogMessage repeated(long times) {
        return new LogMessage(level, function, REPEATED + times + (times == 1 ? " time: " : " times: ") + text, null,
                epochMillis);
    }

    /** The one line of it, in the form of SONiC's daemons; a control character would break a line, so it is blank. */
    String line() {
        return line(text);
    }

    /** Another line of it, in the same form. */
    String line(String words) {
        StringBuilder line = new StringBuilder(words.length() + function.length() + 6);
        line.append(":- ").append(function).append(": ");
        for (int i = 0; i < words.length(); i++) {
            char c = words.charAt(i);
            line.append(Character.isISOControl(c) ? ' ' : c);
        }
        return line.toString();
    }

    /** The failure, its stack and its causes as the JDK prints them; nothing without a failure. */
    Stream<String> stackLines() {
        if (failure == null) {
            return Stream.empty();
        }
        StringWriter stack = new StringWriter();
        failure.printStackTrace(new PrintWriter(stack));
        return stack.toString().lines();
    }
}
