package io.neighsync.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Starts with more and more neighbors, and what each row more costs. */
final class StartPart implements Part {
    private static final int SMALLEST = 1_000;
    /** Below, rows cost less than starts differ by. */
    private static final int ENOUGH = 32_000;
    private static final int LARGE = 100_000;
    private static final int LARGEST = 1_000_000;
    private static final Map<Integer, Goal> GOALS_MILLIS = Map.of(SMALLEST, Goal.atMost(300), 10_000, Goal.atMost(350),
        LARGE, Goal.atMost(600), LARGEST, Goal.atMost(4_000));
    private static final double FLAT = 1.25;
    private static final double MICROS_PER_MILLI = 1_000;

    @Override
    public String name() {
        return "start";
    }

    @Override
    public void measure(Bench bench, Report report) {
        List<Integer> sizes = bench.profile().pick(List.of(SMALLEST, ENOUGH, LARGE),
            List.of(SMALLEST, 10_000, ENOUGH, LARGE), List.of(SMALLEST, 10_000, ENOUGH, LARGE, LARGEST));
        try (BenchWorld world = new BenchWorld(bench.redis())) {
            StartWork work = new StartWork(world);
            for (Placement placement : bench.placements()) {
                Map<Integer, List<StartWork.Run>> runs = new TreeMap<>();
                for (int run = 1; run <= bench.runs(); run++) {
                    System.err.println("bench: start, " + placement.label() + ", run " + run);
                    // all sizes in turn, as a row's cost is taken from the starts of one turn
                    sizes.forEach(size -> runs.computeIfAbsent(size, first -> new ArrayList<>())
                        .add(work.measure(bench.daemon(), placement, world.announce(size))));
                }
                report(report.section("start, " + placement.label() + ", " + placement.meaning()), runs);
            }
        }
    }

    /** Figures of starts, by the number of neighbors. */
    static void report(Report.Section section, Map<Integer, List<StartWork.Run>> runs) {
        runs.forEach((size, starts) -> section
            .add(size + " rows", Unit.MILLIS, GOALS_MILLIS.getOrDefault(size, Goal.NONE), starts, StartWork.Run::rows)
            .add("  the first of them", Unit.MILLIS, starts, StartWork.Run::firstRow)
            .add("  processor time", Unit.MILLIS, starts, StartWork.Run::cpu)
            .add("  before, the launcher", Unit.MILLIS, starts, StartWork.Run::launcher));
        List<List<Double>> costs = rowCosts(runs);
        List<Integer> sizes = runs.keySet().stream().filter(size -> size >= ENOUGH).toList();
        for (int i = 0; i < sizes.size(); i++) {
            int index = i;
            section.add("a row more than " + SMALLEST + ", of " + sizes.get(i), Unit.MICROS, costs,
                cost -> cost.get(index));
        }
        section.add("  the most of these per the least", Unit.RATIO, Goal.atMost(FLAT), costs,
            cost -> max(cost) / min(cost));
    }

    /**
     * What a row costs beyond the start of the smallest table, which takes out what a start costs without rows:
     * microseconds by size, for each turn.
     */
    private static List<List<Double>> rowCosts(Map<Integer, List<StartWork.Run>> runs) {
        List<StartWork.Run> least = runs.get(SMALLEST);
        List<List<Double>> costs = new ArrayList<>();
        for (int turn = 0; turn < least.size(); turn++) {
            List<Double> cost = new ArrayList<>();
            double without = least.get(turn).rows();
            for (Map.Entry<Integer, List<StartWork.Run>> size : runs.entrySet()) {
                if (size.getKey() >= ENOUGH) {
                    cost.add((size.getValue().get(turn).rows() - without) * MICROS_PER_MILLI
                        / (size.getKey() - SMALLEST));
                }
            }
            costs.add(cost);
        }
        return costs;
    }

    private static double max(List<Double> values) {
        return new Spread(values).most();
    }

    private static double min(List<Double> values) {
        return new Spread(values).least();
    }
}
