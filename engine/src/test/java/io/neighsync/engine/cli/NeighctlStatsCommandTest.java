package io.neighsync.engine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.neighsync.journal.CaptureMode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class NeighctlStatsCommandTest {
    @TempDir
    private Path dir;

    @Test
    void shouldTellOfEachSegmentAndOfAllOfThem() {
        Incident.record(dir, CaptureMode.NONE);
        Incident.record(dir, CaptureMode.RAW);
        Invocation stats = Invocation.neighctl("journal", "stats", dir.toString());
        assertThat(stats.exitCode()).isZero();
        assertThat(stats.out().getFirst()).startsWith("segment=1 from=2026-11-22T03:00:00.000000Z to=2026-11-22T03:")
                .contains(" sequences=99..", " records=16 ", " run=000000000000feed ", " continuous=no ",
                        " capture=none ", " OPENED=1 ", " MARK=");
        assertThat(stats.out().get(1)).contains(" continuous=yes ");
        assertThat(stats.out().get(stats.out().size() - 2)).contains(" capture=raw ", " RAW=");
        assertThat(stats.out().getLast()).startsWith("total segments=" + (stats.out().size() - 1))
                .contains(" gaps=1 ", " ROW=12 ");
    }

    @Test
    void shouldTellTheSameAsJson() {
        Incident.record(dir, CaptureMode.RAW);
        List<JsonObject> stats = Json.objects(
                Invocation.neighctl("journal", "stats", dir.toString(), "--json").out());
        long records = 0;
        for (JsonObject segment : stats.subList(0, stats.size() - 1)) {
            long ofTypes = segment.getAsJsonObject("types").entrySet().stream()
                    .mapToLong(type -> type.getValue().getAsLong()).sum();
            assertThat(ofTypes).isEqualTo(segment.get("records").getAsLong());
            assertThat(segment.get("capture").getAsBoolean()).isTrue();
            records += ofTypes;
        }
        assertThat(stats.getLast().get("records").getAsLong()).isEqualTo(records);
        assertThat(Json.text(stats.getLast(), "from")).isEqualTo("2026-11-22T03:00:00.000000Z");
        assertThat(stats.getLast().get("segments").getAsInt()).isEqualTo(stats.size() - 1);
    }
}
