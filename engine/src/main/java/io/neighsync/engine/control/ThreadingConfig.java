package io.neighsync.engine.control;

import java.util.BitSet;

/**
 * How the pipeline is laid out on threads and cores. Keys and defaults: section {@code threading} of {@code
 * reference.conf}.
 *
 * @param mode which agents share a thread
 * @param idle what a thread does when there is nothing to do
 * @param cpus the cores to pin the threads to, one a thread, the lowest to the first, as in {@code 2-4,6};
 *             empty: not pinned
 */
public record ThreadingConfig(ThreadingMode mode, IdleMode idle, String cpus) {
    private static final int MAX_CPU = 8191;

    /** Checks the list of cores. */
    public ThreadingConfig {
        parse(cpus);
    }

    /** The cores as a set. */
    public BitSet cpuSet() {
        return parse(cpus);
    }

    private static BitSet parse(String list) {
        BitSet set = new BitSet();
        for (String part : list.isBlank() ? new String[0] : list.split(",", -1)) {
            String[] ends = part.strip().split("-", -1);
            try {
                int from = Integer.parseInt(ends[0]);
                int to = ends.length == 2 ? Integer.parseInt(ends[1]) : from;
                if (ends.length > 2 || from < 0 || to < from || to > MAX_CPU) {
                    throw new NumberFormatException(part);
                }
                set.set(from, to + 1);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("threading.cpus = \"" + list + "\": \"" + part.strip()
                        + "\" is no core; give cores and ranges from 0 to " + MAX_CPU + ", as in 2-4,6", e);
            }
        }
        return set;
    }
}
