package io.neighsync.engine.simulation;

/**
 * One line of a script. Numbers stand for choices among what there is when the action is carried out, so an action
 * means something in any script.
 *
 * @param kind what is done
 * @param a    first choice
 * @param b    second choice
 * @param c    third choice
 */
public record Action(Kind kind, int a, int b, int c) {
    /** What can be done to a {@link World}. */
    public enum Kind {
        /** Lets agents run: {@code a} duty cycles, in an order that {@code b} decides. */
        RUN,
        /** Time passes: {@code a} milliseconds. */
        TIME,
        /** Link {@code a} gets or changes neighbor {@code b}; {@code c} decides on address and state. */
        SET,
        /** Up to 255 neighbors are set and deleted, one after the other, as {@code b} decides. */
        BURST,
        /** Neighbor {@code b} of link {@code a} is deleted. */
        DELETE,
        /** Neighbor {@code b} of link {@code a} takes state {@code c} by itself. */
        AGE,
        /** The garbage collector takes neighbor {@code b} of link {@code a}. */
        COLLECT,
        /** All neighbors of link {@code a} go. */
        FLUSH,
        /** A link with name {@code a} appears, under a new ifindex or one that was used before ({@code b}). */
        ADD_LINK,
        /** A VRF with name {@code a} and table {@code b} appears. */
        ADD_VRF,
        /** A bridge with name {@code a} appears. */
        ADD_BRIDGE,
        /** Link {@code a} is deleted. */
        REMOVE_LINK,
        /** Link {@code a} takes name {@code b}. */
        RENAME,
        /** Link {@code a} takes link {@code b} for its master, or none. */
        MASTER,
        /** Link {@code a} goes up. */
        UP,
        /** Link {@code a} goes down. */
        DOWN,
        /** Link {@code a} loses its carrier or gets it back. */
        CARRIER,
        /** Link {@code a} moves to another network namespace. */
        NETNS,
        /** A bridge learns on link {@code a}. */
        FDB,
        /** The hash of family {@code a} is made anew with seed {@code b}. */
        REHASH,
        /** The next receive on the event socket ({@code a} even) or the dump socket fails. */
        RECEIVE_ERROR,
        /** The next datagram on the event socket ({@code a} even) or the dump socket is truncated. */
        TRUNCATE,
        /** A process sends what only the kernel may say. */
        FOREIGN,
        /** The event socket gets a malformed message. */
        MALFORMED,
        /** The next request cannot be sent. */
        SEND_ERROR,
        /** The next dump socket cannot be opened. */
        OPEN_ERROR,
        /** The next dump is refused, or breaks off. */
        DUMP_ERROR,
        /** The next {@code a} answers are lost. */
        LOSE_ANSWERS,
        /** {@code a} notifications are dropped, and only the drops counter tells. */
        DROP_UNANNOUNCED,
        /** {@code a} notifications vanish without a trace. */
        LOSE_SILENTLY,
        /** Redis carries out {@code a} batches. */
        SERVE,
        /** The connection to Redis breaks, with what was sent carried out ({@code a} even) or not. */
        CUT,
        /** Redis refuses the next batch. */
        REFUSE,
        /** Redis is killed and started again, empty ({@code a} divisible by 3) or not. */
        RESTART,
        /** Redis can ({@code a} even) or cannot be connected to. */
        REACHABLE,
        /** Another writer takes the fence. */
        TAKE_FENCE,
        /** A row of neighbor {@code b} of a link named {@code a} appears in Redis behind the writer's back. */
        STALE_ROW,
        /** A key of another type appears in Redis where that row goes. */
        FOREIGN_KEY,
        /** The consumer pops {@code a} keys. */
        CONSUME,
        /** Redis connections read and write {@code a} bytes at a time. */
        FRAGMENT,
        /** Stage {@code a} fails on the next event it gets. */
        STAGE_ERROR,
        /**
         * The daemon is killed, with what it sent to Redis carried out ({@code a} even) or not; {@code b} decides what
         * changes before it is started again, {@code c} what became of the journal.
         */
        KILL,
        /** The journal's disk is full ({@code a} divisible by 3) or not. */
        DISK,
        /** Redis saves what it holds ({@code a} even), or is killed and started with what it saved. */
        SAVE,
        /** The switch is configured anew: dual-ToR, EVPN, links with link-local neighbors, a bit of {@code a} each. */
        SETTINGS,
        /** A batch has {@code a} rows, a receive {@code b} datagrams, and rows wait up to {@code c} ms for others. */
        KNOBS
    }

    /** From the line of a printed script. */
    static Action parse(String line) {
        String[] words = line.strip().split(" ", -1);
        return new Action(Kind.valueOf(words[0]),
                Integer.parseInt(words[1]), Integer.parseInt(words[2]), Integer.parseInt(words[3]));
    }

    @Override
    public String toString() {
        return kind + " " + a + " " + b + " " + c;
    }
}
