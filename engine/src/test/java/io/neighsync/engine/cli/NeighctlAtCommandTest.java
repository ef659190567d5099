package io.neighsync.engine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.neighsync.journal.CaptureMode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands {@code at TIME show} and {@code at TIME TIME diff}. */
@Timeout(60)
class NeighctlAtCommandTest {
    private static final String DAY = "2026-11-22T";

    @TempDir
    private Path dir;

    @BeforeEach
    void record() {
        Incident.record(dir, CaptureMode.NONE);
    }

    private Invocation at(String... arguments) {
        List<String> all = new ArrayList<>(List.of("--journal", dir.toString(), "at"));
        all.addAll(List.of(arguments));
        return Invocation.neighctl(all.toArray(String[]::new));
    }

    @Test
    void shouldShowTheRowsAsTheyWere() {
        assertThat(at(DAY + "03:05:00Z", "show").out()).containsExactly(
                "10.0.0.1 dev Ethernet0 lladdr 02:00:00:00:00:01");
        assertThat(at(DAY + "03:15:00Z", "show").out()).containsExactly(
                "10.0.0.1 dev Ethernet0 lladdr 02:00:00:00:00:02",
                "fc00::2 dev Ethernet4 lladdr 02:00:00:00:00:22 vrf Vrf10",
                "fc00::9 dev Ethernet4 lladdr 00:00:00:00:00:00 vrf Vrf10 failed");
        assertThat(at(DAY + "03:25:00Z", "show").out()).contains("10.0.0.1 dev Ethernet8 lladdr 02:00:00:00:00:02");
        assertThat(at("2026-11-22T04:35:00+01:00", "show").out()).hasSize(2);
    }

    @Test
    void shouldShowWhatADecisionLedToAtTheTimeThatIsPrintedForIt() {
        String printed = Invocation.neighctl("history", "10.0.0.1", "--journal", dir.toString()).out().get(1)
                .split(" ", 2)[0];
        assertThat(at(printed, "show").out()).containsExactly("10.0.0.1 dev Ethernet0 lladdr 02:00:00:00:00:02");
    }

    @Test
    void shouldShowOnlyWhatIsAskedFor() {
        String time = DAY + "03:15:00Z";
        assertThat(at(time, "show", "--interface", "Ethernet0").out()).hasSize(1);
        assertThat(at(time, "show", "--vrf", "Vrf10").out()).hasSize(2).allMatch(line -> line.contains("Ethernet4"));
        assertThat(at(time, "show", "--vrf", "default").out()).hasSize(1);
        assertThat(at(time, "show", "--family", "ipv4").out()).hasSize(1);
        assertThat(at(time, "show", "--family", "IPv6").out()).hasSize(2);
        assertThat(at(time, "show", "--limit", "2").out()).hasSize(2);
        assertThat(at(time, "show", "--limit", "0").out()).isEmpty();
        assertThat(at(time, "show", "--limit", "-1").exitCode()).isEqualTo(64);
        assertThat(at(time, "show", "--family", "ipx").exitCode()).isEqualTo(64);
    }

    @Test
    void shouldShowRowsAsJson() {
        List<JsonObject> rows = Json.objects(at(DAY + "03:15:00Z", "show", "--json").out());
        assertThat(rows).extracting(row -> Json.text(row, "key")).containsExactly(
                "Ethernet0:10.0.0.1", "Ethernet4:fc00::2", "Ethernet4:fc00::9");
        assertThat(rows).extracting(row -> Json.text(row, "vrf")).containsExactly("default", "Vrf10", "Vrf10");
        assertThat(Json.text(rows.getFirst(), "mac_address")).isEqualTo("02:00:00:00:00:02");
        assertThat(Json.text(rows.getFirst(), "family")).isEqualTo("IPv4");
        assertThat(rows.getLast().get("failed").getAsBoolean()).isTrue();
    }

    @Test
    void shouldTellWhatDiffersAndExitWith1() {
        Invocation diff = at(DAY + "03:05:00Z", DAY + "03:15:00Z", "diff");
        assertThat(diff.exitCode()).isEqualTo(1);
        assertThat(diff.out()).containsExactlyInAnyOrder(
                "~ Ethernet0:10.0.0.1 02:00:00:00:00:01 -> 02:00:00:00:00:02",
                "+ Ethernet4:fc00::2 02:00:00:00:00:22", "+ Ethernet4:fc00::9 00:00:00:00:00:00 failed");
        assertThat(at(DAY + "03:15:00Z", DAY + "03:05:00Z", "diff").out())
                .contains("- Ethernet4:fc00::2 02:00:00:00:00:22");
        List<JsonObject> json = Json.objects(at(DAY + "03:05:00Z", DAY + "03:15:00Z", "diff", "--json").out());
        assertThat(json).extracting(one -> Json.text(one, "difference"))
                .containsExactlyInAnyOrder("added", "added", "changed");
        assertThat(json).anyMatch(one -> one.has("mac_address_before")
                && Json.text(one, "mac_address_before").equals("02:00:00:00:00:01"));
    }

    @Test
    void shouldExitWith0WhenNothingDiffers() {
        Invocation diff = at(DAY + "03:11:00Z", DAY + "03:12:00Z", "diff");
        assertThat(diff.exitCode()).isZero();
        assertThat(diff.out()).isEmpty();
    }

    @Test
    void shouldSayWhatTheJournalDoesNotTell() {
        Invocation early = at(DAY + "02:59:00Z", "show");
        assertThat(early.exitCode()).isEqualTo(1);
        assertThat(early.err()).singleElement().asString().contains("before the journal begins",
                "2026-11-22T03:00:00.000000Z");
        assertThat(at("seq:999999", "show").err()).singleElement().asString().contains("seq:999999", "not in the");
        Invocation late = at(Instant.now().plus(Duration.ofDays(1)).toString(), "show");
        assertThat(late.exitCode()).isEqualTo(64);
        assertThat(late.err().getFirst()).contains("still to come");
    }

    @Test
    void shouldTakeTimesThatBeginWithAHyphenAndAsManyAsNeeded() {
        assertThat(at("-1m", "show").exitCode()).as(at("-1m", "show").err().toString()).isZero();
        assertThat(at("-1h30m", "now", "diff").err()).allMatch(line -> !line.contains("Unknown"));
        assertThat(at("now", "now", "show").exitCode()).isEqualTo(64);
        assertThat(at("now", "diff").exitCode()).isEqualTo(64);
        assertThat(at("show").exitCode()).isEqualTo(64);
        assertThat(at("now", "show", "--jsn").exitCode()).isEqualTo(64);
    }
}
