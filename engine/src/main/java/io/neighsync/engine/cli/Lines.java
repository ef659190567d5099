package io.neighsync.engine.cli;

import java.io.PrintWriter;

/** Lines of output, until nobody reads them any more, as behind {@code | head}. One thread. */
final class Lines {
    private static final int LINES_PER_LOOK = 512;

    private final PrintWriter out;
    private int lines;
    private boolean gone;

    Lines(PrintWriter out) {
        this.out = out;
    }

    /** Prints a line; it is in a buffer until {@link #flush}, or until there are some. */
    void print(String line) {
        out.println(line);
        if (++lines % LINES_PER_LOOK == 0) {
            flush();
        }
    }

    /** Writes what is in the buffer. */
    void flush() {
        gone |= out.checkError();
    }

    /** Whether the reader is gone, so that more lines are of no use. */
    boolean isGone() {
        return gone;
    }
}
