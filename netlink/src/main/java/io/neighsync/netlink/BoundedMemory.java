package io.neighsync.netlink;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.UnsafeApi;

/**
 * Reads of a range of a buffer by address, each checked against the end of the range.
 *
 * <p>A {@link DirectBuffer} loads its three fields again for the check of every read. Here the caller has checked once
 * that the buffer holds the range, and keeps {@code base}, address and end in local variables, where a check costs next
 * to nothing. Addresses below the range are the caller's care: it steps forward only, from the first byte.
 *
 * <p>Numbers are in the machine's byte order, which must be little-endian: fields side by side are read as one number.
 * Any thread may call.
 */
final class BoundedMemory {
    static {
        if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
            throw new UnsupportedOperationException("the decoders need a little-endian machine");
        }
    }

    private BoundedMemory() {
    }

    /**
     * Reads eight bytes.
     *
     * @param base the array of a buffer on the heap ({@link DirectBuffer#byteArray()}), null outside the heap
     * @param address of the first byte, counted as {@link DirectBuffer#addressOffset()} counts
     * @param end of the range: address after its last byte
     * @return the number
     * @throws IndexOutOfBoundsException if they are not before the end
     */
    static long getLong(Object base, long address, long end) {
        check(address, Long.BYTES, end);
        return UnsafeApi.getLong(base, address);
    }

    /** Reads four bytes, else as {@link #getLong}. */
    static int getInt(Object base, long address, long end) {
        check(address, Integer.BYTES, end);
        return UnsafeApi.getInt(base, address);
    }

    /** Reads two bytes, else as {@link #getLong}. */
    static short getShort(Object base, long address, long end) {
        check(address, Short.BYTES, end);
        return UnsafeApi.getShort(base, address);
    }

    /** Reads one byte, else as {@link #getLong}. */
    static byte getByte(Object base, long address, long end) {
        check(address, Byte.BYTES, end);
        return UnsafeApi.getByte(base, address);
    }

    private static void check(long address, int bytes, long end) {
        if (end - address < bytes) {
            throw new IndexOutOfBoundsException("no " + bytes + " bytes, only " + (end - address) + " to the end");
        }
    }
}
