package io.neighsync.bench;

import io.neighsync.netlink.ffm.CpuSet;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Collectors;

/** On which cores a writer and redis-server run: taskset(1), sched_setaffinity(2). */
enum Placement {
    /** Not pinned. */
    PLAIN("plain", "not pinned"),
    /** Each on a core of its own. */
    TWO_CORES("two cores", "writer on one core, redis-server on another"),
    /** Both on the same one: the best case of a daemon that waits for Redis at each event. */
    PINNED("pinned", "writer and redis-server on one core");

    private final String label;
    private final String meaning;

    Placement(String label, String meaning) {
        this.label = label;
        this.meaning = meaning;
    }

    /** Its name in tables. */
    String label() {
        return label;
    }

    /** What it means. */
    String meaning() {
        return meaning;
    }

    /** Those that can be had with so many cores. */
    static List<Placement> possibleWith(int cores) {
        return cores > 1 ? List.of(values()) : List.of(PLAIN);
    }

    /** Those of end-to-end figures, which are the peer's, as far as they can be had with so many cores. */
    static List<Placement> endToEnd(int cores) {
        return cores > 1 ? List.of(PLAIN, PINNED) : List.of(PLAIN);
    }

    /**
     * The cores of what writes.
     *
     * @param allowed cores of this process
     * @return some of them
     */
    BitSet writer(BitSet allowed) {
        return this == PLAIN ? allowed : only(allowed.nextSetBit(0));
    }

    /**
     * The cores of redis-server.
     *
     * @param allowed cores of this process
     * @return some of them
     */
    BitSet redis(BitSet allowed) {
        return this == TWO_CORES ? only(allowed.nextSetBit(allowed.nextSetBit(0) + 1)) : writer(allowed);
    }

    /**
     * The cores of what makes the changes and watches for the rows: where writer and redis-server share a core, the
     * others.
     *
     * @param allowed cores of this process
     * @return some of them
     */
    BitSet harness(BitSet allowed) {
        BitSet cpus = (BitSet) allowed.clone();
        if (this == PINNED) {
            cpus.andNot(writer(allowed));
        }
        return cpus;
    }

    /** Puts the calling thread on those; returns where it was allowed before. */
    BitSet pinHarness() {
        BitSet allowed = CpuSet.allowed();
        CpuSet.pin(harness(allowed));
        return allowed;
    }

    /** A command that writes, put on its cores. */
    List<String> command(List<String> command) {
        List<String> pinned = new ArrayList<>(List.of("taskset", "-c", list(writer(CpuSet.allowed()))));
        pinned.addAll(command);
        return pinned;
    }

    /** Puts every thread of a running redis-server on its cores. */
    void moveRedis(long pid) {
        Commands.run("taskset", "-a", "-p", "-c", list(redis(CpuSet.allowed())), String.valueOf(pid));
    }

    private static BitSet only(int cpu) {
        BitSet cpus = new BitSet();
        cpus.set(cpu);
        return cpus;
    }

    private static String list(BitSet cpus) {
        return cpus.stream().mapToObj(String::valueOf).collect(Collectors.joining(","));
    }
}
