package io.neighsync.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Splits what a connection receives into whole values of RESP3, the messages of a subscription among them, which the
 * daemon's decoder does not know. Source: the Redis serialization protocol specification, version 3. One thread.
 */
final class RespValues {
    private static final int INCOMPLETE = -1;

    private final List<String> words = new ArrayList<>();
    private ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    private int position;
    private int limit;
    private char type;

    /** Room for what is received next; {@link #received} tells how much it was. */
    ByteBuffer room() {
        byte[] bytes = buffer.array();
        System.arraycopy(bytes, position, bytes, 0, limit - position);
        limit -= position;
        position = 0;
        if (limit > bytes.length / 2) {
            buffer = ByteBuffer.wrap(Arrays.copyOf(bytes, 2 * bytes.length));
        }
        return buffer.clear().position(limit);
    }

    /** Takes over what was put into the room. */
    void received() {
        limit = buffer.position();
    }

    /** Goes to the next value; false when there is none that is complete. */
    boolean next() {
        words.clear();
        if (position == limit) {
            return false;
        }
        type = (char) buffer.get(position);
        int end = parse(position);
        if (end == INCOMPLETE) {
            return false;
        }
        position = end;
        return true;
    }

    /** The first byte of the value: {@code >} for a message, {@code *} for an array, {@code -} for an error. */
    char type() {
        return type;
    }

    /** What the value consists of, however nested, without its lengths. */
    List<String> words() {
        return List.copyOf(words);
    }

    private int parse(int at) {
        int end = endOfLine(at);
        if (end == INCOMPLETE) {
            return INCOMPLETE;
        }
        int next = end + 2;
        return switch (buffer.get(at)) {
            case '*', '~', '>' -> parseAll(next, length(at, end));
            case '%' -> parseAll(next, 2 * length(at, end));
            case '$' -> bulk(next, length(at, end));
            default -> {
                words.add(text(at + 1, end));
                yield next;
            }
        };
    }

    private int parseAll(int from, int count) {
        int at = from;
        for (int i = 0; i < count && at != INCOMPLETE; i++) {
            at = at == limit ? INCOMPLETE : parse(at);
        }
        return at;
    }

    private int bulk(int at, int length) {
        if (length < 0) {
            return at;
        }
        if (at + length + 2 > limit) {
            return INCOMPLETE;
        }
        words.add(text(at, at + length));
        return at + length + 2;
    }

    private int length(int at, int end) {
        return Integer.parseInt(text(at + 1, end));
    }

    private int endOfLine(int from) {
        for (int i = from; i + 1 < limit; i++) {
            if (buffer.get(i) == '\r' && buffer.get(i + 1) == '\n') {
                return i;
            }
        }
        return INCOMPLETE;
    }

    private String text(int from, int to) {
        return new String(buffer.array(), from, to - from, StandardCharsets.US_ASCII);
    }
}
