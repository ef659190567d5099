package io.neighsync.redis;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the last batch that Redis applied said of its writer: the value of the key {@code NEIGHSYNCD_MARKER}, set in the
 * same EXEC as the rows, {@code owner:epoch:lowWatermark:lastDecision}. Immutable.
 *
 * @param owner        nonce of the process that wrote, 1..32 hexadecimal digits.
 * @param epoch        of the fence it held, 0 or more.
 * @param lowWatermark the oldest decision that was not yet in Redis, 0 or more; 0 says nothing.
 * @param lastDecision the latest decision that had been made, 0 or more; 0 when there had been none, or when no journal
 *                     numbers them.
 */
public record Marker(String owner, long epoch, long lowWatermark, long lastDecision) {
    /** Name of the key. */
    static final String KEY = "NEIGHSYNCD_MARKER";
    /** Longest value in bytes: the owner, three numbers of a long, three colons. */
    static final int MAX_LENGTH = 32 + 3 * 19 + 3;

    private static final Pattern FORM = Pattern.compile("([0-9a-f]{1,32}):(\\d{1,18}):(\\d{1,19}):(\\d{1,19})");

    /**
     * Reads a marker.
     *
     * @param value as Redis holds it.
     * @return the marker, or nothing when the value is none.
     */
    public static Optional<Marker> parse(String value) {
        final Matcher matcher = FORM.matcher(value);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Marker(matcher.group(1), Long.parseLong(matcher.group(2)),
                Long.parseLong(matcher.group(3)), Long.parseLong(matcher.group(4))));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** All of the value but the low watermark and the last decision, for batches under a fence. */
    static byte[] prefix(Fence fence) {
        return (fence.owner() + ":" + fence.epoch() + ":").getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public String toString() {
        return owner + ":" + epoch + ":" + lowWatermark + ":" + lastDecision;
    }
}
