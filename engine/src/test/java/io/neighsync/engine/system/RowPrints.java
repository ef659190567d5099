package io.neighsync.engine.system;

import java.util.Arrays;

/** A set of rows too large to be held as text: a 64-bit fingerprint of each, good enough to tell two sets apart. */
final class RowPrints {
    private static final long FNV_OFFSET = 0xcbf2_9ce4_8422_2325L;
    private static final long FNV_PRIME = 0x100_0000_01b3L;

    private long[] prints = new long[1 << 16];
    private int count;

    void add(String key, String value) {
        if (count == prints.length) {
            prints = Arrays.copyOf(prints, 2 * count);
        }
        prints[count++] = print(print(FNV_OFFSET, key) * FNV_PRIME, value);
    }

    private static long print(long seed, String text) {
        long print = seed;
        for (int i = 0; i < text.length(); i++) {
            print = (print ^ text.charAt(i)) * FNV_PRIME;
        }
        return print;
    }

    /** In order, each once. */
    long[] sorted() {
        return Arrays.stream(prints, 0, count).sorted().distinct().toArray();
    }
}
