package io.neighsync.journal;

/**
 * The four bytes, little-endian, before each document of a Chronicle queue. Documents begin at multiples of four.
 *
 * <pre>
 *    31           30     29..0
 *   +------------+------+------------------------------------------+
 *   | incomplete | meta | length of the document; 0: not yet known |
 *   +------------+------+------------------------------------------+
 * </pre>
 *
 * <p>Zero: no document is complete there. Chronicle Wire 2026.6 writes the header last, when the document is complete
 * and eight zeros are behind it, and leaves it zero until then; earlier versions marked it as incomplete meanwhile.
 * Source: {@code net.openhft.chronicle.wire.Wires}, and {@code AbstractWire.enterHeader} and {@code updateHeader}.
 */
final class DocumentHeader {
    /** Bytes of it. */
    static final int SIZE = 4;

    private static final int INCOMPLETE = 1 << 31;
    private static final int META = 1 << 30;
    private static final int LENGTH = META - 1;

    private DocumentHeader() {
    }

    static boolean isIncomplete(int header) {
        return (header & INCOMPLETE) != 0;
    }

    static boolean isMeta(int header) {
        return (header & META) != 0;
    }

    static boolean isData(int header) {
        return header != 0 && (header & (INCOMPLETE | META)) == 0;
    }

    static int length(int header) {
        return header & LENGTH;
    }

    /** Bytes from one header to the next. */
    static int distance(int length) {
        return SIZE + (length + SIZE - 1 & -SIZE);
    }
}
