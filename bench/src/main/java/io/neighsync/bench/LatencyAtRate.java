package io.neighsync.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * From the instant at which a change is due, and from the sendmsg(2) that makes it, until its PUBLISH is seen: open
 * loop, at fixed rates, beside a {@link BareListener} in turn: as bare as can be, and with the commands of our own
 * batches, which tells what of the difference is Redis' work. The first changes after a start are measured apart.
 */
final class LatencyAtRate implements Part {
    /** The rate of which there are goals. */
    private static final int JUDGED_RATE = 1_000;
    /** SONiC's C++ neighsyncd at that rate, sendmsg to PUBLISH, in microseconds: bench/results/peer-2026-11.md. */
    private static final Map<Placement, Peer> PEER =
        Map.of(Placement.PLAIN, new Peer(134, 454, 0.75), Placement.PINNED, new Peer(104, 437, 0.5));
    private static final Goal GOAL_OF_FLOOR = Goal.atMost(1.3);
    private static final double P50 = 50;
    private static final double P99 = 99;
    private static final double P99_9 = 99.9;

    private record Peer(double p50, double p99, double share) {
    }

    @Override
    public String name() {
        return "latency";
    }

    @Override
    public void measure(Bench bench, Report report) {
        Optional<BareListener> floor = BareListener.compileIn(bench.folder());
        if (floor.isEmpty()) {
            report.note("latency: no floor, as there is no gcc to compile it (Debian: gcc)");
        }
        for (Placement placement : bench.placements()) {
            measure(bench, report, placement, floor);
        }
    }

    private static void measure(Bench bench, Report report, Placement placement, Optional<BareListener> floor) {
        List<Integer> rates = bench.profile().pick(
            List.of(JUDGED_RATE), List.of(JUDGED_RATE, 100), List.of(JUDGED_RATE, 100));
        int seconds = bench.profile().pick(2, 3, 10);
        LatencyWork work = new LatencyWork(
            bench.redis(), placement, bench.profile().pick(4_000, 6_000, 10_000), seconds);
        List<LatencyWork.Run> ours = new ArrayList<>();
        List<LatencyWork.Run> floors = new ArrayList<>();
        List<LatencyWork.Run> fencedFloors = new ArrayList<>();
        for (int run = 1; run <= bench.runs(); run++) {
            System.err.println("bench: latency, " + placement.label() + ", run " + run + " of " + bench.runs());
            // who comes first changes from run to run
            if (run % 2 == 0) {
                ours.add(work.measure(bench.daemon(), rates));
            }
            floor.ifPresent(listener -> floors.add(work.measure(listener.bare(), rates)));
            if (bench.profile() != Profile.SMOKE) {
                floor.ifPresent(listener -> fencedFloors.add(work.measure(listener.fenced(), rates)));
            }
            if (run % 2 == 1) {
                ours.add(work.measure(bench.daemon(), rates));
            }
        }
        reportCold(report, placement, ours);
        for (int i = 0; i < rates.size(); i++) {
            List<LatencyPhase> daemon = phases(ours, i);
            List<LatencyPhase> bare = phases(floors, i);
            String title = rates.get(i) + "/s, " + placement.label();
            Report.Section section = report.section("latency, " + title + ": " + placement.meaning() + ", "
                + seconds + " s");
            reportDaemon(section, daemon, rates.get(i) == JUDGED_RATE ? PEER.get(placement) : null);
            reportFloor(section, "floor", GOAL_OF_FLOOR, daemon, bare);
            reportFloor(section, "fenced floor", Goal.NONE, daemon, phases(fencedFloors, i));
            new LatencyFiles(bench.files(), title).write(daemon, bare);
        }
    }

    private static List<LatencyPhase> phases(List<LatencyWork.Run> runs, int rate) {
        return runs.stream().map(run -> run.rates().get(rate)).toList();
    }

    private static void reportCold(Report report, Placement placement, List<LatencyWork.Run> runs) {
        List<LatencyPhase> cold = runs.stream().map(LatencyWork.Run::cold).toList();
        Report.Section section = report.section("latency, first " + LatencyWork.COLD_CHANGES + " after the start, "
            + LatencyWork.COLD_RATE + "/s, " + placement.label());
        reportDaemon(section, cold, null);
    }

    private static void reportDaemon(Report.Section section, List<LatencyPhase> runs, Peer peer) {
        section.add("due to PUBLISH p50", Unit.MICROS, runs, due(P50))
            .add("due to PUBLISH p99", Unit.MICROS, runs, due(P99))
            .add("due to PUBLISH p99.9", Unit.MICROS, runs, due(P99_9))
            .add("due to PUBLISH max", Unit.MICROS, runs, run -> run.fromDue().maxMicros())
            .add("sendmsg to PUBLISH p50", Unit.MICROS,
                peer == null ? Goal.NONE : Goal.atMost(peer.p50() * peer.share()), runs, sent(P50))
            .add("sendmsg to PUBLISH p99", Unit.MICROS,
                peer == null ? Goal.NONE : Goal.atMost(peer.p99() * peer.share()), runs, sent(P99))
            .add("sendmsg to PUBLISH p99.9", Unit.MICROS, runs, sent(P99_9))
            .add("sendmsg to PUBLISH max", Unit.MICROS, runs, run -> run.fromSent().maxMicros())
            .add("changes never seen", Unit.COUNT, Goal.atMost(0), runs, LatencyPhase::unseen)
            .add("changes without a PUBLISH of their own", Unit.COUNT, runs, LatencyPhase::shared);
    }

    private static void reportFloor(
        Report.Section section, String name, Goal goal, List<LatencyPhase> runs, List<LatencyPhase> floors) {
        if (floors.isEmpty()) {
            return;
        }
        section.addYardstick(name + ", sendmsg to PUBLISH p50", Unit.MICROS, floors, sent(P50))
            .addYardstick(name + ", sendmsg to PUBLISH p99", Unit.MICROS, floors, sent(P99))
            .addYardstick(name + ", sendmsg to PUBLISH max", Unit.MICROS, floors, run -> run.fromSent().maxMicros())
            .add(name + ", changes never seen", Unit.COUNT, Goal.atMost(0), floors, LatencyPhase::unseen)
            .add("p50 in " + name + "s", Unit.RATIO, goal, ratios(runs, floors, sent(P50)), Double::doubleValue)
            .add("p99 in " + name + "s", Unit.RATIO, ratios(runs, floors, sent(P99)), Double::doubleValue);
    }

    private static List<Double> ratios(
        List<LatencyPhase> runs, List<LatencyPhase> floors, ToDoubleFunction<LatencyPhase> figure) {
        return IntStream.range(0, runs.size())
            .mapToObj(i -> figure.applyAsDouble(runs.get(i)) / figure.applyAsDouble(floors.get(i))).toList();
    }

    private static ToDoubleFunction<LatencyPhase> due(double percentile) {
        return run -> run.fromDue().micros(percentile);
    }

    private static ToDoubleFunction<LatencyPhase> sent(double percentile) {
        return run -> run.fromSent().micros(percentile);
    }
}
