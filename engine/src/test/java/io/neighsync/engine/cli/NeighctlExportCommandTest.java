package io.neighsync.engine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.journal.CaptureMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class NeighctlExportCommandTest {
    @TempDir
    private Path dir;

    @TempDir
    private Path elsewhere;

    @Test
    void shouldWriteTheMessagesOfTheKernelAndNothingElse() throws IOException {
        Incident.record(dir, CaptureMode.RAW);
        Path file = elsewhere.resolve("incident.pcap");
        Invocation exported = Invocation.neighctl("journal", "export", "--pcap", file.toString(), dir.toString());
        assertThat(exported.exitCode()).as(exported.err().toString()).isZero();
        assertThat(exported.out()).containsExactly("exported packets=1");
        byte[] bytes = Files.readAllBytes(file);
        assertThat(bytes).hasSize(24 + 16 + 16 + 76);
        String hex = HexFormat.of().formatHex(bytes);
        assertThat(hex).startsWith("4d3cb2a1").endsWith("0000" + "0338" + "00000000000000000000" + "0000"
                + Incident.MESSAGE);
    }

    @Test
    void shouldSayThatNothingWasCapturedAndLeaveNoFile() {
        Incident.record(dir, CaptureMode.NONE);
        Path file = elsewhere.resolve("none.pcap");
        Invocation exported = Invocation.neighctl("journal", "export", "--pcap", file.toString(), dir.toString());
        assertThat(exported.exitCode()).isEqualTo(1);
        assertThat(exported.err()).containsExactly("neighctl: journal " + dir
                + " has no messages of the kernel: let neighsyncd run with journal.capture = raw");
        assertThat(file).doesNotExist();
    }

    @Test
    void shouldExportOnlyTheTimeAskedFor() {
        Incident.record(dir, CaptureMode.RAW);
        String file = elsewhere.resolve("some.pcap").toString();
        assertThat(Invocation.neighctl("journal", "export", "--pcap", file, dir.toString(),
                "--from", "2026-11-22T03:11:00Z").exitCode()).isEqualTo(1);
        assertThat(Invocation.neighctl("journal", "export", "--pcap", file, dir.toString(),
                "--from", "2026-11-22T03:09:00Z", "--to", "2026-11-22T03:11:00Z").exitCode()).isZero();
    }

    @Test
    void shouldNameAFileThatCannotBeWritten() {
        Incident.record(dir, CaptureMode.RAW);
        String file = elsewhere.resolve("missing/some.pcap").toString();
        Invocation exported = Invocation.neighctl("journal", "export", "--pcap", file, dir.toString());
        assertThat(exported.exitCode()).isEqualTo(1);
        assertThat(exported.err()).singleElement().asString().contains(file, "cannot be written");
    }
}
