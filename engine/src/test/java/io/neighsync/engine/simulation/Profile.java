package io.neighsync.engine.simulation;

import io.neighsync.engine.simulation.Action.Kind;
import io.neighsync.redis.TableProtocol;
import java.util.List;
import java.util.Map;

/** What the worlds of a seed are like: how large things are, and how often what happens. */
@SuppressWarnings("ImmutableEnumChecker") // its wheel is filled once and never handed out
public enum Profile {
    /** A few links, many changes, nothing else. */
    CHURN(new Sizes(64, 512, 212_992, 4), Map.of(
            Kind.SET, 300, Kind.DELETE, 150, Kind.AGE, 20, Kind.COLLECT, 10, Kind.FLUSH, 2, Kind.KNOBS, 4,
            Kind.RUN, 250, Kind.SERVE, 80, Kind.TIME, 20)),
    /** A start into a large table that changes all the time. */
    START(new Sizes(64, 2_048, 1 << 20, 40), Map.of(
            Kind.SET, 300, Kind.DELETE, 260, Kind.RUN, 300, Kind.SERVE, 40, Kind.TIME, 5)),
    /** Bursts for which the event socket has no room. */
    OVERRUN(new Sizes(64, 512, 65_536, 8), Map.of(
            Kind.SET, 200, Kind.DELETE, 100, Kind.BURST, 10, Kind.FLUSH, 3, Kind.KNOBS, 4,
            Kind.RUN, 200, Kind.SERVE, 60, Kind.TIME, 20)),
    /** An event socket that holds four events. */
    TINY_BUFFER(new Sizes(64, 512, 4_096, 8), Map.of(
            Kind.SET, 300, Kind.DELETE, 150, Kind.FLUSH, 3,
            Kind.RUN, 120, Kind.SERVE, 60, Kind.TIME, 20)),
    /** Links that come, go, change their names and reuse those of others. */
    LINKS(new Sizes(64, 512, 212_992, 4), Map.ofEntries(
            Map.entry(Kind.SET, 300), Map.entry(Kind.DELETE, 60), Map.entry(Kind.ADD_LINK, 25),
            Map.entry(Kind.ADD_BRIDGE, 8), Map.entry(Kind.REMOVE_LINK, 15), Map.entry(Kind.RENAME, 20),
            Map.entry(Kind.MASTER, 20), Map.entry(Kind.UP, 30), Map.entry(Kind.DOWN, 8), Map.entry(Kind.CARRIER, 8),
            Map.entry(Kind.NETNS, 4), Map.entry(Kind.FDB, 10), Map.entry(Kind.RUN, 200), Map.entry(Kind.SERVE, 60),
            Map.entry(Kind.TIME, 20))),
    /** Links that move between VRFs, of which one is mirrored, or all but one, or all. */
    VRFS(new Sizes(64, 512, 212_992, 4), Map.ofEntries(
            Map.entry(Kind.SET, 300), Map.entry(Kind.DELETE, 40), Map.entry(Kind.ADD_LINK, 15),
            Map.entry(Kind.ADD_VRF, 10), Map.entry(Kind.ADD_BRIDGE, 5), Map.entry(Kind.REMOVE_LINK, 8),
            Map.entry(Kind.RENAME, 12), Map.entry(Kind.MASTER, 40), Map.entry(Kind.UP, 20), Map.entry(Kind.DOWN, 3),
            Map.entry(Kind.RUN, 200), Map.entry(Kind.SERVE, 60), Map.entry(Kind.TIME, 10))),
    /** A Redis that fails in every way. */
    REDIS(new Sizes(64, 512, 212_992, 4), Map.ofEntries(
            Map.entry(Kind.SET, 300), Map.entry(Kind.DELETE, 120), Map.entry(Kind.RENAME, 4),
            Map.entry(Kind.ADD_LINK, 4), Map.entry(Kind.REMOVE_LINK, 2), Map.entry(Kind.RUN, 250),
            Map.entry(Kind.SERVE, 60), Map.entry(Kind.CUT, 8), Map.entry(Kind.REFUSE, 6), Map.entry(Kind.RESTART, 4),
            Map.entry(Kind.REACHABLE, 8), Map.entry(Kind.TAKE_FENCE, 3), Map.entry(Kind.STALE_ROW, 6),
            Map.entry(Kind.FOREIGN_KEY, 4), Map.entry(Kind.CONSUME, 20), Map.entry(Kind.FRAGMENT, 2),
            Map.entry(Kind.TIME, 40))),
    /** Sockets that fail in every way. */
    SOCKETS(new Sizes(64, 512, 16_384, 4), Map.ofEntries(
            Map.entry(Kind.SET, 300), Map.entry(Kind.DELETE, 120), Map.entry(Kind.ADD_LINK, 4),
            Map.entry(Kind.REMOVE_LINK, 2), Map.entry(Kind.RUN, 250), Map.entry(Kind.SERVE, 60),
            Map.entry(Kind.RECEIVE_ERROR, 10), Map.entry(Kind.TRUNCATE, 6), Map.entry(Kind.FOREIGN, 10),
            Map.entry(Kind.MALFORMED, 10), Map.entry(Kind.SEND_ERROR, 6), Map.entry(Kind.OPEN_ERROR, 3),
            Map.entry(Kind.DROP_UNANNOUNCED, 2), Map.entry(Kind.DUMP_ERROR, 8),
            Map.entry(Kind.LOSE_ANSWERS, 4), Map.entry(Kind.TIME, 60))),
    /** A table with fewer places than neighbors. */
    FULL_TABLE(new Sizes(64, 24, 212_992, 4), Map.of(
            Kind.SET, 250, Kind.DELETE, 200, Kind.FLUSH, 4, Kind.RUN, 250, Kind.SERVE, 80, Kind.TIME, 20)),
    /** Stages that fail. */
    STAGE_ERRORS(new Sizes(64, 512, 212_992, 4), Map.of(
            Kind.SET, 300, Kind.DELETE, 120, Kind.RENAME, 4, Kind.STAGE_ERROR, 4, Kind.CUT, 1,
            Kind.RUN, 250, Kind.SERVE, 80, Kind.TIME, 20)),
    /** All of the above at once, a little of each. */
    EVERYTHING(new Sizes(64, 512, 65_536, 4), Map.ofEntries(
            Map.entry(Kind.SET, 300), Map.entry(Kind.DELETE, 100), Map.entry(Kind.BURST, 3), Map.entry(Kind.AGE, 10),
            Map.entry(Kind.COLLECT, 5), Map.entry(Kind.FLUSH, 2), Map.entry(Kind.ADD_LINK, 10),
            Map.entry(Kind.ADD_VRF, 6), Map.entry(Kind.ADD_BRIDGE, 4), Map.entry(Kind.REMOVE_LINK, 8),
            Map.entry(Kind.RENAME, 10), Map.entry(Kind.MASTER, 15), Map.entry(Kind.UP, 15), Map.entry(Kind.DOWN, 4),
            Map.entry(Kind.CARRIER, 4), Map.entry(Kind.NETNS, 2), Map.entry(Kind.FDB, 4),
            Map.entry(Kind.RECEIVE_ERROR, 3), Map.entry(Kind.TRUNCATE, 2), Map.entry(Kind.FOREIGN, 3),
            Map.entry(Kind.MALFORMED, 3), Map.entry(Kind.SEND_ERROR, 2), Map.entry(Kind.OPEN_ERROR, 1),
            Map.entry(Kind.DUMP_ERROR, 3), Map.entry(Kind.LOSE_ANSWERS, 1), Map.entry(Kind.DROP_UNANNOUNCED, 1),
            Map.entry(Kind.CUT, 4), Map.entry(Kind.REFUSE, 3), Map.entry(Kind.RESTART, 2),
            Map.entry(Kind.REACHABLE, 4), Map.entry(Kind.TAKE_FENCE, 2), Map.entry(Kind.STALE_ROW, 3),
            Map.entry(Kind.FOREIGN_KEY, 2), Map.entry(Kind.CONSUME, 10), Map.entry(Kind.FRAGMENT, 1),
            Map.entry(Kind.STAGE_ERROR, 1), Map.entry(Kind.KNOBS, 4), Map.entry(Kind.RUN, 250),
            Map.entry(Kind.SERVE, 60), Map.entry(Kind.TIME, 40))),
    /** Audits of a kernel that tells everything, through dumps that miss entries: they must change nothing. */
    AUDIT(new Sizes(64, 512, 1 << 20, 2), Map.of(
            Kind.SET, 300, Kind.DELETE, 150, Kind.RENAME, 4, Kind.UP, 4, Kind.DOWN, 2, Kind.REHASH, 60,
            Kind.RUN, 250, Kind.SERVE, 80, Kind.TIME, 60)),
    /** Audits of a kernel that does not tell everything: they must repair it. */
    SILENCE(new Sizes(64, 512, 1 << 20, 4), Map.of(
            Kind.SET, 300, Kind.DELETE, 150, Kind.RENAME, 4, Kind.REHASH, 4, Kind.LOSE_SILENTLY, 3,
            Kind.RUN, 250, Kind.SERVE, 80, Kind.TIME, 20)),
    /** Connections to Redis that break again and again, and nothing else. */
    CUTS(new Sizes(64, 512, 212_992, 4), Map.of(
            Kind.SET, 300, Kind.DELETE, 200, Kind.RENAME, 4, Kind.CUT, 16, Kind.RESTART, 3, Kind.REACHABLE, 6,
            Kind.CONSUME, 10, Kind.RUN, 250, Kind.SERVE, 60, Kind.TIME, 20)),
    /** A daemon that is killed again and again and goes on from its journal, in front of a Redis that fails. */
    JOURNAL(new Sizes(64, 512, 212_992, 4), Map.ofEntries(
            Map.entry(Kind.SET, 300), Map.entry(Kind.DELETE, 150), Map.entry(Kind.RENAME, 4),
            Map.entry(Kind.ADD_LINK, 4), Map.entry(Kind.REMOVE_LINK, 3), Map.entry(Kind.MASTER, 4),
            Map.entry(Kind.KILL, 10), Map.entry(Kind.DISK, 6), Map.entry(Kind.SAVE, 3), Map.entry(Kind.CUT, 4),
            Map.entry(Kind.RESTART, 1), Map.entry(Kind.REFUSE, 2), Map.entry(Kind.REACHABLE, 4),
            Map.entry(Kind.STAGE_ERROR, 1), Map.entry(Kind.KNOBS, 4), Map.entry(Kind.CONSUME, 10),
            Map.entry(Kind.RUN, 300), Map.entry(Kind.SERVE, 80), Map.entry(Kind.TIME, 30))),
    /** A daemon that is killed again and again and goes on from its journal, and nothing else. */
    KILLS(new Sizes(64, 512, 212_992, 4), Map.of(
            Kind.SET, 300, Kind.DELETE, 200, Kind.RENAME, 4, Kind.KILL, 10, Kind.CONSUME, 10,
            Kind.RUN, 300, Kind.SERVE, 40, Kind.TIME, 20)),
    /** A switch that is configured anew again and again. */
    SETTINGS(new Sizes(64, 512, 212_992, 4), Map.ofEntries(
            Map.entry(Kind.SET, 300), Map.entry(Kind.DELETE, 80), Map.entry(Kind.AGE, 60), Map.entry(Kind.RENAME, 8),
            Map.entry(Kind.MASTER, 6), Map.entry(Kind.ADD_LINK, 4), Map.entry(Kind.REMOVE_LINK, 2),
            Map.entry(Kind.SETTINGS, 12), Map.entry(Kind.CUT, 2), Map.entry(Kind.RESTART, 1),
            Map.entry(Kind.CONSUME, 10), Map.entry(Kind.STAGE_ERROR, 1), Map.entry(Kind.RUN, 250),
            Map.entry(Kind.SERVE, 80), Map.entry(Kind.TIME, 20)));

    /**
     * Sizes of a world.
     *
     * @param ring            slots
     * @param table           neighbors
     * @param receiveBuffer   effective bytes of the event socket
     * @param rowsPerDatagram rows of a dump in one datagram
     */
    public record Sizes(int ring, int table, int receiveBuffer, int rowsPerDatagram) {
    }

    private static final List<String> NO_NAMES = List.of();

    private final Sizes sizes;
    private final Kind[] wheel;

    Profile(Sizes sizes, Map<Kind, Integer> weights) {
        this.sizes = sizes;
        wheel = new Kind[weights.values().stream().mapToInt(Integer::intValue).sum()];
        int at = 0;
        for (Kind kind : Kind.values()) {
            for (int i = 0; i < weights.getOrDefault(kind, 0); i++) {
                wheel[at++] = kind;
            }
        }
    }

    /** How large things are. */
    Sizes sizes() {
        return sizes;
    }

    /** The kind that stands at this place of the wheel. */
    Kind kind(int place) {
        return wheel[Math.floorMod(place, wheel.length)];
    }

    /** Neighbors of each link before the daemon starts. */
    int neighborsAtStart() {
        return this == START ? 80 : 6;
    }

    /** Different addresses of a link. */
    int addresses() {
        return switch (this) {
            case START -> 120;
            case FULL_TABLE -> 16;
            default -> 20;
        };
    }

    /** Whether there are audits, and dumps that miss entries: what the first ones missed, an audit finds. */
    boolean hasAudits() {
        return this == AUDIT || this == SILENCE || this == SETTINGS;
    }

    /** Whether others write to Redis: audits of it find out. */
    boolean hasMeddling() {
        return this == REDIS || this == EVERYTHING;
    }

    private boolean hasVrfs() {
        return this == VRFS || this == EVERYTHING;
    }

    /** Whether there is a journal. */
    boolean hasJournal() {
        return this == JOURNAL || this == KILLS;
    }

    /** VRFs of which alone the neighbors are mirrored; empty: all. */
    List<String> include(long seed) {
        return hasVrfs() && seed % 3 == 0 ? List.of("Vrf-red") : NO_NAMES;
    }

    /** VRFs of which the neighbors are not mirrored. */
    List<String> exclude(long seed) {
        return hasVrfs() && seed % 3 == 1 ? List.of("Vrf-blue", "default") : NO_NAMES;
    }

    /** How rows are written. */
    TableProtocol protocol(long seed) {
        return seed / Profile.values().length % 2 == 0 ? TableProtocol.DIRECT : TableProtocol.PRODUCER_STATE;
    }
}
