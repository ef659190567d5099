package io.neighsync.engine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused before anything is recorded; ProfileSystemTest records. */
class NeighctlProfileCommandTest {
    private static final String NO_PID = String.valueOf(1L << 30);

    @TempDir
    private Path dir;

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "3601", "soon"})
    void shouldNameSecondsThatAreOutOfRange(String seconds) {
        Invocation profile = Invocation.neighctl("profile", "--seconds", seconds);
        assertThat(profile.exitCode()).isEqualTo(64);
        assertThat(profile.err().getFirst()).contains("--seconds").contains(seconds);
    }

    @Test
    void shouldNotTakeBothWishesForOneFileAlone() {
        assertThat(Invocation.neighctl("profile", "--flame", "--jfr").exitCode()).isEqualTo(64);
    }

    @Test
    void shouldSayThatThereIsNoSuchProcess() {
        Invocation profile = Invocation.neighctl("profile", "--pid", NO_PID, "--out", dir.toString());
        assertThat(profile.exitCode()).isEqualTo(69);
        assertThat(profile.err()).singleElement().asString().contains(NO_PID);
    }

    @Test
    void shouldNameAFolderThatCannotBeWritten() {
        Invocation profile = Invocation.neighctl("profile", "--out", dir.resolve("nowhere").toString());
        assertThat(profile.exitCode()).isEqualTo(1);
        assertThat(profile.err()).singleElement().asString().contains("nowhere", "--out");
    }
}
