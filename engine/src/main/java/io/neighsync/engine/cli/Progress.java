package io.neighsync.engine.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Says how far a command is that takes long: after the first second, on a terminal in one line that is written over,
 * elsewhere in a line each two seconds, or not at all. One thread.
 */
final class Progress implements AutoCloseable {
    /** Set to true by {@code scripts/neighctl} when standard error is a terminal. */
    private static final String ERR_PROPERTY = "neighctl.err.terminal";
    /** Set to true by {@code scripts/neighctl} when standard output is one. */
    private static final String OUT_PROPERTY = "neighctl.out.terminal";
    private static final int STEPS_PER_LOOK = 4096;
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long TERMINAL_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long LINE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final PrintWriter err;
    private final boolean terminal;
    private final boolean lines;
    private final LongSupplier clock;
    private final Supplier<String> text;
    private final long begun;
    private long sayAt;
    private long steps;
    private int shown;

    /** When it is said how far a command is. */
    enum Kind {
        /** On a terminal. */
        TERMINAL,
        /** On a terminal, unless the output goes there meanwhile. */
        UNLESS_PRINTING,
        /** On a terminal, and elsewhere line by line. */
        EVERYWHERE
    }

    /**
     * Progress of a command.
     *
     * @param err  where it is said
     * @param kind when
     * @param text says how far the command is
     */
    Progress(PrintWriter err, Kind kind, Supplier<String> text) {
        this(err, isOnTerminal(kind), kind == Kind.EVERYWHERE, System::nanoTime, text);
    }

    /** With a clock, and whether {@code err} is a terminal. */
    Progress(PrintWriter err, boolean terminal, boolean lines, LongSupplier clock, Supplier<String> text) {
        this.err = err;
        this.terminal = terminal;
        this.lines = lines;
        this.clock = clock;
        this.text = text;
        begun = clock.getAsLong();
        sayAt = begun + (terminal ? QUIET_NANOS : LINE_NANOS);
    }

    private static boolean isOnTerminal(Kind kind) {
        boolean printing = kind == Kind.UNLESS_PRINTING && Boolean.getBoolean(OUT_PROPERTY);
        return Boolean.getBoolean(ERR_PROPERTY) && !printing;
    }

    /** One more record is done; looks at the clock only now and then. */
    void step() {
        if (++steps % STEPS_PER_LOOK == 0) {
            look();
        }
    }

    /** Says how far the command is when it is time to. */
    void look() {
        long now = clock.getAsLong();
        if (now - sayAt < 0 || !(terminal || lines)) {
            return;
        }
        sayAt = now + (terminal ? TERMINAL_NANOS : LINE_NANOS);
        String line = text.get();
        if (terminal) {
            err.print("\r" + line + " ".repeat(Math.max(0, shown - line.length())));
            shown = line.length();
        } else {
            err.println(line);
        }
        err.flush();
    }

    /** Seconds since the command began, as in {@code 1.250}. */
    String seconds() {
        return String.format(Locale.ROOT, "%.3f", (clock.getAsLong() - begun) / 1e9);
    }

    /** Wipes the line on a terminal, before something else is said there. */
    void wipe() {
        if (shown > 0) {
            err.print("\r" + " ".repeat(shown) + "\r");
            err.flush();
            shown = 0;
        }
    }

    @Override
    public void close() {
        wipe();
    }
}
