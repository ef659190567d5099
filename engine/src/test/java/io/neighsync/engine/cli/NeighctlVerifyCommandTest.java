package io.neighsync.engine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.journal.CaptureMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class NeighctlVerifyCommandTest {
    @TempDir
    private Path dir;

    @BeforeEach
    void record() {
        Incident.record(dir, CaptureMode.NONE);
    }

    private Invocation verify(String... options) {
        String[] arguments = Stream.concat(Stream.of("journal", "verify", dir.toString()), Stream.of(options))
                .toArray(String[]::new);
        return Invocation.neighctl(arguments);
    }

    private Path file(String segment) throws IOException {
        try (Stream<Path> files = Files.list(dir.resolve("segments").resolve(segment))) {
            return files.filter(file -> file.toString().endsWith(".cq4")).findFirst().orElseThrow();
        }
    }

    private static void write(Path file, long at, int value) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {(byte) value}), at);
        }
    }

    /** Where the last record of a file ends, or a little behind it. */
    private static long end(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int end = bytes.length;
        while (bytes[end - 1] == 0) {
            end--;
        }
        return end;
    }

    @Test
    void shouldSumUpAJournalThatIsAllRight() {
        Invocation verified = verify();
        assertThat(verified.exitCode()).isZero();
        assertThat(verified.out()).singleElement().asString()
                .matches("segments=\\d records=\\d+ bytes=\\d+ damaged=0 quarantined=0");
        assertThat(verified.err()).isEmpty();
        assertThat(Json.object(verify("--json").out().getFirst()).get("damaged").getAsInt()).isZero();
    }

    @Test
    void shouldNameSegmentFileByteAndReasonOfEachDamageAndExitWith1() throws IOException {
        Path first = file("00000001");
        long at = end(first) - 5;
        write(first, at, 0x55);
        Path second = file("00000002");
        try (FileChannel channel = FileChannel.open(second, StandardOpenOption.WRITE)) {
            channel.truncate(Files.size(second) - 4096);
        }
        Invocation verified = verify();
        assertThat(verified.exitCode()).isEqualTo(1);
        assertThat(verified.out()).hasSize(3);
        assertThat(verified.out().getFirst()).startsWith("damaged segment=1: " + first)
                .contains("damaged at byte ", "checksum");
        assertThat(verified.out().get(1)).startsWith("damaged segment=2: " + second).contains("bytes long instead of");
        assertThat(verified.out().getLast()).contains("damaged=2 quarantined=0");
        assertThat(verify("--json").out()).allSatisfy(line -> Json.object(line));
    }

    @Test
    void shouldFindWhatIsBehindTheLastRecordOfASegmentThatNobodyAppendsTo() throws IOException {
        Path last = file("00000002");
        write(last, end(last) + 10_000, 7);
        Invocation verified = verify();
        assertThat(verified.exitCode()).isEqualTo(1);
        assertThat(verified.out().getFirst()).contains("damaged segment=2", "behind the last record");
    }

    @Test
    void shouldListWhatWasPutAsideAndNotTakeItForDamage() throws IOException {
        Path aside = dir.resolve("quarantine").resolve("00000001-1763856000000");
        Files.move(dir.resolve("segments/00000001"), aside);
        Invocation verified = verify();
        assertThat(verified.exitCode()).isZero();
        assertThat(verified.out()).contains("quarantined " + aside);
        assertThat(verified.out().getLast()).endsWith("damaged=0 quarantined=1");
        assertThat(Json.text(Json.object(verify("--json").out().getFirst()), "quarantined"))
                .isEqualTo(aside.toString());
    }
}
