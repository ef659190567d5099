package io.neighsync.engine.table;

import org.agrona.DirectBuffer;

/** The hash functions of the open-addressed indexes. */
final class KeyHash {
    private static final long MIX_1 = 0x9e37_79b9_7f4a_7c15L;
    private static final long MIX_2 = 0xff51_afd7_ed55_8ccdL;

    private KeyHash() {
    }

    /** Of a neighbor's key. */
    static int of(int ifindex, int family, long addressHigh, long addressLow) {
        long hash = (addressLow ^ ((long) ifindex << 32 | family)) * MIX_1;
        hash = (hash ^ (hash >>> 32) ^ addressHigh) * MIX_2;
        return (int) (hash ^ (hash >>> 29));
    }

    /** Of some bytes. */
    static int of(DirectBuffer bytes, int offset, int length) {
        long hash = length;
        int i = 0;
        for (; i + Long.BYTES <= length; i += Long.BYTES) {
            hash = step(hash, bytes.getLong(offset + i));
        }
        for (; i < length; i++) {
            hash = step(hash, bytes.getByte(offset + i));
        }
        return (int) (hash ^ (hash >>> 32));
    }

    private static long step(long hash, long value) {
        long mixed = (hash ^ value) * MIX_1;
        return (mixed ^ (mixed >>> 32)) * MIX_2;
    }
}
