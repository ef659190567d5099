package io.neighsync.engine.codec;

import io.neighsync.engine.event.EventKind;
import io.neighsync.engine.event.LinkName;
import io.neighsync.engine.event.NeighborEvent;
import io.neighsync.engine.event.PolicySettings;
import java.util.HashSet;
import java.util.Set;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * A mark of the ring, little-endian.
 *
 * <pre>
 *    0      1       2     4            8        12         20
 *   +------+-------+-----+------------+--------+----------+--------+------+----
 *   | kind | flags | links| generation | causes | overruns | length | name | ...
 *   +------+-------+-----+------------+--------+----------+--------+------+----
 * </pre>
 *
 * <p>Flags and links are the policy's settings: a bit each, and how many names of links follow.
 */
public final class MarkRecord {
    private static final int KIND = 0;
    private static final int FLAGS = 1;
    private static final int LINKS = 2;
    private static final int GENERATION = 4;
    private static final int CAUSES = 8;
    private static final int OVERRUNS = 12;
    private static final int NAMES = 20;
    private static final int STRICT = 1;
    private static final int DUAL_TOR = 2;
    private static final int EVPN_NVO = 4;
    /** Names of links that fit: each has 15 bytes at most. */
    private static final int MAX_LINKS = 3_000;

    private MarkRecord() {
    }

    /** Writes the mark; returns the length. Allocates only where links have link-local neighbors. */
    public static int put(MutableDirectBuffer buffer, int offset, NeighborEvent event) {
        PolicySettings settings = event.settings;
        buffer.putByte(offset + KIND, EventCodes.of(event.kind));
        buffer.putByte(offset + FLAGS, (byte) ((settings.strict() ? STRICT : 0) | (settings.dualTor() ? DUAL_TOR : 0)
                | (settings.evpnNvo() ? EVPN_NVO : 0)));
        buffer.putInt(offset + GENERATION, event.generation);
        buffer.putInt(offset + CAUSES, event.causes);
        buffer.putLong(offset + OVERRUNS, event.overruns);
        int links = 0;
        int at = offset + NAMES;
        if (!settings.linkLocal().isEmpty()) {
            for (LinkName name : settings.linkLocal()) {
                if (links < MAX_LINKS) {
                    buffer.putByte(at, (byte) name.length());
                    buffer.putBytes(at + 1, name.bytes(), 0, name.length());
                    at += 1 + name.length();
                    links++;
                }
            }
        }
        buffer.putShort(offset + LINKS, (short) links);
        return at - offset;
    }

    /** Which mark. */
    public static EventKind kind(DirectBuffer buffer, int offset) {
        return EventCodes.kind(buffer.getByte(offset + KIND));
    }

    /** The generation it belongs to. */
    public static int generation(DirectBuffer buffer, int offset) {
        return buffer.getInt(offset + GENERATION);
    }

    /** Why the generation was opened, a bit a cause. */
    public static int causes(DirectBuffer buffer, int offset) {
        return buffer.getInt(offset + CAUSES);
    }

    /** Overruns so far. */
    public static long overruns(DirectBuffer buffer, int offset) {
        return buffer.getLong(offset + OVERRUNS);
    }

    /** What the policy depends on from there on. Allocates. */
    public static PolicySettings settings(DirectBuffer buffer, int offset) {
        int flags = buffer.getByte(offset + FLAGS);
        Set<LinkName> linkLocal = new HashSet<>();
        int at = offset + NAMES;
        for (int i = buffer.getShort(offset + LINKS); i > 0; i--) {
            byte[] name = new byte[buffer.getByte(at)];
            buffer.getBytes(at + 1, name);
            linkLocal.add(new LinkName(name));
            at += 1 + name.length;
        }
        return new PolicySettings(
                (flags & STRICT) != 0, (flags & DUAL_TOR) != 0, (flags & EVPN_NVO) != 0, linkLocal);
    }
}
