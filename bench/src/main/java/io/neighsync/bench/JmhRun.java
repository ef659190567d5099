package io.neighsync.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs benchmarks of JMH for a part of the suite, in JVMs with the options that all of ours need. */
final class JmhRun {
    private static final Path OPTIONS = Path.of(System.getProperty("neighsync.root"), "scripts", "jvm.options");

    private JmhRun() {
    }

    /**
     * Operations a second in every iteration, by the name of the method.
     *
     * @param benchmarks class that has them
     * @param profile    how long to measure
     * @param methods    those to run
     * @throws IllegalStateException if one fails
     */
    static Map<String, List<Double>> rates(Class<?> benchmarks, Profile profile, String... methods) {
        TimeValue time = TimeValue.milliseconds(profile.pick(100, 1_000, 2_000));
        OptionsBuilder options = new OptionsBuilder();
        for (String method : methods) {
            options.include(benchmarks.getName().replace(".", "\\.") + "\\." + method + "$");
        }
        options.forks(profile.pick(1, 1, 3)).jvmArgs("@" + OPTIONS, "-Xms512m", "-Xmx512m")
            .warmupIterations(profile.pick(1, 2, 3)).warmupTime(time)
            .measurementIterations(profile.pick(1, 3, 3)).measurementTime(time)
            .verbosity(VerboseMode.SILENT).shouldFailOnError(true);
        try {
            return new Runner(options.build()).run().stream()
                .collect(Collectors.toMap(result -> method(result.getParams()), JmhRun::scores));
        } catch (RunnerException failure) {
            throw new IllegalStateException("a benchmark of " + benchmarks.getSimpleName() + " failed: "
                + failure.getMessage(), failure);
        }
    }

    private static String method(BenchmarkParams params) {
        return params.getBenchmark().substring(params.getBenchmark().lastIndexOf('.') + 1);
    }

    private static List<Double> scores(RunResult result) {
        return result.getBenchmarkResults().stream()
            .flatMap(fork -> fork.getIterationResults().stream())
            .map(iteration -> iteration.getPrimaryResult().getScore()).toList();
    }
}
