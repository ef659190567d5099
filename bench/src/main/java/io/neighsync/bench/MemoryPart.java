package io.neighsync.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a daemon has in memory, by the number of its rows, and what its JVM says that it is for. */
final class MemoryPart implements Part {
    private static final int SMALL = 1_000;
    private static final int MEDIUM = 32_000;
    private static final int LARGE = 100_000;
    private static final int LARGEST = 1_000_000;
    private static final Map<Integer, Goal> GOALS_MEBIBYTES = Map.of(SMALL, Goal.atMost(72), MEDIUM, Goal.atMost(120),
        LARGE, Goal.atMost(140), LARGEST, Goal.atMost(330));

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public void measure(Bench bench, Report report) {
        List<Integer> sizes = bench.profile().pick(
            List.of(SMALL), List.of(SMALL, MEDIUM), List.of(SMALL, MEDIUM, LARGE, LARGEST));
        int idle = bench.profile().pick(1, 2, 5);
        List<Boolean> journals = bench.daemon().canJournal()
            ? bench.profile().pick(List.of(true), List.of(false, true), List.of(false, true)) : List.of(false);
        try (BenchWorld world = new BenchWorld(bench.redis())) {
            MemoryWork work = new MemoryWork(world, bench.daemon(), bench.folder());
            for (int size : sizes) {
                for (boolean journaled : journals) {
                    String title = "memory, " + size + " rows, " + (journaled ? "journal" : "no journal");
                    System.err.println("bench: " + title);
                    List<ResidentMemory> runs = new ArrayList<>();
                    for (int run = 0; run < bench.runs(); run++) {
                        runs.add(work.measure(size, journaled, idle));
                    }
                    report(report.section(title), runs,
                        journaled ? GOALS_MEBIBYTES.getOrDefault(size, Goal.NONE) : Goal.NONE);
                    report(report, title + ", the JVM's own account of a run of its own",
                        work.committed(size, journaled, idle));
                }
            }
        }
    }

    /** Figures of runs with one size. */
    static void report(Report.Section section, List<ResidentMemory> runs, Goal goal) {
        section.add("resident", Unit.MEBIBYTES, goal, runs, ResidentMemory::rss)
            .add("  anonymous", Unit.MEBIBYTES, runs, ResidentMemory::anonymous)
            .add("  mapped files", Unit.MEBIBYTES, runs, ResidentMemory::file)
            .add("  shared", Unit.MEBIBYTES, runs, ResidentMemory::shared)
            .add("proportional (Pss)", Unit.MEBIBYTES, runs, ResidentMemory::proportional)
            .add("private and dirty", Unit.MEBIBYTES, runs, ResidentMemory::privateDirty);
    }

    /** What a JVM has committed; nothing of a daemon that has none. */
    private static void report(Report report, String title, Map<String, Double> committed) {
        if (!committed.isEmpty()) {
            Report.Section section = report.section(title);
            committed.forEach((kind, megabytes) ->
                section.add("committed, " + kind, Unit.MEBIBYTES, List.of(megabytes), Double::doubleValue));
        }
    }
}
