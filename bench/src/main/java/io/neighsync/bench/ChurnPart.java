package io.neighsync.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Every lladdr replaced once, unpaced: is the final state right, and how soon? */
final class ChurnPart implements Part {
    private static final double GOAL_MILLIS = 500;
    private static final double GOAL_MILLIS_SMALL = 1_000;

    @Override
    public String name() {
        return "churn";
    }

    @Override
    public void measure(Bench bench, Report report) {
        List<Integer> sizes = bench.profile().pick(List.of(10_000), List.of(32_000), List.of(32_000, 100_000));
        report.note("Churn: net.core.rmem_max is " + receiveBufferLimit() + ".");
        try (BenchWorld world = new BenchWorld(bench.redis())) {
            ChurnWork work = new ChurnWork(world, bench.daemon());
            for (Placement placement : bench.fewPlacements()) {
                for (ChurnWork.Buffer buffer : ChurnWork.Buffer.values()) {
                    sizes.forEach(size -> measure(work, placement, buffer, size, bench.runs(), report));
                }
            }
        }
    }

    /** A file below /proc/sys wants to be read at once, socket(7). */
    private static String receiveBufferLimit() {
        try (BufferedReader file = Files.newBufferedReader(Path.of("/proc/sys/net/core/rmem_max"))) {
            return file.readLine();
        } catch (IOException absent) {
            return "unknown";
        }
    }

    private static void measure(
        ChurnWork work, Placement placement, ChurnWork.Buffer buffer, int size, int runs, Report report) {
        String title = "churn of " + size + ", " + buffer.label() + ", " + placement.label();
        List<ChurnWork.Run> results = new ArrayList<>();
        for (int run = 1; run <= runs; run++) {
            System.err.println("bench: " + title + ", run " + run);
            results.add(work.measure(placement, size, buffer));
        }
        report(report.section(title + ", " + placement.meaning()), results, buffer);
    }

    /** Figures of churns; no time where rows were lost. */
    static void report(Report.Section section, List<ChurnWork.Run> runs, ChurnWork.Buffer buffer) {
        section.add("rows lost: wrong 10 s after the last event", Unit.COUNT, Goal.atMost(0), runs,
            run -> run.end().wrong());
        if (runs.stream().allMatch(run -> run.end().isRight())) {
            section.add("last event to every row right", Unit.MILLIS,
                Goal.atMost(buffer == ChurnWork.Buffer.FORCED ? GOAL_MILLIS : GOAL_MILLIS_SMALL), runs,
                run -> run.end().millis());
        }
        section.add("notifications that found no room", Unit.COUNT, runs, ChurnWork.Run::drops)
            .add("events a second, as fast as the kernel takes them", Unit.COUNT, runs,
                ChurnWork.Run::eventsPerSecond);
    }
}
