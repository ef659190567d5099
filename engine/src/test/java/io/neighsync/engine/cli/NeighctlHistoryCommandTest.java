package io.neighsync.engine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.neighsync.journal.CaptureMode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class NeighctlHistoryCommandTest {
    @TempDir
    private Path dir;

    @BeforeEach
    void record() {
        Incident.record(dir, CaptureMode.NONE);
    }

    private Invocation history(String... arguments) {
        String[] all = new String[arguments.length + 3];
        all[0] = "history";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        all[all.length - 2] = "--journal";
        all[all.length - 1] = dir.toString();
        return Invocation.neighctl(all);
    }

    @Test
    void shouldTellWhatBecameOfANeighborAndWhy() {
        Invocation history = history("10.0.0.1");
        assertThat(history.exitCode()).isZero();
        assertThat(history.out()).extracting(line -> line.substring(0, 16) + line.substring(27)).containsExactly(
                "2026-11-22T03:00 Ethernet0:10.0.0.1 set 02:00:00:00:00:01: dump row, state STALE, in generation 1 "
                        + "opened by start",
                "2026-11-22T03:10 Ethernet0:10.0.0.1 set 02:00:00:00:00:02: notification RTM_NEWNEIGH, state REACHABLE",
                "2026-11-22T03:20 Ethernet0:10.0.0.1 deleted: the link was renamed from Ethernet0 to Ethernet8, and the"
                        + " row moves along",
                "2026-11-22T03:20 Ethernet8:10.0.0.1 set 02:00:00:00:00:02: the link was renamed from Ethernet0 to "
                        + "Ethernet8, and the row moves along",
                "2026-11-22T03:30 Ethernet8:10.0.0.1 deleted: the kernel does not have it any more (confirmed), in "
                        + "generation 2 opened by audit",
                "2026-11-22T03:40 Ethernet8:10.0.0.1 set 02:00:00:00:00:03: notification RTM_NEWNEIGH, state REACHABLE",
                "2026-11-22T03:40 Ethernet8:10.0.0.1 deleted: the link is gone");
    }

    @Test
    void shouldTellOnlyOfOneLinkWhenAsked() {
        assertThat(history("10.0.0.1", "--interface", "Ethernet8").out()).hasSize(4)
                .allMatch(line -> line.contains(" Ethernet8:10.0.0.1 "));
    }

    @Test
    void shouldTellTheSameAsJson() {
        List<JsonObject> history = Json.objects(history("fc00::9", "--json").out());
        assertThat(history).hasSize(2);
        assertThat(history).extracting(object -> Json.text(object, "outcome")).containsExactly("set", "failed");
        assertThat(Json.text(history.getFirst(), "mac_address")).isEqualTo("00:00:00:00:00:00");
        assertThat(Json.text(history.getFirst(), "state")).isEqualTo("FAILED");
        assertThat(Json.text(history.getFirst(), "key")).isEqualTo("Ethernet4:fc00::9");
        List<JsonObject> renamed = Json.objects(history("10.0.0.1", "--json").out());
        assertThat(renamed).hasSize(7).allSatisfy(object -> assertThat(Json.text(object, "cause")).isNotBlank());
    }

    @Test
    void shouldSayThatTheJournalTellsNothingOfAnAddress() {
        Invocation history = history("10.0.0.77");
        assertThat(history.exitCode()).isEqualTo(1);
        assertThat(history.out()).isEmpty();
        assertThat(history.err()).singleElement().asString().contains("10.0.0.77", dir.toString(), "journal stats");
        assertThat(history("not.an.address").exitCode()).isEqualTo(64);
    }
}
