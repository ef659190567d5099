package io.neighsync.engine.control;

import java.util.BitSet;
import java.util.Optional;

/**
 * How many threads there are, what they do when idle, and where they run: what follows from the configuration and the
 * cores.
 *
 * @param mode    which agents share a thread, never {@link ThreadingMode#AUTO}
 * @param idle    what they do when idle, never {@link IdleMode#AUTO}
 * @param pinned  cores of the threads, the lowest to the first; empty: not pinned
 * @param refusal what was asked for and cannot be, in one sentence
 */
record Layout(ThreadingMode mode, IdleMode idle, BitSet pinned, Optional<String> refusal) {

    /**
     * Lays out a pipeline.
     *
     * @param stages how many it has behind the receiver
     */
    static Layout of(ThreadingConfig config, Cores cores, int stages) {
        BitSet pinned = pinned(config, cores, stages);
        int count = pinned.isEmpty() ? cores.housekeeping().cardinality() : withOneForTheRest(pinned, cores);
        ThreadingMode mode = pinned.isEmpty() || config.mode() != ThreadingMode.AUTO
                ? config.mode().resolve(count) : ThreadingMode.largest(pinned.cardinality(), stages);
        int threads = mode.threads(stages);
        IdleMode idle = config.idle().resolve(threads, count);
        if (config.wantsIsolated() && pinned.isEmpty()) {
            return new Layout(mode, idle, pinned, Optional.of(isolatedRefused(mode, threads, cores)));
        }
        return new Layout(mode, idle, pinned, config.idle() == IdleMode.SPIN && idle != IdleMode.SPIN
                ? Optional.of(spinRefused(threads, count)) : Optional.empty());
    }

    private static BitSet pinned(ThreadingConfig config, Cores cores, int stages) {
        if (!config.prefersIsolated() && !config.wantsIsolated()) {
            return config.cpuSet();
        }
        // isolated cores are for a layout no smaller than the one there would be without them
        ThreadingMode least = config.mode() == ThreadingMode.AUTO && config.wantsIsolated()
                ? ThreadingMode.SINGLE : config.mode().resolve(cores.housekeeping().cardinality());
        return cores.isolated().cardinality() >= least.threads(stages) ? cores.isolated() : new BitSet();
    }

    /** The pipeline's cores, and one more if there is any that is not: a spin must leave a core to the JVM. */
    private static int withOneForTheRest(BitSet pinned, Cores cores) {
        BitSet rest = cores.housekeeping();
        BitSet others = (BitSet) rest.clone();
        others.andNot(pinned);
        return pinned.cardinality() + (others.isEmpty() ? 0 : 1);
    }

    private static String isolatedRefused(ThreadingMode mode, int threads, Cores cores) {
        return "threading.cpus = isolated is refused: " + (cores.isolated().isEmpty()
                ? "the kernel isolates no core that this process may use"
                : mode.label() + " has " + threads + " threads and only these cores are isolated: "
                        + CpuList.of(cores.isolated()))
                + "; not pinned";
    }

    private static String spinRefused(int threads, int cores) {
        return "threading.idle = spin is refused: " + threads + " spinning threads need more than the " + cores
                + " cores there are for them; blocking instead";
    }
}
