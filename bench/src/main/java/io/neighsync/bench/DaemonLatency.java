package io.neighsync.bench;

import io.neighsync.netlink.ffm.CpuSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The latency of whole daemons with a journal and without, in turn; prints a table and writes it to two files.
 *
 * <p>Arguments: {@code COMMIT RESULTS_FOLDER RUNS FOLDER DAEMON}, the folder one in which journals are made.
 * {@code scripts/bench journal --daemon} is the way to it: it gives this process a network namespace with a link
 * {@code Ethernet12}.
 */
public final class DaemonLatency {
    private static final int[] RATES = {1_000, 100_000};
    private static final int SECONDS = 8;
    private static final double GOAL_DIFFERENCE_MICROS = 1;

    private DaemonLatency() {
    }

    /**
     * Runs.
     *
     * @param arguments see above; the process ends with 0, or with 1 if something failed
     */
    public static void main(String[] arguments) {
        int runs = Integer.parseInt(arguments[2]);
        Conditions conditions = Conditions.now(arguments[0], runs + (runs == 1 ? " run" : " runs"));
        try (BenchRedis redis = new BenchRedis()) {
            Report report = new Report(conditions, redis.version());
            DaemonLatencyWork work = new DaemonLatencyWork(redis, Path.of(arguments[3]), arguments[4]);
            for (Placement placement : Placement.possibleWith(CpuSet.allowed().cardinality())) {
                for (int rate : RATES) {
                    measure(work, report, placement, rate, runs);
                }
            }
            report.write(new ResultFiles(
                Path.of(arguments[1]), conditions.day() + "-" + arguments[0] + "-journal-daemon"));
        } catch (IOException | RuntimeException failure) {
            System.err.println("bench: " + failure.getMessage());
            System.exit(1);
        }
    }

    private static void measure(
        DaemonLatencyWork work, Report report, Placement placement, int rate, int runs) {
        List<DaemonLatencyWork.Run> without = new ArrayList<>();
        List<DaemonLatencyWork.Run> with = new ArrayList<>();
        for (int run = 1; run <= runs; run++) {
            System.err.println("bench: daemon, " + placement.label() + ", " + rate + "/s, run " + run);
            // who comes first changes from run to run
            boolean journaledFirst = run % 2 == 0;
            (journaledFirst ? with : without).add(work.measure(placement, rate, journaledFirst, SECONDS));
            (journaledFirst ? without : with).add(work.measure(placement, rate, !journaledFirst, SECONDS));
        }
        Report.Section section = report.section("daemon, producer-state, " + placement.label() + ", " + rate
            + "/s for " + SECONDS + " s, " + placement.meaning());
        new JournalCost<>(section, without, with)
            .add("received to acknowledged p50", Unit.MICROS, Goal.atMost(GOAL_DIFFERENCE_MICROS),
                DaemonLatencyWork.Run::p50)
            .add("received to acknowledged p99", Unit.MICROS, Goal.NONE, DaemonLatencyWork.Run::p99);
        section.add("stage journal p50", Unit.MICROS, with, DaemonLatencyWork.Run::journalP50)
            .add("stage journal p99", Unit.MICROS, with, DaemonLatencyWork.Run::journalP99)
            .add("overruns, without", Unit.COUNT, Goal.atMost(0), without, DaemonLatencyWork.Run::overruns)
            .add("overruns, journal", Unit.COUNT, Goal.atMost(0), with, DaemonLatencyWork.Run::overruns);
    }
}
