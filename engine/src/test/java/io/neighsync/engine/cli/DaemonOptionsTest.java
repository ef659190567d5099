package io.neighsync.engine.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.neighsync.engine.daemon.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DaemonOptionsTest {
    @Test
    void shouldTurnOptionsIntoSettings() {
        DaemonOptions options = DaemonOptions.parse("--redis", "unix:/run/r.sock", "--protocol=direct",
                "--sonic-db-config", "/db.json", "--namespace", "asic0", "--journal", "none", "--threading", "single",
                "--set", "ring.size=64", "--set", "vrf.exclude=a=b, c");
        assertThat(options.settings()).containsExactlyInAnyOrderEntriesOf(Map.of(
                "redis.address", "unix:/run/r.sock", "redis.protocol", "direct", "sonic.database_config", "/db.json",
                "sonic.namespace", "asic0", "journal.dir", "none", "threading.mode", "single", "ring.size", "64",
                "vrf.exclude", "a=b, c"));
        assertThat(options.settings().keySet())
                .isSubsetOf(Settings.load(Optional.empty(), Map.of(), Map.of()).keys());
        assertThat(options.file()).isEmpty();
        assertThat(List.of(options.checkConfig(), options.printConfig(), options.once(), options.print(),
                options.noWait(), options.help(), options.version())).containsOnly(false);
    }

    @Test
    void shouldReadFlagsAndTheFile() {
        DaemonOptions options = DaemonOptions.parse("--config", "/etc/n.conf", "--check-config", "--print-config",
                "--once", "--print", "--no-wait", "-h", "-V");
        assertThat(options.file()).contains(Path.of("/etc/n.conf"));
        assertThat(List.of(options.checkConfig(), options.printConfig(), options.once(), options.print(),
                options.noWait(), options.help(), options.version())).containsOnly(true);
        assertThat(DaemonOptions.parse().settings()).isEmpty();
    }

    @Test
    void shouldLetTheLastOfSeveralValuesAndTheNamedOptionCount() {
        assertThat(DaemonOptions.parse("--set", "ring.size=64", "--set", "ring.size=128").settings())
                .containsEntry("ring.size", "128");
        assertThat(DaemonOptions.parse("--journal", "/j", "--set", "journal.dir=/k").settings())
                .containsEntry("journal.dir", "/j");
        assertThat(DaemonOptions.parse("--set", "sonic.namespace=\"x\"").settings())
                .containsEntry("sonic.namespace", "\"x\"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--rediss a | unknown option --rediss; the nearest is --redis",
        "--jurnal=/j | unknown option --jurnal=/j; the nearest is --journal",
        "--onc | unknown option --onc; the nearest is --once",
        "-x | unknown option -x; the nearest is --set",
        "--redis | --redis needs a value",
        "--set ring.size | --set needs KEY=VALUE, not 'ring.size'",
        "--set =64 | --set needs KEY=VALUE, not '=64'",
        "start | unexpected argument 'start'",
    })
    void shouldNameWhatItDoesNotUnderstand(String line, String message) {
        String[] arguments = line.split(" ", -1);
        assertThatThrownBy(() -> DaemonOptions.parse(arguments)).isInstanceOf(UsageException.class)
                .hasMessageStartingWith(message.startsWith("unknown option -x") ? "unknown option -x" : message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis", "protocol", "sonic-db-config", "namespace", "journal", "threading", "config",
        "set", "check-config", "print-config", "once", "print", "no-wait", "help", "version"})
    void shouldHelpWithEachOption(String name) {
        assertThat(DaemonOptions.HELP).containsPattern("(?m)^  (-., )?--" + name + "[ \n]");
        assertThat(DaemonOptions.HELP.lines()).allMatch(line -> line.length() <= 120);
    }

    @Test
    void shouldKnowWhatItHelpsWith() {
        List<String> named = Pattern.compile("(?m)^  (?:-., )?--([a-z-]+)").matcher(DaemonOptions.HELP).results()
                .map(result -> result.group(1)).toList();
        assertThat(named).hasSize(15).allSatisfy(name -> assertThatThrownBy(() ->
                DaemonOptions.parse("--" + name + "-not")).hasMessageContaining("the nearest is --" + name));
    }
}
