package io.neighsync.netlink;

import java.util.Arrays;
import java.util.function.Predicate;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Makes a failing datagram short and plain for as long as it fails: takes out messages, attributes and single octets,
 * with the length of the message corrected or left as it is, and puts zeros in place of what stays.
 */
public final class DatagramShrinker {
    private static final int MAX_TRIES = 20_000;

    private final Predicate<byte[]> fails;
    private byte[] best;
    private int tries;

    private DatagramShrinker(byte[] datagram, Predicate<byte[]> fails) {
        this.best = datagram;
        this.fails = fails;
    }

    /** The shortest datagram found that still fails. */
    public static byte[] shrink(byte[] datagram, Predicate<byte[]> fails) {
        DatagramShrinker shrinker = new DatagramShrinker(datagram, fails);
        boolean shorter = true;
        while (shorter && shrinker.tries < MAX_TRIES) {
            shorter = shrinker.shorten();
        }
        shrinker.plain();
        return shrinker.best;
    }

    private boolean shorten() {
        int before = best.length;
        for (int chunk = Math.max(1, Integer.highestOneBit(before)); chunk > 0; chunk >>= 1) {
            int step = Math.min(chunk, 4);
            for (int at = 0; at + chunk <= best.length && tries < MAX_TRIES; ) {
                at = attempt(without(at, chunk, true)) || attempt(without(at, chunk, false)) ? at : at + step;
            }
        }
        return best.length < before;
    }

    /** A copy without some octets; the first message is as much shorter if they were of it and it is told so. */
    private byte[] without(int at, int count, boolean corrected) {
        byte[] rest = Arrays.copyOf(best, best.length - count);
        System.arraycopy(best, at + count, rest, at, best.length - at - count);
        if (corrected && at >= Integer.BYTES && rest.length >= Integer.BYTES) {
            UnsafeBuffer buffer = new UnsafeBuffer(rest);
            buffer.putInt(0, buffer.getInt(0) - count);
        }
        return rest;
    }

    private void plain() {
        for (int at = 0; at < best.length && tries < MAX_TRIES; at++) {
            if (best[at] != 0) {
                byte[] plainer = best.clone();
                plainer[at] = 0;
                attempt(plainer);
            }
        }
    }

    private boolean attempt(byte[] candidate) {
        tries++;
        boolean still = fails.test(candidate);
        best = still ? candidate : best;
        return still;
    }
}
