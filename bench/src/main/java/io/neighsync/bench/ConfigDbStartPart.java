package io.neighsync.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Starts of our daemon while it follows SONiC's CONFIG_DB, which in turn is empty and has so many keys. */
final class ConfigDbStartPart implements Part {
    /** Its name; on the command line the number of keys follows behind a colon. */
    static final String NAME = "start-config-db";

    private static final int NEIGHBORS = 10_000;

    private final int keys;

    /** Starts with so many keys, 1 or more. */
    ConfigDbStartPart(int keys) {
        this.keys = keys;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void measure(Bench bench, Report report) {
        ConfigDb configDb = new ConfigDb(bench.redis(), bench.folder());
        DaemonCommand daemon = bench.daemon().with("--sonic-db-config " + configDb.description());
        try (BenchWorld world = new BenchWorld(bench.redis())) {
            StartWork work = new StartWork(world);
            for (Placement placement : bench.placements()) {
                List<StartWork.Run> empty = new ArrayList<>();
                List<StartWork.Run> full = new ArrayList<>();
                for (int run = 1; run <= bench.runs(); run++) {
                    System.err.println("bench: " + NAME + ", " + placement.label() + ", run " + run);
                    empty.add(work.measure(daemon, placement, world.announce(NEIGHBORS)));
                    NumberedNeighbors neighbors = world.announce(NEIGHBORS);
                    configDb.fill(keys);
                    full.add(work.measure(daemon, placement, neighbors));
                }
                report(report.section("start, " + NEIGHBORS + " rows, CONFIG_DB followed, " + placement.label() + ", "
                    + placement.meaning()), keys, empty, full);
            }
        }
    }

    /** Figures of starts in pairs. */
    static void report(Report.Section section, int keys, List<StartWork.Run> empty, List<StartWork.Run> full) {
        section.add("CONFIG_DB without keys", Unit.MILLIS, empty, StartWork.Run::rows)
            .add("CONFIG_DB with " + keys + " keys", Unit.MILLIS, full, StartWork.Run::rows)
            .add("  one per the other", Unit.RATIO, IntStream.range(0, full.size()).boxed().toList(),
                i -> full.get(i).rows() / empty.get(i).rows());
    }
}
