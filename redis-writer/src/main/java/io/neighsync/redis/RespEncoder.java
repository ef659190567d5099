package io.neighsync.redis;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Writes RESP2 commands into a buffer that has room for them: a command is {@link #array} with its number of words,
 * then a bulk string for each. Used by one thread; allocates nothing where it does not say so.
 */
public final class RespEncoder {
    private static final short CRLF = 0x0A0D;

    private MutableDirectBuffer buffer = new UnsafeBuffer(0, 0);
    private int position;

    /**
     * Starts to write at an offset.
     *
     * @param target buffer to write into.
     * @param offset index of the first byte.
     * @return this.
     */
    public RespEncoder wrap(MutableDirectBuffer target, int offset) {
        buffer = target;
        position = offset;
        return this;
    }

    /**
     * Where the next byte goes.
     *
     * @return index in the buffer.
     */
    public int position() {
        return position;
    }

    /**
     * Header of an array.
     *
     * @param elements 0 or more.
     * @return this.
     */
    public RespEncoder array(int elements) {
        return header('*', elements);
    }

    /**
     * A bulk string of bytes.
     *
     * @param source holds the bytes.
     * @param offset of the first one.
     * @param length 0 or more.
     * @return this.
     */
    public RespEncoder bulk(DirectBuffer source, int offset, int length) {
        return header('$', length).raw(source, offset, length).endOfLine();
    }

    /**
     * A bulk string of a prefix and the bytes that follow it.
     *
     * @param prefix all of it is written.
     * @param source holds the bytes after the prefix.
     * @param offset of the first one.
     * @param length 0 or more.
     * @return this.
     */
    public RespEncoder bulk(DirectBuffer prefix, DirectBuffer source, int offset, int length) {
        return header('$', prefix.capacity() + length)
            .raw(prefix, 0, prefix.capacity())
            .raw(source, offset, length)
            .endOfLine();
    }

    /**
     * A bulk string of text; allocates.
     *
     * @param text encoded as UTF-8.
     * @return this.
     */
    public RespEncoder bulk(String text) {
        final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        header('$', bytes.length);
        buffer.putBytes(position, bytes);
        position += bytes.length;
        return endOfLine();
    }

    /**
     * A bulk string of a number's decimal digits.
     *
     * @param value any.
     * @return this.
     */
    public RespEncoder bulk(long value) {
        header('$', digits(value));
        position += buffer.putLongAscii(position, value);
        return endOfLine();
    }

    /**
     * A bulk string of a prefix and two numbers' decimal digits with a colon between them.
     *
     * @param prefix all of it is written.
     * @param first  any.
     * @param second any.
     * @return this.
     */
    public RespEncoder numbers(DirectBuffer prefix, long first, long second) {
        header('$', prefix.capacity() + digits(first) + 1 + digits(second)).raw(prefix, 0, prefix.capacity());
        position += buffer.putLongAscii(position, first);
        buffer.putByte(position++, (byte) ':');
        position += buffer.putLongAscii(position, second);
        return endOfLine();
    }

    /**
     * Bytes that are RESP already.
     *
     * @param source holds the bytes.
     * @param offset of the first one.
     * @param length 0 or more.
     * @return this.
     */
    public RespEncoder raw(DirectBuffer source, int offset, int length) {
        buffer.putBytes(position, source, offset, length);
        position += length;
        return this;
    }

    /** What was written since index 0. */
    UnsafeBuffer written() {
        return new UnsafeBuffer(buffer, 0, position);
    }

    /** A whole command; allocates. */
    static UnsafeBuffer command(String... words) {
        return new RespEncoder().wrap(new ExpandableArrayBuffer(), 0).array(words.length).bulks(words).written();
    }

    /** Words without the header of their command; allocates. */
    static UnsafeBuffer words(String... words) {
        return new RespEncoder().wrap(new ExpandableArrayBuffer(), 0).bulks(words).written();
    }

    private RespEncoder bulks(String... words) {
        for (final String word : words) {
            bulk(word);
        }
        return this;
    }

    private RespEncoder header(char type, int value) {
        buffer.putByte(position, (byte) type);
        position += 1 + buffer.putNaturalIntAscii(position + 1, value);
        return endOfLine();
    }

    private RespEncoder endOfLine() {
        buffer.putShort(position, CRLF, ByteOrder.LITTLE_ENDIAN);
        position += 2;
        return this;
    }

    private static int digits(long value) {
        int digits = value < 0 ? 2 : 1;
        for (long rest = value / 10; rest != 0; rest /= 10) {
            digits++;
        }
        return digits;
    }
}
