package io.neighsync.engine.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * How fast a journal is replayed. Immutable.
 *
 * @param factor so many times as fast as it was recorded; 0 for as fast as Redis takes it
 */
record ReplaySpeed(double factor) {
    private static final Pattern TIMES = Pattern.compile("(\\d{1,6}(?:\\.\\d{1,6})?)x");

    /** Reads one from the command line. */
    static final class Converter implements ITypeConverter<ReplaySpeed> {
        @Override
        public ReplaySpeed convert(String value) {
            return parse(value);
        }
    }

    /**
     * Reads a speed.
     *
     * @throws TypeConversionException when it is none
     */
    static ReplaySpeed parse(String value) {
        if (value.equals("full")) {
            return new ReplaySpeed(0);
        }
        if (value.equals("original")) {
            return new ReplaySpeed(1);
        }
        Matcher times = TIMES.matcher(value);
        double factor = times.matches() ? Double.parseDouble(times.group(1)) : 0;
        if (factor == 0) {
            throw new TypeConversionException("'" + value + "' is no speed: give original, full, or 10x and the like");
        }
        return new ReplaySpeed(factor);
    }

    /** Whether nothing waits. */
    boolean isFull() {
        return factor == 0;
    }
}
