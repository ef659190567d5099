package io.neighsync.redis;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Finds the commands in what a client sent: RESP2 arrays of bulk strings and nothing else, incrementally. The words
 * found stay where they are until {@link #release}, so a transaction can be queued without copying. Any one thread.
 *
 * <p>Texts of errors: networking.c of Redis 7.0.
 */
final class RequestParser {
    /**
     * What {@link #next} found.
     */
    enum Found {
        /** A whole command. */
        COMMAND,
        /** Nothing whole. */
        INCOMPLETE,
        /** No command: see {@link #error}. Final. */
        BROKEN
    }

    private static final int MAX_WORDS = 1024 * 1024;
    private static final int MAX_WORD_LENGTH = 512 * 1024 * 1024;
    private static final int CRLF = 2;
    private static final int NOT_THERE = -1;
    private static final int NO_NUMBER = -2;

    private byte[] bytes = new byte[2 * 1024];
    private int parsed;
    private int arrived;
    private int outstanding;
    private int[] offsets = new int[64];
    private int[] lengths = new int[64];
    private int first;
    private int end;
    private int afterNumber;
    private String error;

    /** Takes bytes over. */
    void receive(ByteBuffer source, int length) {
        if (arrived + length > bytes.length) {
            makeRoom(length);
        }
        source.get(bytes, arrived, length);
        arrived += length;
    }

    /** Forgets what arrived and is not a whole command. */
    void discard() {
        parsed = 0;
        arrived = 0;
        outstanding = 0;
        first = 0;
        end = 0;
    }

    boolean hasUnparsed() {
        return parsed < arrived || outstanding > 0;
    }

    /** Looks for the next command; {@link #firstWord} and {@link #endOfWords} say where its words are. */
    Found next() {
        if (error == null && outstanding == 0) {
            first = end;
            readHeader();
        }
        boolean more = outstanding > 0;
        while (more && error == null && outstanding > 0) {
            more = readWord();
        }
        if (error != null) {
            return Found.BROKEN;
        }
        return outstanding == 0 && end > first ? Found.COMMAND : Found.INCOMPLETE;
    }

    /** Index of the first word of the command found. */
    int firstWord() {
        return first;
    }

    /** Index behind its last word. */
    int endOfWords() {
        return end;
    }

    /** Gives up the words of all commands found so far. */
    void release() {
        end = 0;
        first = 0;
        if (parsed == arrived) {
            parsed = 0;
            arrived = 0;
        }
    }

    String error() {
        return error;
    }

    /** Where the words are. */
    byte[] bytes() {
        return bytes;
    }

    int offset(int word) {
        return offsets[word];
    }

    int length(int word) {
        return lengths[word];
    }

    /** Where the bulk string behind a word's starts. */
    int endOfBulk(int word) {
        return offsets[word] + lengths[word] + CRLF;
    }

    private void makeRoom(int length) {
        if (end == 0) {
            System.arraycopy(bytes, parsed, bytes, 0, arrived - parsed);
            arrived -= parsed;
            parsed = 0;
        }
        if (arrived + length > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, arrived + length));
        }
    }

    /** Skips arrays without elements, as Redis does. */
    private void readHeader() {
        while (outstanding == 0 && error == null && parsed < arrived) {
            if (bytes[parsed] != '*') {
                error = "ERR Protocol error: inline commands are not simulated";
                return;
            }
            final boolean negative = parsed + 1 < arrived && bytes[parsed + 1] == '-';
            final int count = number(parsed + (negative ? 2 : 1));
            if (count == NOT_THERE) {
                return;
            }
            if (count == NO_NUMBER || count > MAX_WORDS) {
                error = "ERR Protocol error: invalid multibulk length";
                return;
            }
            outstanding = negative ? 0 : count;
            parsed = afterNumber;
        }
    }

    /** Whether a whole word was there. */
    private boolean readWord() {
        if (parsed == arrived) {
            return false;
        }
        if (bytes[parsed] != '$') {
            error = "ERR Protocol error: expected '$', got '" + (char) bytes[parsed] + "'";
            return false;
        }
        final int length = number(parsed + 1);
        if (length == NO_NUMBER || length > MAX_WORD_LENGTH) {
            error = "ERR Protocol error: invalid bulk length";
        }
        if (length < 0 || error != null || afterNumber + length + CRLF > arrived) {
            return false;
        }
        final int after = afterNumber + length;
        if (bytes[after] != '\r' || bytes[after + 1] != '\n') {
            error = "ERR Protocol error: no end of line behind a bulk string";
            return false;
        }
        addWord(afterNumber, length);
        parsed = after + CRLF;
        outstanding--;
        return true;
    }

    private void addWord(int offset, int length) {
        if (end == offsets.length) {
            offsets = Arrays.copyOf(offsets, 2 * end);
            lengths = Arrays.copyOf(lengths, 2 * end);
        }
        offsets[end] = offset;
        lengths[end] = length;
        end++;
    }

    /** A natural number and the end of its line, after which {@link #afterNumber} is. */
    private int number(int start) {
        long value = 0;
        int index = start;
        while (index < arrived && bytes[index] != '\r') {
            final int digit = bytes[index] - '0';
            if (digit < 0 || digit > 9 || value > Integer.MAX_VALUE / 10) {
                return NO_NUMBER;
            }
            value = value * 10 + digit;
            index++;
        }
        if (index + 1 >= arrived) {
            return NOT_THERE;
        }
        afterNumber = index + CRLF;
        return bytes[index + 1] == '\n' && index > start ? (int) Math.min(value, Integer.MAX_VALUE) : NO_NUMBER;
    }
}
