package io.neighsync.bench;

import io.neighsync.netlink.ffm.CpuSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Runs the parts of the suite that measure a whole daemon, of any make, between a real kernel and a real redis-server;
 * prints a table and writes it to two files.
 *
 * <p>Arguments: {@code COMMIT RESULTS_FOLDER NAME PROFILE RUNS FOLDER DAEMON PART...}, where {@code NAME} is what the
 * files' names end with, {@code RUNS} may be 0 for the profile's own number, {@code FOLDER} is one for what is needed
 * meanwhile, and {@code DAEMON} a {@link DaemonCommand}. {@code scripts/bench} is the way to it: it gives this process
 * a network namespace with a link {@code Ethernet12}.
 */
public final class EndToEnd {
    private static final int EX_USAGE = 64;
    private static final int FIRST_PART = 7;
    /** How far a ratio may be from its goal before a smoke run fails: other work on the machine is no regression. */
    private static final double SMOKE_ROOM = 5;
    /** Before the number of keys. */
    private static final String CONFIG_DB = ConfigDbStartPart.NAME + ":";

    private EndToEnd() {
    }

    private static List<Part> parts() {
        return List.of(new StartPart(), new LatencyAtRate(), new RowRate(), new ChurnPart(), new SustainedPart(),
            new MemoryPart(), new IdlePart(), new AllocationPart(), new DecodePart(), new ReplayPart());
    }

    /**
     * Runs.
     *
     * @param arguments see above; the process ends with 0, with 1 if something failed, or if in a smoke run a ratio is
     *     beyond its room or rows are lost, with 64 if an argument is wrong
     */
    public static void main(String[] arguments) {
        Profile profile = Profile.FULL;
        List<Part> parts = List.of();
        try {
            profile = Profile.named(arguments[3]);
            parts = Stream.of(arguments).skip(FIRST_PART).map(EndToEnd::part).toList();
        } catch (IllegalArgumentException wrong) {
            System.err.println("bench: " + wrong.getMessage());
            System.exit(EX_USAGE);
        }
        try {
            if (!run(profile, parts, arguments)) {
                System.exit(1);
            }
        } catch (IOException | RuntimeException failure) {
            System.err.println("bench: " + failure.getMessage());
            System.exit(1);
        }
    }

    private static Part part(String name) {
        if (name.startsWith(CONFIG_DB)) {
            return new ConfigDbStartPart(Integer.parseInt(name.substring(CONFIG_DB.length())));
        }
        return parts().stream().filter(part -> part.name().equals(name)).findFirst()
            .orElseThrow(() -> new IllegalArgumentException("unknown part '" + name + "', allowed are "
                + parts().stream().map(Part::name).toList()));
    }

    private static boolean run(Profile profile, List<Part> parts, String[] arguments) throws IOException {
        int runs = Integer.parseInt(arguments[4]) == 0 ? profile.runs() : Integer.parseInt(arguments[4]);
        Conditions conditions = Conditions.now(
            arguments[0], arguments[3] + ", " + runs + (runs == 1 ? " run" : " runs"));
        ResultFiles files = new ResultFiles(
            Path.of(arguments[1]), conditions.day() + "-" + arguments[0] + arguments[2]);
        DaemonCommand daemon = new DaemonCommand(arguments[6]);
        try (BenchRedis redis = new BenchRedis()) {
            Report report = new Report(conditions, redis.version());
            Bench bench = new Bench(profile, runs, placements(profile), redis, daemon, Path.of(arguments[5]), files);
            report.note("Daemon: " + daemon.line());
            for (Part part : parts) {
                part.measure(bench, report);
            }
            report.write(files);
            return profile != Profile.SMOKE || holds(report);
        }
    }

    private static List<Placement> placements(Profile profile) {
        List<Placement> all = Placement.endToEnd(CpuSet.allowed().cardinality());
        return profile.pick(List.of(Placement.PLAIN), all, all);
    }

    private static boolean holds(Report report) {
        List<ReportRow> beyond = beyondRoom(report);
        beyond.forEach(row -> System.err.println("bench: beyond " + row.goal().relaxed(SMOKE_ROOM) + ": "
            + row.section() + ": " + row.toText().strip()));
        return beyond.isEmpty();
    }

    /** What a smoke run does not let pass: ratios, and numbers of things of which there are to be none. */
    static List<ReportRow> beyondRoom(Report report) {
        return report.rows().stream().filter(row -> row.unit() == Unit.RATIO || row.unit() == Unit.COUNT)
            .filter(row -> !row.reachesGoal(SMOKE_ROOM)).toList();
    }
}
