package io.neighsync.engine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.neighsync.journal.CaptureMode;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class NeighctlDumpCommandTest {
    @TempDir
    private Path dir;

    @BeforeEach
    void record() {
        Incident.record(dir, CaptureMode.RAW);
    }

    private List<String> dump(String... options) {
        Invocation dumped = Invocation.neighctl(
                Stream.concat(Stream.of("journal", "dump", dir.toString()), Stream.of(options)).toArray(String[]::new));
        assertThat(dumped.exitCode()).as(dumped.err().toString()).isZero();
        return dumped.out();
    }

    @Test
    void shouldPrintEachRecordInWords() {
        List<String> lines = dump();
        assertThat(lines.getFirst()).startsWith("2026-11-22T03:00:00.000000Z seq=99 segment=1 OPENED")
                .contains("run 000000000000feed", "netns 4026531840");
        assertThat(lines).anyMatch(line -> line.endsWith(
                " LINK Ethernet4 ifindex 2, master 9, in VRF 9, its rows under Ethernet4"));
        assertThat(lines).anyMatch(line -> line.endsWith(" LINK Vrf10 ifindex 9, a VRF with table 9, its rows under"
                + " Vrf10"));
        assertThat(lines).anyMatch(line -> line.endsWith(" MARK DUMP_BEGIN, generation 2 opened by audit"));
        assertThat(lines).anyMatch(line -> line.endsWith(" ROW Ethernet0:10.0.0.1 set 02:00:00:00:00:01: dump row,"
                + " state STALE, in generation 1 opened by start"));
        assertThat(lines).anyMatch(line -> line.contains(" ROW Ethernet4:fc00::9 set 00:00:00:00:00:00 and failed: "));
        assertThat(lines).anyMatch(line -> line.endsWith(" RAW RTM_NEWNEIGH, 76 bytes, notification, generation 1"));
        assertThat(lines).anyMatch(line -> line.endsWith(" RAW TICK, generation 2"));
        assertThat(lines).anyMatch(line -> line.contains(" PROGRESS low watermark "));
        assertThat(lines).anyMatch(line -> line.endsWith(" LINK_GONE Ethernet8, generation 2"));
        assertThat(lines).anyMatch(line -> line.endsWith(" LINK Ethernet8 gone, ifindex 1"));
        assertThat(lines).anyMatch(line -> line.endsWith(" COMPLETE"));
    }

    @Test
    void shouldPrintEachRecordAsAnObjectOfItsOwn() {
        List<JsonObject> objects = Json.objects(dump("--json"));
        assertThat(objects).hasSameSizeAs(dump());
        assertThat(objects).allSatisfy(object -> assertThat(object.keySet())
                .startsWith("time", "sequence", "segment", "type"));
        JsonObject row = objects.stream().filter(object -> Json.text(object, "type").equals("ROW")).findFirst()
                .orElseThrow();
        assertThat(Json.text(row, "key")).isEqualTo("Ethernet0:10.0.0.1");
        assertThat(Json.text(row, "mac_address")).isEqualTo("02:00:00:00:00:01");
        assertThat(Json.text(row, "outcome")).isEqualTo("set");
        assertThat(Json.text(row, "opened_by")).isEqualTo("start");
        assertThat(objects).anyMatch(object -> object.has("message")
                && Json.text(object, "message").equals(Incident.MESSAGE));
        assertThat(objects).anyMatch(object -> object.has("rows") && object.getAsJsonArray("rows").size() == 3);
    }

    @Test
    void shouldPrintOnlyWhatIsAskedForAndKnowTheNamesOfLinksNevertheless() {
        List<String> rows = dump("--type", "ROW,LINK_GONE", "--type", "complete", "--from", "2026-11-22T03:25:00Z",
                "--to", "2026-11-22T03:35:00Z");
        assertThat(rows).singleElement().asString().endsWith(" ROW Ethernet8:10.0.0.1 deleted: the kernel does not "
                + "have it any more (confirmed), in generation 2 opened by audit");
        String time = rows.getFirst().split(" ", 2)[0];
        assertThat(dump("--type", "row", "--from", time, "--to", time)).isEqualTo(rows);
        String sequence = rows.getFirst().split(" ", 3)[1].replace("seq=", "seq:");
        assertThat(dump("--type", "row", "--from", sequence, "--to", sequence)).isEqualTo(rows);
    }

    @Test
    void shouldNameTheTypesThatThereAre() {
        Invocation dumped = Invocation.neighctl("journal", "dump", dir.toString(), "--type", "ROWS");
        assertThat(dumped.exitCode()).isEqualTo(64);
        assertThat(dumped.err().getFirst()).contains("ROWS", "SNAPSHOT_ROWS", "LINK_GONE");
    }
}
