package io.neighsync.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;

/** The result file and the profiles. */
class MicroBenchmarksTest {
    @Test
    void shouldKeepThePathOfTheJvmOutOfTheResultFile() {
        String results = """
            [
                {
                    "forks" : 2,
                    "jvm" : "/somewhere/bin/java",
                    "threads" : 1
                }
            ]
            """;
        assertThat(MicroBenchmarks.document("{ }", results)).isEqualTo("""
            {
              "conditions" : { },
              "results" : [
                {
                    "forks" : 2,
                    "threads" : 1
                }
            ]
            }
            """);
    }

    @Test
    void shouldLetTheCommandLineOverrideTheProfile() throws CommandLineOptionException {
        Options options = MicroBenchmarks.Profile.quick.options(new CommandLineOptions("-f", "7", "Decode"));
        assertThat(options.getForkCount().get()).isEqualTo(7);
        assertThat(options.getMeasurementIterations().get()).isEqualTo(3);
        assertThat(options.getIncludes()).containsExactly("Decode");
    }
}
