package io.neighsync.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Events at a rate that is raised until it is not sustained: all of them changes, and one change in ten. */
final class SustainedPart implements Part {
    /** Of ten events. */
    static final int ALL = 10;
    private static final int ONE_IN_TEN = 1;
    private static final int NEIGHBORS = 100_000;
    private static final int CPU_RATE = 100_000;
    private static final double GOAL_CPU_MICROS = 2;
    private static final double GOAL_ALL = 200_000;
    private static final double GOAL_ONE_IN_TEN = 800_000;
    private static final double MEDIAN = 50;

    @Override
    public String name() {
        return "sustained";
    }

    @Override
    public void measure(Bench bench, Report report) {
        try (BenchWorld world = new BenchWorld(bench.redis())) {
            SustainedWork work = new SustainedWork(world, bench.daemon());
            List<SustainedWork.Ceiling> ceilings =
                IntStream.range(0, bench.runs()).mapToObj(run -> work.ceiling(NEIGHBORS)).toList();
            report.section("injector and kernel alone, as fast as they can")
                .add("changes a second", Unit.EVENTS_PER_SECOND, ceilings, SustainedWork.Ceiling::changes)
                .add("NUD states turned a second", Unit.EVENTS_PER_SECOND, ceilings,
                    SustainedWork.Ceiling::confirmations);
            for (Placement placement : bench.fewPlacements()) {
                climb(bench, work, placement, ALL, bench.profile().pick(List.of(CPU_RATE), List.of(CPU_RATE, 200_000),
                    List.of(50_000, CPU_RATE, 200_000, 300_000, 400_000)), report);
                climb(bench, work, placement, ONE_IN_TEN, bench.profile().pick(List.of(200_000), List.of(400_000),
                    List.of(200_000, 400_000, 600_000, 800_000)), report);
            }
        }
    }

    private static void climb(Bench bench, SustainedWork work, Placement placement, int changing, List<Integer> rates,
        Report report) {
        String title = "sustained, " + (changing == ALL ? "every event a change" : "one event in ten a change") + ", "
            + placement.label();
        List<Integer> sustained = new ArrayList<>(IntStream.range(0, bench.runs()).mapToObj(run -> 0).toList());
        for (int rate : rates) {
            SustainedWork.Load load = new SustainedWork.Load(rate, changing, NEIGHBORS,
                bench.profile().pick(1, 3, 5), bench.profile().pick(1, 3, 5));
            List<SustainedWork.Run> runs = new ArrayList<>();
            for (int run = 0; run < bench.runs(); run++) {
                System.err.println("bench: " + title + ", " + rate + "/s, run " + (run + 1));
                runs.add(work.measure(placement, load));
                if (runs.get(run).isSustained()) {
                    sustained.set(run, rate);
                }
            }
            report(report.section(title + ", " + rate + "/s, " + placement.meaning()), load, runs);
            if (!runs.stream().allMatch(SustainedWork.Run::isPaced)) {
                report.note("At " + rate + "/s, " + title + ", injector and kernel fell behind: nothing is said of the"
                    + " daemon there.");
            }
            if (!runs.stream().allMatch(SustainedWork.Run::isSustained)) {
                break;
            }
        }
        report.section(title).add("highest rate tried and sustained", Unit.EVENTS_PER_SECOND,
            Goal.atLeast(changing == ALL ? GOAL_ALL : GOAL_ONE_IN_TEN), sustained, Integer::doubleValue);
    }

    /** Figures of runs under one load; no times where rows were lost. */
    static void report(Report.Section section, SustainedWork.Load load, List<SustainedWork.Run> runs) {
        section.add("events a second that the kernel announced", Unit.EVENTS_PER_SECOND, runs, SustainedWork.Run::rate)
            .add("rows lost: wrong 10 s after the last event", Unit.COUNT, Goal.atMost(0), runs,
                run -> run.end().wrong())
            .add("notifications that found no room", Unit.COUNT, Goal.atMost(0), runs, SustainedWork.Run::drops)
            .add("changes less rows written", Unit.COUNT, runs, SustainedWork.Run::merged);
        if (runs.stream().allMatch(run -> run.end().isRight())) {
            section.add("last event to every row right", Unit.MILLIS, Goal.atMost(SustainedWork.BACKLOG_MILLIS), runs,
                    run -> run.end().millis())
                .add("change to Redis p50, first half of the time", Unit.MICROS, runs,
                    run -> run.firstLag().micros(MEDIAN))
                .add("  second half", Unit.MICROS, runs, run -> run.lastLag().micros(MEDIAN));
        }
        reportUsage(section, load, runs);
    }

    private static void reportUsage(
        Report.Section section, SustainedWork.Load load, List<SustainedWork.Run> runs) {
        double events = load.events();
        section.add("processor time of the daemon, per event", Unit.MICROS,
            load.rate() == CPU_RATE && load.changing() == ALL ? Goal.atMost(GOAL_CPU_MICROS) : Goal.NONE, runs,
            run -> run.usage().daemon().micros() / events);
        for (String thread : CpuTime.busiest(runs.stream().map(run -> run.usage().daemon()).toList())) {
            section.add("  its thread " + thread, Unit.MICROS, runs,
                run -> run.usage().daemon().thread(thread) / events);
        }
        section.add("  of redis-server, per event", Unit.MICROS, runs, run -> run.usage().redis().micros() / events)
            .add("  of kernel and injector, per event", Unit.MICROS, runs, run -> run.usage().injector() / events);
    }
}
