package io.neighsync.bench;

import java.util.ArrayList;
import java.util.List;

/** What a daemon without work costs. */
final class IdlePart implements Part {
    private static final int NEIGHBORS = 32_000;
    private static final double GOAL_PERCENT = 0.5;

    @Override
    public String name() {
        return "idle";
    }

    @Override
    public void measure(Bench bench, Report report) {
        int settle = bench.profile().pick(1, 3, 10);
        int seconds = bench.profile().pick(2, 10, 30);
        try (BenchWorld world = new BenchWorld(bench.redis())) {
            IdleWork work = new IdleWork(world, bench.daemon());
            for (Placement placement : bench.fewPlacements()) {
                List<IdleWork.Run> runs = new ArrayList<>();
                for (int run = 1; run <= bench.runs(); run++) {
                    System.err.println("bench: idle, " + placement.label() + ", run " + run);
                    runs.add(work.measure(placement, NEIGHBORS, settle, seconds));
                }
                report(report.section("idle for " + seconds + " s with " + NEIGHBORS + " rows, " + placement.label()
                    + ", " + placement.meaning()), runs);
            }
        }
    }

    /** Figures of runs in one placement. */
    static void report(Report.Section section, List<IdleWork.Run> runs) {
        section.add("processor time", Unit.CORE_PERCENT, Goal.atMost(GOAL_PERCENT), runs, IdleWork.Run::percent);
        for (String thread : CpuTime.busiest(runs.stream().map(IdleWork.Run::cpu).toList())) {
            section.add("  its thread " + thread, Unit.CORE_PERCENT, runs, run -> run.percent(thread));
        }
    }
}
