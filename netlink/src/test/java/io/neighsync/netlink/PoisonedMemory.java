package io.neighsync.netlink;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Memory filled with one octet, in which bytes lie for a while: what is read beside them shows in the result.
 *
 * <pre>
 *   | what is kept, poison | bytes | poison |
 * </pre>
 */
final class PoisonedMemory {
    /** Farther than any length of 16 bits reaches. */
    private static final int BESIDE = 1 << 17;

    private final UnsafeBuffer buffer;
    private final byte poison;

    PoisonedMemory(int room, int poison, UnsafeBuffer kept) {
        this.buffer = new UnsafeBuffer(new byte[BESIDE + room + BESIDE]);
        this.poison = (byte) poison;
        buffer.setMemory(0, buffer.capacity(), this.poison);
        buffer.putBytes(0, kept, 0, kept.capacity());
    }

    UnsafeBuffer buffer() {
        return buffer;
    }

    /** Puts bytes in the middle; returns where they begin. */
    int place(DirectBuffer source, int length) {
        buffer.putBytes(BESIDE, source, 0, length);
        return BESIDE;
    }

    /** Takes the bytes away. */
    void clear(int length) {
        buffer.setMemory(BESIDE, length, poison);
    }
}
