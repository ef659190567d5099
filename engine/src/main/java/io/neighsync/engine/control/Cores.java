package io.neighsync.engine.control;

import io.neighsync.netlink.ffm.CpuSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;

/**
 * The cores as the process finds them when it starts, and what they are for.
 *
 * @param housekeeping those for everything but a pinned pipeline: the JVM's threads, and all that block
 * @param isolated     those the pipeline can be pinned to because the kernel keeps other work off them
 */
public record Cores(BitSet housekeeping, BitSet isolated) {
    private static final Path SYSFS = Path.of("/sys/devices/system/cpu");

    /** Copies both. */
    public Cores {
        housekeeping = (BitSet) housekeeping.clone();
        isolated = (BitSet) isolated.clone();
    }

    /**
     * Asks the kernel: {@code isolated} and {@code nohz_full} of sysfs, of which {@code auto} takes only what the
     * process may use as it was started, and {@code isolated} what its cpuset has. Call it before {@link #confine} and
     * before any thread of the daemon starts.
     */
    public static Cores ofMachine(ThreadingConfig config) {
        BitSet allowed = CpuSet.allowed();
        BitSet isolated = isolated(SYSFS);
        if (config.wantsIsolated()) {
            isolated = CpuSet.reachable(isolated);
        } else {
            isolated.and(allowed);
        }
        return of(config, allowed, isolated);
    }

    /** What the configuration makes of cores that may be used, and of isolated ones. */
    static Cores of(ThreadingConfig config, BitSet allowed, BitSet isolated) {
        BitSet housekeeping = (BitSet) allowed.clone();
        housekeeping.andNot(config.prefersIsolated() || config.wantsIsolated() ? isolated : config.cpuSet());
        return new Cores(housekeeping.isEmpty() ? allowed : housekeeping, isolated);
    }

    /** The cores that are isolated from the scheduler or have no regular tick. */
    static BitSet isolated(Path sysfs) {
        BitSet isolated = read(sysfs.resolve("isolated"));
        isolated.or(read(sysfs.resolve("nohz_full")));
        return isolated;
    }

    /** Where the kernel has no such file, or writes {@code (null)}, there are none. */
    private static BitSet read(Path list) {
        try {
            return CpuList.parse(Files.readString(list));
        } catch (IOException | IllegalArgumentException none) {
            return new BitSet();
        }
    }

    /**
     * Keeps every thread there is off the cores that are for the pipeline; threads that are started later inherit it.
     * Does nothing where all cores are for everything.
     */
    public void confine() {
        if (housekeeping.equals(CpuSet.allowed())) {
            return;
        }
        for (int tid : OwnThreads.ids()) {
            // a thread that has just ended is no loss
            CpuSet.pin(tid, housekeeping);
        }
    }
}
