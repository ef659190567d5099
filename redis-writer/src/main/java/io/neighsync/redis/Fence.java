package io.neighsync.redis;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who may write: the value of one key without TTL in the table's own database, watched by every batch and compared
 * whole. It is rewritten at every connection, so a batch that an abandoned connection left in the network is refused.
 *
 * @param epoch    rises by one whenever the owner changes.
 * @param owner    nonce of the process that holds it.
 * @param sequence of the owner's connections.
 */
record Fence(long epoch, String owner, long sequence) {
    /** Name of the key. */
    static final String KEY = "NEIGHSYNCD_FENCE";

    private static final Pattern FORM = Pattern.compile("(\\d{1,18}):([0-9a-f]{1,32}):(\\d{1,18})");

    static Optional<Fence> parse(String value) {
        final Matcher matcher = FORM.matcher(value);
        return matcher.matches()
            ? Optional.of(new Fence(Long.parseLong(matcher.group(1)), matcher.group(2),
                Long.parseLong(matcher.group(3))))
            : Optional.empty();
    }

    /**
     * The fence of a new connection of an owner.
     *
     * @param me         nonce of the owner.
     * @param knownEpoch highest epoch the owner has had, 0 for none: a Redis that restarted empty knows of none.
     * @return a fence that no connection has had.
     */
    Fence next(String me, long knownEpoch) {
        return owner.equals(me)
            ? new Fence(epoch, me, sequence + 1)
            : new Fence(Math.max(epoch, knownEpoch) + 1, me, 1);
    }

    /** Stands for a key that is missing. */
    static Fence none() {
        return new Fence(0, "", 0);
    }

    byte[] bytes() {
        return toString().getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public String toString() {
        return epoch + ":" + owner + ":" + sequence;
    }
}
