package io.neighsync.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.Statistics;

/**
 * Runs the JMH benchmarks, prints a table below the conditions and writes both to a file.
 *
 * <p>Arguments: {@code PROFILE COMMIT RESULTS_FOLDER [JMH arguments]}. {@code scripts/bench micro} is the way to it.
 */
public final class MicroBenchmarks {
    private static final int EX_USAGE = 64;

    private MicroBenchmarks() {
    }

    /**
     * Runs.
     *
     * @param arguments see above; the process ends with 0, 1 if a benchmark failed, 64 if an argument is wrong
     */
    public static void main(String[] arguments) {
        try {
            Profile profile = Profile.valueOf(arguments[0]);
            String[] jmh = Arrays.copyOfRange(arguments, 3, arguments.length);
            System.out.println(run(profile, arguments[1], Path.of(arguments[2]), new CommandLineOptions(jmh)));
        } catch (CommandLineOptionException wrong) {
            System.err.println("bench: " + wrong.getMessage().strip());
            System.exit(EX_USAGE);
        } catch (NoBenchmarksException wrong) {
            System.err.println("bench: no benchmark has a name that matches");
            System.exit(EX_USAGE);
        } catch (RunnerException | IOException failure) {
            System.err.println("bench: " + failure);
            System.exit(1);
        }
    }

    private static String run(Profile profile, String commit, Path folder, CommandLineOptions commandLine)
        throws RunnerException, IOException {
        Conditions conditions = Conditions.now(commit, profile.name());
        System.out.println(conditions.toText());
        Collection<RunResult> results = new Runner(profile.options(commandLine)).run();
        Path file = folder.resolve(conditions.day() + "-" + commit + "-micro.json");
        Files.createDirectories(folder);
        Files.writeString(file, document(conditions.toJson(), json(results)));
        return table(results) + "\nwritten to bench/results/" + file.getFileName();
    }

    /** A line for each benchmark: the median of all iterations, least and most. */
    private static String table(Collection<RunResult> results) {
        StringBuilder table = new StringBuilder(
            "%-36s %14s %14s %14s %10s%n".formatted("benchmark", "median op/s", "least", "most", "ns/op"));
        for (RunResult result : results) {
            Statistics statistics = result.getPrimaryResult().getStatistics();
            String name = result.getParams().getBenchmark();
            double median = statistics.getPercentile(50);
            table.append("%-36s %12.2f M %12.2f M %12.2f M %10.2f%n".formatted(
                name.substring(MicroBenchmarks.class.getPackageName().length() + 1), median / 1e6,
                statistics.getMin() / 1e6, statistics.getMax() / 1e6, 1e9 / median));
        }
        return table.toString();
    }

    private static String json(Collection<RunResult> results) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        ResultFormatFactory.getInstance(ResultFormatType.JSON, out).writeOut(results);
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** The result file: JMH's own JSON without the path of the JVM, and the conditions beside it. */
    static String document(String conditions, String results) {
        String withoutPath = results.replaceAll("(?m)^\\s*\"jvm\" : .*\\R", "");
        return "{\n  \"conditions\" : " + conditions + ",\n  \"results\" : " + withoutPath.strip() + "\n}\n";
    }

    /** How long to measure; what the command line says goes first. */
    enum Profile {
        /** To see where one is: some 12 seconds a benchmark. */
        quick(2, 2, 3, 1),
        /** To quote: more than a minute a benchmark. */
        full(5, 5, 5, 2);

        private final int forks;
        private final int warmups;
        private final int iterations;
        private final int seconds;

        Profile(int forks, int warmups, int iterations, int seconds) {
            this.forks = forks;
            this.warmups = warmups;
            this.iterations = iterations;
            this.seconds = seconds;
        }

        Options options(CommandLineOptions commandLine) {
            TimeValue time = TimeValue.seconds(seconds);
            ChainedOptionsBuilder options = new OptionsBuilder().parent(commandLine)
                .forks(commandLine.getForkCount().orElse(forks))
                .warmupIterations(commandLine.getWarmupIterations().orElse(warmups))
                .warmupTime(commandLine.getWarmupTime().orElse(time))
                .measurementIterations(commandLine.getMeasurementIterations().orElse(iterations))
                .measurementTime(commandLine.getMeasurementTime().orElse(time))
                .verbosity(commandLine.verbosity().orElse(VerboseMode.SILENT))
                .shouldFailOnError(true);
            return options.build();
        }
    }
}
