package io.neighsync.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Tests of {@link EmbeddedRedisServer}.
 */
@Timeout(60)
class EmbeddedRedisServerSystemTest {
    @Test
    void shouldServeAndLeaveNothingBehind() {
        final ByteArrayOutputStream output = new ByteArrayOutputStream();
        final PrintStream standardOutput = System.out;
        final PrintStream standardError = System.err;
        final PrintStream captured = new PrintStream(output, true, StandardCharsets.UTF_8);
        System.setOut(captured);
        System.setErr(captured);
        final Path directory;
        final long children = ProcessHandle.current().children().count();
        try (EmbeddedRedisServer server = EmbeddedRedisServer.start()) {
            directory = Path.of(server.address().host()).getParent();
            assertThat(server.address().kind()).isEqualTo(RedisAddress.Kind.UNIX);
            final WriterFixture fixture = new WriterFixture(server.address(), TableProtocol.DIRECT);
            final RedisConnection connection = fixture.connector.connect();
            assertThat(connection.serverVersion()).startsWith("6.2.");
            fixture.writer.adopt(connection.activate());
            assertThat(fixture.set("Ethernet0:10.0.0.1", "00:11:22:33:44:55").flush()).endsWith("complete");
            fixture.close();
        } finally {
            System.setOut(standardOutput);
            System.setErr(standardError);
        }
        assertThat(directory).satisfies(gone -> assertThat(Files.exists(gone)).isFalse());
        // the JVM reaps a child a moment after its end
        final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        while (ProcessHandle.current().children().count() != children && System.nanoTime() - deadline < 0) {
            Thread.onSpinWait();
        }
        assertThat(ProcessHandle.current().children().count()).isEqualTo(children);
        assertThat(output.toString(StandardCharsets.UTF_8)).isEmpty();
    }
}
