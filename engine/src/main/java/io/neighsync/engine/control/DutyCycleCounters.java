package io.neighsync.engine.control;

import io.neighsync.engine.event.Counter;

/** What a thread counts of its duty cycles, by the first of the agents it runs; the others' counters stay 0. */
enum DutyCycleCounters {
    RECEIVER("neigh-rx", Counter.RX_CYCLE_MAX, Counter.RX_STALLS),
    PARSE("neigh-parse", Counter.PARSE_CYCLE_MAX, Counter.PARSE_STALLS),
    CLASSIFY("neigh-classify", Counter.CLASSIFY_CYCLE_MAX, Counter.CLASSIFY_STALLS),
    COALESCE("neigh-coalesce", Counter.COALESCE_CYCLE_MAX, Counter.COALESCE_STALLS),
    JOURNAL("neigh-journal", Counter.JOURNAL_CYCLE_MAX, Counter.JOURNAL_STALLS),
    REDIS("neigh-redis", Counter.REDIS_CYCLE_MAX, Counter.REDIS_STALLS);

    private final String roleName;
    private final Counter max;
    private final Counter stalls;

    DutyCycleCounters(String roleName, Counter max, Counter stalls) {
        this.roleName = roleName;
        this.max = max;
        this.stalls = stalls;
    }

    /** Those of the thread that this agent leads. */
    static DutyCycleCounters of(String roleName) {
        for (DutyCycleCounters counters : values()) {
            if (counters.roleName.equals(roleName)) {
                return counters;
            }
        }
        throw new IllegalArgumentException("no agent is called " + roleName);
    }

    /** Microseconds of the longest cycle. */
    Counter max() {
        return max;
    }

    /** Cycles that reached the threshold. */
    Counter stalls() {
        return stalls;
    }
}
