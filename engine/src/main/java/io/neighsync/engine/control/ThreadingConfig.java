package io.neighsync.engine.control;

import java.util.BitSet;

/**
 * How the pipeline is laid out on threads and cores. Keys and defaults: section {@code threading} of {@code
 * reference.conf}.
 *
 * @param mode which agents share a thread
 * @param idle what a thread does when there is nothing to do
 * @param cpus the cores to pin the threads to, one a thread, the lowest to the first, as in {@code 2-4,6}; {@code
 *             isolated}: those the kernel keeps other work off; {@code auto}: those where they suffice; {@code none} or
 *             empty: not pinned
 */
public record ThreadingConfig(ThreadingMode mode, IdleMode idle, String cpus) {
    private static final String AUTO = "auto";
    private static final String ISOLATED = "isolated";
    private static final String NONE = "none";

    /** Checks the list of cores. */
    public ThreadingConfig {
        cpus = cpus.strip();
        if (!cpus.equals(AUTO) && !cpus.equals(ISOLATED) && !cpus.equals(NONE)) {
            try {
                CpuList.parse(cpus);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "threading.cpus = \"" + cpus + "\": " + e.getMessage() + ", or auto, isolated or none", e);
            }
        }
    }

    /** Whether isolated cores are taken where they suffice. */
    boolean prefersIsolated() {
        return cpus.equals(AUTO);
    }

    /** Whether isolated cores are asked for. */
    boolean wantsIsolated() {
        return cpus.equals(ISOLATED);
    }

    /** The cores that are named; none unless it is a list. */
    BitSet cpuSet() {
        return prefersIsolated() || wantsIsolated() || cpus.equals(NONE) ? new BitSet() : CpuList.parse(cpus);
    }
}
