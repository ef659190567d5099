package io.neighsync.engine.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Signals sent to this JVM, and to one that may not handle them. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReloadSignalTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    private Process process;

    /** Here, as a test that waits for its output in vain does not get to it. */
    @AfterEach
    void endProcess() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    /** Waits for a signal, which is to end it or to be taken. */
    static final class WaitingProcess {
        private WaitingProcess() {
        }

        /** Says when it can be signaled. */
        public static void main(String[] arguments) throws InterruptedException {
            ReloadSignal signal = new ReloadSignal();
            System.out.println("waiting");
            while (!signal.take()) {
                Thread.sleep(1);
            }
            System.out.println("taken");
        }
    }

    private static void hangUp(long pid) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-HUP", String.valueOf(pid)).start().waitFor()).isZero();
    }

    private static List<String> command(String... options) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + Path.of(System.getProperty("neighsync.root"), "scripts/jvm.options")));
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), WaitingProcess.class.getName()));
        return command;
    }

    private List<String> linesOfAProcessThatIsHungUp(String... options)
            throws IOException, InterruptedException {
        process = new ProcessBuilder(command(options)).redirectErrorStream(true).start();
        List<String> lines = new ArrayList<>();
        try (var output = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                lines.add(line);
                if (line.equals("waiting")) {
                    hangUp(process.pid());
                }
            }
            lines.add("exit " + process.waitFor());
        }
        return lines;
    }

    @Test
    void shouldTakeEachSignalOnce() throws IOException, InterruptedException {
        ReloadSignal signal = new ReloadSignal();
        assertThat(signal.take()).isFalse();
        for (int i = 0; i < 3; i++) {
            hangUp(ProcessHandle.current().pid());
            await().atMost(SOON).until(signal::take);
            assertThat(signal.take()).isFalse();
        }
    }

    @Test
    void shouldNotEndTheProcess() throws IOException, InterruptedException {
        assertThat(linesOfAProcessThatIsHungUp()).containsExactly("waiting", "taken", "exit 0");
    }

    @Test
    void shouldSayWhenTheSignalCannotBeTakenOver() throws IOException, InterruptedException {
        List<String> lines = linesOfAProcessThatIsHungUp("-Xrs");
        assertThat(lines).hasSize(3).element(0).asString().contains("SIGHUP will end the daemon");
        assertThat(lines.subList(1, 3)).containsExactly("waiting", "exit 129");
    }
}
