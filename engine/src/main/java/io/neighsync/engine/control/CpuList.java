package io.neighsync.engine.control;

import java.util.BitSet;

/** A list of cores as the kernel and taskset(1) write it: {@code 2-4,6}. */
final class CpuList {
    private static final int MAX_CPU = 8191;

    private CpuList() {
    }

    /**
     * Reads a list.
     *
     * @param list cores and ranges from 0 to 8191; a blank one has none
     * @throws IllegalArgumentException naming the part that is no core, and what is allowed
     */
    static BitSet parse(String list) {
        BitSet set = new BitSet();
        for (String part : list.isBlank() ? new String[0] : list.strip().split(",", -1)) {
            String[] ends = part.strip().split("-", -1);
            try {
                int from = Integer.parseInt(ends[0]);
                int to = ends.length == 2 ? Integer.parseInt(ends[1]) : from;
                if (ends.length > 2 || from < 0 || to < from || to > MAX_CPU) {
                    throw new NumberFormatException(part);
                }
                set.set(from, to + 1);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("\"" + part.strip()
                        + "\" is no core; give cores and ranges from 0 to " + MAX_CPU + ", as in 2-4,6", e);
            }
        }
        return set;
    }

    /** Writes a list that {@link #parse} reads. */
    static String of(BitSet cpus) {
        StringBuilder list = new StringBuilder();
        for (int from = cpus.nextSetBit(0); from >= 0; from = cpus.nextSetBit(cpus.nextClearBit(from))) {
            int to = cpus.nextClearBit(from) - 1;
            list.append(list.isEmpty() ? "" : ",").append(from);
            if (to > from) {
                list.append('-').append(to);
            }
        }
        return list.toString();
    }
}
