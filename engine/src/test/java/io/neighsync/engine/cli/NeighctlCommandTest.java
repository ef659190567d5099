package io.neighsync.engine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What scripts rely on: exit codes, and sentences that name thing, value and remedy. */
class NeighctlCommandTest {
    @TempDir
    private Path dir;

    @ParameterizedTest
    @ValueSource(strings = {"history", "at", "at now show", "at now now diff", "journal verify", "journal stats",
        "journal dump", "journal replay", "journal export", "report", "profile"})
    void shouldHelpWithExamplesOfEachCommand(String command) {
        Invocation help = Invocation.neighctl((command + " --help").split(" ", -1));
        assertThat(help.exitCode()).isZero();
        assertThat(help.err()).isEmpty();
        assertThat(help.out()).anyMatch(line -> line.startsWith("Usage: neighctl " + command.split(" ", -1)[0]))
                .contains("Examples:").anyMatch(line -> line.contains("--journal"));
    }

    @Test
    void shouldListItsCommands() {
        Invocation help = Invocation.neighctl("--help");
        assertThat(help.exitCode()).isZero();
        assertThat(String.join("\n", help.out())).contains("history", "at ", "journal ", "report", "profile");
        assertThat(String.join("\n", Invocation.neighctl("journal", "--help").out()))
                .contains("verify", "stats", "dump", "replay", "export");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "journal", "at now"})
    void shouldAskForTheCommandThatIsMissing(String line) {
        Invocation asked = Invocation.neighctl(line.isEmpty() ? new String[0] : line.split(" ", -1));
        assertThat(asked.exitCode()).isEqualTo(64);
        assertThat(asked.err().getFirst()).startsWith("neighctl: say what: ");
    }

    @Test
    void shouldTellItsOwnVersion() {
        Invocation version = Invocation.neighctl("--version");
        assertThat(version.exitCode()).isZero();
        assertThat(version.out()).singleElement().asString().startsWith("neighctl ");
        assertThat(Invocation.neighctl("journal", "verify", "--version").out()).isEqualTo(version.out());
    }

    @Test
    void shouldSuggestTheNearestCommandAndOption() {
        Invocation command = Invocation.neighctl("histroy", "10.0.0.1");
        assertThat(command.exitCode()).isEqualTo(64);
        assertThat(String.join("\n", command.err())).contains("histroy", "neighctl history");
        Invocation option = Invocation.neighctl("journal", "verify", "--jsno");
        assertThat(option.exitCode()).isEqualTo(64);
        assertThat(String.join("\n", option.err())).contains("--jsno", "--json");
    }

    @Test
    void shouldExitWith1AndNameTheFolderWhereThereIsNoJournal() {
        Path nowhere = dir.resolve("nowhere");
        for (List<String> line : List.of(List.of("journal", "verify"), List.of("journal", "stats"),
                List.of("journal", "dump"), List.of("history", "10.0.0.1"), List.of("at", "now", "show"),
                List.of("at", "-1m", "now", "diff"), List.of("journal", "export", "--pcap", "-"),
                List.of("journal", "replay", "--redis", "localhost:1"))) {
            List<String> arguments = new ArrayList<>(line);
            arguments.addAll(List.of("--journal", nowhere.toString()));
            Invocation asked = Invocation.neighctl(arguments.toArray(String[]::new));
            assertThat(asked.exitCode()).as(line.toString()).isEqualTo(1);
            assertThat(asked.out()).isEmpty();
            assertThat(asked.err()).containsExactly(
                    "neighctl: there is no journal in " + nowhere + ": name the folder of one");
        }
    }

    @Test
    void shouldNotGuessWhichOfTwoFoldersIsMeant() {
        Invocation asked = Invocation.neighctl("journal", "verify", dir.toString(), "--journal", "/other");
        assertThat(asked.exitCode()).isEqualTo(64);
        assertThat(asked.err().getFirst()).contains(dir.toString(), "/other", "name one");
    }

    @Test
    void shouldTakeTheFolderBeforeOrBehindTheCommand() {
        assertThat(Invocation.neighctl("--journal", dir.toString(), "journal", "verify").exitCode()).isZero();
        assertThat(Invocation.neighctl("journal", "--journal", dir.toString(), "verify").exitCode()).isZero();
        assertThat(Invocation.neighctl("journal", "verify", "--journal", dir.toString()).exitCode()).isZero();
        assertThat(Invocation.neighctl("journal", "verify", dir.toString()).out())
                .containsExactly("segments=0 records=0 bytes=0 damaged=0 quarantined=0");
    }
}
