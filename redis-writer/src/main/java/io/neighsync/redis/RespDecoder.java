package io.neighsync.redis;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Splits a stream of RESP2 replies into tokens, incrementally: what is not yet complete is carried over to the next
 * read. An array is its header followed by the tokens of its elements. Used by one thread; allocates nothing except in
 * {@link #text}.
 *
 * <p>Source: the Redis serialization protocol specification, version 2.
 */
public final class RespDecoder {
    /**
     * What {@link #next} found.
     */
    public enum Token {
        /** The next token is not complete yet. */
        NEED_MORE,
        /** {@code +text}. */
        SIMPLE_STRING,
        /** {@code -text}. */
        ERROR,
        /** {@code :integer}. */
        INTEGER,
        /** {@code $length} and that many bytes. */
        BULK,
        /** {@code $-1} or {@code *-1}. */
        NIL,
        /** {@code *elements}; {@link #integer} has the number. */
        ARRAY,
        /** Not RESP2, or a token larger than the capacity; final. */
        MALFORMED
    }

    private static final int CRLF = 2;
    private static final int INCOMPLETE = -1;
    private static final int BROKEN = -2;

    private final int capacity;
    private final ByteBuffer bytes;
    private final UnsafeBuffer buffer;
    private int position;
    private int limit;
    private boolean malformed;
    private long integer;
    private int valueOffset;
    private int valueLength;

    /**
     * A decoder with its buffer.
     *
     * @param capacity size of the largest token in bytes, 16 or more.
     */
    public RespDecoder(int capacity) {
        this.capacity = capacity;
        bytes = ByteBuffer.allocateDirect(capacity);
        buffer = new UnsafeBuffer(bytes);
    }

    /**
     * Where to put the next bytes of the stream; what was carried over comes first. Call {@link #received} afterwards.
     *
     * @return the buffer, its position at the first free byte; full when {@link #next} was not called to its end.
     */
    public ByteBuffer receiveBuffer() {
        if (position > 0) {
            bytes.limit(limit).position(position);
            bytes.compact();
            limit -= position;
            position = 0;
        }
        return bytes.limit(capacity).position(limit);
    }

    /**
     * Takes over the bytes that were put into {@link #receiveBuffer}.
     */
    public void received() {
        limit = bytes.position();
    }

    /**
     * Forgets everything, for the next stream.
     */
    public void reset() {
        position = 0;
        limit = 0;
        malformed = false;
    }

    /**
     * The next token. Its value is valid until the next call of this or of {@link #receiveBuffer}.
     *
     * @return what it is.
     */
    public Token next() {
        if (malformed) {
            return Token.MALFORMED;
        }
        if (position == limit) {
            return Token.NEED_MORE;
        }
        final Token type = typeOf(buffer.getByte(position));
        final int lineEnd = type == Token.MALFORMED ? BROKEN : lineEnd();
        if (lineEnd < 0) {
            return lineEnd == BROKEN || limit - position == capacity ? fail() : Token.NEED_MORE;
        }
        valueOffset = position + 1;
        valueLength = lineEnd - valueOffset;
        return switch (type) {
            case SIMPLE_STRING, ERROR -> take(type, lineEnd + CRLF);
            case INTEGER -> parseInteger() ? take(type, lineEnd + CRLF) : fail();
            case ARRAY -> array(lineEnd + CRLF);
            default -> bulk(lineEnd + CRLF);
        };
    }

    /**
     * Value of an {@code INTEGER}, number of elements of an {@code ARRAY}.
     *
     * @return the number.
     */
    public long integer() {
        return integer;
    }

    /**
     * Where the value of a {@code SIMPLE_STRING}, {@code ERROR} or {@code BULK} lies.
     *
     * @return the buffer that {@link #valueOffset} and {@link #valueLength} refer to.
     */
    public DirectBuffer buffer() {
        return buffer;
    }

    /**
     * Start of the value.
     *
     * @return index in {@link #buffer}.
     */
    public int valueOffset() {
        return valueOffset;
    }

    /**
     * Length of the value.
     *
     * @return bytes.
     */
    public int valueLength() {
        return valueLength;
    }

    /**
     * Whether the value is these bytes.
     *
     * @param expected bytes to compare with.
     * @return true if equal.
     */
    public boolean valueEquals(byte[] expected) {
        if (expected.length != valueLength) {
            return false;
        }
        for (int i = 0; i < valueLength; i++) {
            if (buffer.getByte(valueOffset + i) != expected[i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * The value as text; allocates.
     *
     * @return UTF-8 decoded.
     */
    public String text() {
        final byte[] value = new byte[valueLength];
        buffer.getBytes(valueOffset, value);
        return new String(value, StandardCharsets.UTF_8);
    }

    private static Token typeOf(byte type) {
        return switch (type) {
            case '+' -> Token.SIMPLE_STRING;
            case '-' -> Token.ERROR;
            case ':' -> Token.INTEGER;
            case '$' -> Token.BULK;
            case '*' -> Token.ARRAY;
            default -> Token.MALFORMED;
        };
    }

    private int lineEnd() {
        for (int i = position + 1; i < limit; i++) {
            final byte octet = buffer.getByte(i);
            if (octet == '\r') {
                if (i + 1 == limit) {
                    return INCOMPLETE;
                }
                return buffer.getByte(i + 1) == '\n' ? i : BROKEN;
            }
            if (octet == '\n') {
                return BROKEN;
            }
        }
        return INCOMPLETE;
    }

    private Token bulk(int start) {
        if (!parseInteger() || integer < -1) {
            return fail();
        }
        if (integer == -1) {
            return take(Token.NIL, start);
        }
        if (integer > capacity - CRLF - (start - position)) {
            return fail();
        }
        final int end = start + (int) integer;
        if (end + CRLF > limit) {
            return Token.NEED_MORE;
        }
        if (buffer.getByte(end) != '\r' || buffer.getByte(end + 1) != '\n') {
            return fail();
        }
        valueOffset = start;
        valueLength = (int) integer;
        return take(Token.BULK, end + CRLF);
    }

    private Token array(int end) {
        if (!parseInteger() || integer < -1 || integer > Integer.MAX_VALUE) {
            return fail();
        }
        return take(integer == -1 ? Token.NIL : Token.ARRAY, end);
    }

    /** Counts down from zero, so that Long.MIN_VALUE fits. */
    private boolean parseInteger() {
        int index = valueOffset;
        final int end = valueOffset + valueLength;
        final boolean negative = index < end && buffer.getByte(index) == '-';
        if (negative) {
            index++;
        }
        if (index == end) {
            return false;
        }
        long value = 0;
        for (; index < end; index++) {
            final int digit = buffer.getByte(index) - '0';
            if (digit < 0 || digit > 9 || value < (Long.MIN_VALUE + digit) / 10) {
                return false;
            }
            value = value * 10 - digit;
        }
        if (!negative && value == Long.MIN_VALUE) {
            return false;
        }
        integer = negative ? value : -value;
        return true;
    }

    private Token take(Token token, int end) {
        position = end;
        return token;
    }

    private Token fail() {
        malformed = true;
        return Token.MALFORMED;
    }
}
