package io.neighsync.bench;

import io.neighsync.netlink.ffm.CpuSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What the journal costs: an append at a fixed rate, on each file system, and the latency of the daemon's pipeline with
 * a journal and without, in turns; prints a table and writes it to two files.
 *
 * <p>Arguments: {@code COMMIT RESULTS_FOLDER RUNS FOLDER...}, the last those in which journals are made.
 * {@code scripts/bench journal} is the way to it.
 */
public final class JournalLatency {
    private static final int APPEND_WARM_UP_SECONDS = 3;
    private static final int APPEND_SECONDS = 10;
    private static final int PIPELINE_COMPILE_SECONDS = 5;
    private static final int PIPELINE_WARM_UP_SECONDS = 1;
    private static final int PIPELINE_SECONDS = 5;
    /** At the low rate, so that its percentiles differ by less than the goal from one measurement to the next. */
    private static final int SLOW_PIPELINE_SECONDS = 20;
    private static final double P50 = 50;
    private static final double P99 = 99;
    private static final double P99_9 = 99.9;
    private static final double GOAL_P99_MICROS = 1;
    private static final double GOAL_P99_9_MICROS = 10;
    private static final double GOAL_DIFFERENCE_MICROS = 1;
    private static final Goal NONE_AT_ALL = Goal.atMost(0);

    private final Report report;
    private final int runs;
    private final List<Path> folders;
    private final int cores = CpuSet.allowed().cardinality();

    private JournalLatency(Report report, int runs, List<Path> folders) {
        this.report = report;
        this.runs = runs;
        this.folders = folders;
    }

    /**
     * Runs.
     *
     * @param arguments see above; the process ends with 0, or with 1 if something failed
     */
    public static void main(String[] arguments) {
        int runs = Integer.parseInt(arguments[2]);
        Conditions conditions = Conditions.now(arguments[0], runs + (runs == 1 ? " run" : " runs"));
        List<Path> folders = IntStream.range(3, arguments.length).mapToObj(i -> Path.of(arguments[i])).toList();
        try (BenchRedis redis = new BenchRedis(); BenchRedis journaledRedis = new BenchRedis()) {
            Report report = new Report(conditions, redis.version());
            JournalLatency latency = new JournalLatency(report, runs, folders);
            latency.measureAppends();
            latency.measurePipeline(new PipelineWork(redis, journaledRedis, folders.getFirst()));
            report.write(new ResultFiles(Path.of(arguments[1]), conditions.day() + "-" + arguments[0] + "-journal"));
        } catch (IOException | RuntimeException failure) {
            System.err.println("bench: " + failure.getMessage());
            System.exit(1);
        }
    }

    private void measureAppends() {
        for (Path folder : folders) {
            for (Placement placement : cores > 1 ? List.of(Placement.PLAIN, Placement.PINNED)
                : List.of(Placement.PLAIN)) {
                measureAppends(folder, placement);
            }
        }
    }

    private void measureAppends(Path parent, Placement placement) {
        AppendWork work = new AppendWork();
        List<AppendWork.Run> results = new ArrayList<>();
        String fileSystem = "";
        for (int run = 1; run <= runs; run++) {
            try (TemporaryFolder folder = TemporaryFolder.in(parent)) {
                fileSystem = folder.fileSystem();
                System.err.println("bench: append, " + fileSystem + ", " + placement.label() + ", run " + run);
                results.add(work.measure(folder.path(), placement, APPEND_WARM_UP_SECONDS, APPEND_SECONDS));
            }
        }
        report.section("append, " + AppendWork.RATE + "/s for " + APPEND_SECONDS + " s, " + fileSystem + ", "
                + (placement == Placement.PLAIN ? "not pinned" : "appender and keeper on one core"))
            .add("append p50", Unit.MICROS, results, run -> run.service().micros(P50))
            .add("append p99", Unit.MICROS, Goal.atMost(GOAL_P99_MICROS), results, run -> run.service().micros(P99))
            .add("append p99.9", Unit.MICROS, Goal.atMost(GOAL_P99_9_MICROS), results,
                run -> run.service().micros(P99_9))
            .add("append max", Unit.MICROS, results, run -> run.service().maxMicros())
            .add("due to appended p50", Unit.MICROS, results, run -> run.response().micros(P50))
            .add("due to appended p99", Unit.MICROS, results, run -> run.response().micros(P99))
            .add("due to appended p99.9", Unit.MICROS, results, run -> run.response().micros(P99_9))
            .add("due to appended max", Unit.MICROS, results, run -> run.response().maxMicros())
            .add("allocated in all of them", Unit.BYTES, NONE_AT_ALL, results, run -> run.allocated())
            .add("segments begun meanwhile", Unit.COUNT, results, run -> run.rolled())
            .add("allocated as they began", Unit.BYTES, results, run -> run.begun())
            .add("of them not ready when needed", Unit.COUNT, NONE_AT_ALL, results, run -> run.late());
    }

    private void measurePipeline(PipelineWork work) {
        List<PipelineWork.Setting> settings = PipelineWork.Setting.possibleWith(cores);
        compile(work, settings);
        for (PipelineWork.Setting setting : settings) {
            List<PipelineWork.Pair> pairs = new ArrayList<>();
            for (int run = 1; run <= runs; run++) {
                System.err.println("bench: pipeline, " + setting + ", run " + run);
                pairs.add(work.measure(setting, run % 2 == 0, PIPELINE_WARM_UP_SECONDS, seconds(setting)));
            }
            report(setting, pairs.stream().map(PipelineWork.Pair::without).toList(),
                pairs.stream().map(PipelineWork.Pair::with).toList());
        }
    }

    private static int seconds(PipelineWork.Setting setting) {
        return setting.isFast() ? PIPELINE_SECONDS : SLOW_PIPELINE_SECONDS;
    }

    /** Runs until what is measured later is compiled: blocking and spinning. */
    private static void compile(PipelineWork work, List<PipelineWork.Setting> settings) {
        for (PipelineWork.Setting setting : settings) {
            if (setting.isFast() && setting.placement() != Placement.PINNED) {
                work.measure(setting, false, PIPELINE_COMPILE_SECONDS, 1);
            }
        }
    }

    private void report(PipelineWork.Setting setting, List<PipelineWork.Run> without, List<PipelineWork.Run> with) {
        Report.Section section = report.section("pipeline, producer-state, " + setting + " for " + seconds(setting)
            + " s, " + setting.placement().meaning());
        JournalCost<PipelineWork.Run> cost = new JournalCost<>(section, without, with)
            .add("received to acknowledged p50", Unit.MICROS, Goal.atMost(GOAL_DIFFERENCE_MICROS),
                run -> run.afterReceived().micros(P50))
            .add("received to acknowledged p99", Unit.MICROS, Goal.NONE, run -> run.afterReceived().micros(P99))
            .add("due to acknowledged p50", Unit.MICROS, Goal.NONE, run -> run.afterDue().micros(P50))
            .add("due to acknowledged p99", Unit.MICROS, Goal.NONE, run -> run.afterDue().micros(P99));
        section.add("stage journal p50", Unit.MICROS, with, run -> run.journalStage().micros(P50))
            .add("stage journal p99", Unit.MICROS, with, run -> run.journalStage().micros(P99));
        cost.add("allocated", Unit.BYTES, Goal.NONE, run -> run.allocated())
            .add("changes covered by later ones", Unit.COUNT, Goal.NONE, run -> run.covered());
        section.add("decisions the journal lacks", Unit.COUNT, NONE_AT_ALL, with, run -> run.gaps());
    }
}
