package io.neighsync.engine.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.netlink.TestNetns;
import io.neighsync.netlink.ffm.UnixDatagramReceiver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that logs, and who reads it: the streams, and the socket /dev/log as a system logger has it. Where the
 * machine has a logger, the process sees another socket in its place, in a mount namespace of its own.
 */
@Timeout(60)
class DaemonLogSystemTest {
    private static final Path DEV_LOG = Path.of("/dev/log");
    private static final String STREAM = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z neighsyncd: ";
    private static final String SYSLOG = "\\w{3} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d neighsyncd: ";

    @TempDir
    private Path directory;
    private Path out;
    private Path err;

    @BeforeEach
    void nameFiles() {
        out = directory.resolve("out");
        err = directory.resolve("err");
    }

    private Process start(List<String> wrapper, LogOutput output) throws IOException {
        List<String> command = new ArrayList<>(wrapper);
        command.addAll(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + Path.of(System.getProperty("neighsync.root"), "scripts/jvm.options"),
                "-cp", System.getProperty("java.class.path"), LoggingProcess.class.getName(), output.name()));
        return new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    }

    private static void awaitEnd(Process process) throws InterruptedException {
        try {
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void shouldWriteLinesToStandardError() throws IOException, InterruptedException {
        awaitEnd(start(List.of(), LogOutput.STDERR));
        assertThat(Files.readString(out)).isEmpty();
        List<String> lines = Files.readAllLines(err);
        assertThat(lines.subList(0, 7).stream().map(line -> line.replaceFirst("^" + STREAM, ""))).containsExactly(
                "WARN  :- FaultWatch: degraded: redis gone at 100%s%n, 7 behind",
                "NOTICE :- FaultWatch: recovered: redis",
                "INFO  :- FaultWatch: logged",
                "DEBUG :- FaultWatch: traced",
                "NOTICE :- FaultWatch: again",
                "NOTICE :- FaultWatch: last message repeated 2 times: again",
                "ERROR :- FaultWatch: failed");
        assertThat(lines.get(7)).isEqualTo("java.lang.IllegalStateException: why");
        assertThat(lines.stream().filter(line -> line.startsWith("\tat "))).hasSizeGreaterThan(50);
        assertThat(lines.subList(lines.size() - 3, lines.size())).satisfiesExactly(
                line -> assertThat(line).matches(STREAM + "CRIT  :- main: cannot go on"),
                line -> assertThat(line).endsWith("WARN  :- FaultWatch: the last words"),
                line -> assertThat(line).endsWith("last message repeated 1 time: the last words"));
    }

    @Test
    void shouldSwitchFromStandardOutputToStandardError() throws IOException, InterruptedException {
        awaitEnd(start(List.of(), LogOutput.STDOUT));
        assertThat(Files.readAllLines(out)).first().asString().contains("degraded: redis");
        assertThat(Files.readAllLines(out)).last().asString().endsWith("main: cannot go on");
        assertThat(Files.readAllLines(err)).hasSize(2).allMatch(line -> line.endsWith("the last words"));
    }

    @Test
    void shouldSendMessagesToTheSystemLogLikeADaemonOfSonic() throws IOException, InterruptedException {
        boolean hasLogger = Files.exists(DEV_LOG, LinkOption.NOFOLLOW_LINKS);
        Path socket = hasLogger ? directory.resolve("log") : DEV_LOG;
        List<String> messages;
        try (UnixDatagramReceiver receiver = bind(socket)) {
            messages = messagesOf(start(hasLogger ? inPlaceOfDevLog(socket) : List.of(), LogOutput.SYSLOG), receiver);
        }
        List<String> expected = new ArrayList<>(List.of(
                "<12>:- FaultWatch: degraded: redis gone at 100%s%n, 7 behind",
                "<13>:- FaultWatch: recovered: redis",
                "<14>:- FaultWatch: logged",
                "<15>:- FaultWatch: traced",
                "<13>:- FaultWatch: again",
                "<13>:- FaultWatch: last message repeated 2 times: again",
                "<11>:- FaultWatch: failed",
                "<11>:- FaultWatch: java.lang.IllegalStateException: why"));
        for (int i = 1; i < 20; i++) {
            expected.add("<11>:- FaultWatch:  at io.neighsync.engine.log.LoggingProcess.failure(LoggingProcess.java)");
        }
        expected.add("<10>:- main: cannot go on");
        assertThat(messages).allMatch(message -> message.matches("(?s)<\\d+>" + SYSLOG + ".*"));
        assertThat(messages.stream().map(message -> message.replaceFirst(SYSLOG, "").replaceFirst(":\\d+\\)$", ")")))
                .containsExactlyElementsOf(expected);
        assertThat(Files.readAllLines(err)).hasSize(2).allMatch(line -> line.endsWith("the last words"));
    }

    private static UnixDatagramReceiver bind(Path socket) {
        if (!Files.isWritable(socket.getParent())) {
            TestNetns.skip(socket + " cannot be created; run as root");
        }
        return new UnixDatagramReceiver(socket.toString());
    }

    private static List<String> inPlaceOfDevLog(Path socket) throws IOException, InterruptedException {
        List<String> wrapper = List.of("unshare", "--mount", "sh", "-c",
                "mount --bind '" + socket + "' " + DEV_LOG + " && exec \"$@\"", "sh");
        List<String> probe = new ArrayList<>(wrapper);
        probe.add("true");
        if (new ProcessBuilder(probe).start().waitFor() != 0) {
            TestNetns.skip("unshare(1) or mount(8) failed; run as root, with CAP_SYS_ADMIN");
        }
        return wrapper;
    }

    private static List<String> messagesOf(Process process, UnixDatagramReceiver receiver)
            throws InterruptedException {
        List<String> messages = new ArrayList<>();
        while (process.isAlive()) {
            Optional<String> message = receiver.receive(Duration.ofMillis(20));
            message.ifPresent(messages::add);
        }
        awaitEnd(process);
        messages.addAll(receiver.receiveAll());
        return messages;
    }
}
