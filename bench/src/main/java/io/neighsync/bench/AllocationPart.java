package io.neighsync.bench;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the threads of a daemon in Java allocate while every event changes a row, with a journal if it takes one. Once
 * in each placement: an allocation is there or it is not.
 */
final class AllocationPart implements Part {
    private static final int RATE = 100_000;
    private static final int NEIGHBORS = 100_000;
    private static final double GOAL_BYTES = 64 * 1024;
    /** Of our threads, those that events go through. */
    private static final Set<String> PIPELINE = Set.of("neigh-rx", "neigh-parse", "neigh-classify", "neigh-coalesce",
        "neigh-journal", "neigh-redis", "neigh-stages");

    @Override
    public String name() {
        return "allocation";
    }

    @Override
    public void measure(Bench bench, Report report) {
        SustainedWork.Load load = new SustainedWork.Load(RATE, SustainedPart.ALL, NEIGHBORS,
            bench.profile().pick(1, 20, 20), bench.profile().pick(1, 10, 100));
        try (BenchWorld world = new BenchWorld(bench.redis())) {
            for (Placement placement : bench.fewPlacements()) {
                System.err.println("bench: allocation, " + placement.label());
                List<Map<String, Long>> looks = look(bench, world, placement, load);
                report(report.section("allocated by threads over " + load.events() + " changes at " + RATE
                    + "/s, after " + RATE * load.warmUp() + ", " + placement.label() + ", " + placement.meaning()),
                    looks.getFirst(), looks.getLast());
            }
        }
    }

    private static List<Map<String, Long>> look(
        Bench bench, BenchWorld world, Placement placement, SustainedWork.Load load) {
        try (TemporaryFolder journal = TemporaryFolder.in(bench.folder())) {
            return new SustainedWork(world, bench.daemon().journaledIn(journal.path()))
                .look(placement, load, AllocatedByThread::of);
        }
    }

    /** Figures of the threads that were there before and after; none of a daemon that is no JVM. */
    static void report(Report.Section section, Map<String, Long> before, Map<String, Long> after) {
        before.forEach((thread, bytes) -> {
            if (after.containsKey(thread)) {
                section.add("thread " + thread, Unit.BYTES,
                    PIPELINE.contains(thread) ? Goal.atMost(GOAL_BYTES) : Goal.NONE,
                    List.of(after.get(thread) - bytes), Long::doubleValue);
            }
        });
    }
}
