package io.neighsync.redis;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Bytes as the key of a map. {@link #wrap} makes one into a probe for look-ups, which is never put into a map itself:
 * {@link #copy} is. Any one thread.
 */
final class ByteString {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

    private byte[] bytes = new byte[0];
    private int offset;
    private int length;
    private int hash;

    static ByteString of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    static ByteString of(byte[] bytes) {
        return new ByteString().wrap(bytes, 0, bytes.length);
    }

    /** A prefix and the bytes behind it. */
    static ByteString of(byte[] prefix, ByteString rest) {
        final byte[] joined = Arrays.copyOf(prefix, prefix.length + rest.length);
        System.arraycopy(rest.bytes, rest.offset, joined, prefix.length, rest.length);
        return of(joined);
    }

    ByteString wrap(byte[] source, int start, int size) {
        bytes = source;
        offset = start;
        length = size;
        hash = hashOf(source, start, size);
        return this;
    }

    ByteString copy() {
        final ByteString copy = new ByteString();
        copy.bytes = toBytes();
        copy.length = length;
        copy.hash = hash;
        return copy;
    }

    byte[] toBytes() {
        return Arrays.copyOfRange(bytes, offset, offset + length);
    }

    boolean startsWith(byte[] prefix) {
        return length >= prefix.length
            && Arrays.equals(bytes, offset, offset + prefix.length, prefix, 0, prefix.length);
    }

    /** What follows the first bytes. */
    ByteString from(int skipped) {
        return of(Arrays.copyOfRange(bytes, offset + skipped, offset + length));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ByteString that && hash == that.hash
            && Arrays.equals(bytes, offset, offset + length, that.bytes, that.offset, that.offset + that.length);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return new String(bytes, offset, length, StandardCharsets.UTF_8);
    }

    private static int hashOf(byte[] source, int start, int size) {
        long mixed = size;
        int index = start;
        final int end = start + size;
        for (; index + Long.BYTES <= end; index += Long.BYTES) {
            mixed = (mixed ^ (long) LONGS.get(source, index)) * MULTIPLIER;
            mixed ^= mixed >>> 32;
        }
        for (; index < end; index++) {
            mixed = (mixed ^ source[index]) * MULTIPLIER;
        }
        return (int) (mixed >>> 32);
    }
}
