package io.neighsync.engine.control;

import java.time.Duration;
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
 * @param stallThreshold how long a duty cycle takes that is counted as a stall
 */
public record ThreadingConfig(ThreadingMode mode, IdleMode idle, String cpus, Duration stallThreshold) {
    private static final String AUTO = "auto";
    private static final String ISOLATED = "isolated";
    private static final String NONE = "none";
    private static final Duration MIN_STALL = Duration.ofNanos(10_000);
    private static final Duration MAX_STALL = Duration.ofSeconds(10);

    /** Checks the list of cores and the threshold. */
    public ThreadingConfig {
        if (stallThreshold.compareTo(MIN_STALL) < 0 || stallThreshold.compareTo(MAX_STALL) > 0) {
            throw new IllegalArgumentException("threading.stall_threshold = " + stallThreshold.toNanos() / 1_000
                    + "us: give 10us to 10s");
        }
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
