package io.neighsync.engine.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A daemon under load is profiled, and goes on. */
@Timeout(180)
class ProfileSystemTest {
    private static final int KEYS = 500;
    private static final int CHANGES_PER_SECOND = 20_000;
    private static final List<String> AS_NOBODY =
            List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=-all");

    @TempDir
    private Path dir;

    private MirroredHost host;
    private Churn churn;

    @BeforeEach
    void enter() {
        host = MirroredHost.enter();
        churn = new Churn(host.netns().ifindex("Ethernet0"), KEYS, CHANGES_PER_SECOND, 1);
    }

    @AfterEach
    void leave() {
        if (host != null) {
            host.close();
        }
    }

    /** The scripts as they are where they need not build anything: beside what is packaged. */
    private Path scripts() throws IOException {
        Path root = Path.of(System.getProperty("neighsync.root"));
        Path scripts = Files.createDirectories(dir.resolve("scripts"));
        for (String name : List.of("profile.sh", "neighctl", "lib.sh", "aot.sh", "jvm.options", "daemon.options")) {
            Files.copy(root.resolve("scripts").resolve(name), scripts.resolve(name));
            Files.setPosixFilePermissions(scripts.resolve(name), PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        Path target = Files.createDirectories(dir.resolve("engine/target"));
        Files.createSymbolicLink(target.resolve("neighsyncd.jar"), root.resolve("engine/target/neighsyncd.jar"));
        Files.createSymbolicLink(target.resolve("lib"), root.resolve("engine/target/lib"));
        Files.createFile(target.resolve(".built"));
        return scripts;
    }

    @Test
    void shouldShowWhatADaemonUnderLoadDoes() throws IOException {
        try (DaemonProcess daemon = host.mirror("performance.latency_log=" + dir.resolve("latencies.hlog"))) {
            churn.start();
            Neighctl.Answer profile = Neighctl.runCommand(List.of(scripts().resolve("profile.sh").toString(),
                    "--pid", String.valueOf(daemon.pid()), "--seconds", "2", "--out", dir.toString()));
            churn.stop();
            assertThat(profile.exitCode()).as(profile.toString()).isZero();
            assertThat(profile.lines().getFirst()).matches("pid=" + daemon.pid()
                    + " seconds=2\\.[0-9] cpu=[0-9.]+% memory_mb=[0-9.]+ peak_mb=[0-9.]+ threads=\\d+ fds=\\d+");
            assertThat(profile.lines())
                    .anyMatch(line -> line.matches("thread=neigh-rx cpu=[1-9][0-9.]*% allocated_kb=\\d+"))
                    .anyMatch(line -> line.matches(" +[0-9.]+% [a-z]\\S+"))
                    .anyMatch(line -> line.startsWith("e2e count="))
                    .anyMatch(line -> line.startsWith("collections="));
            String name = "neighsyncd-" + daemon.pid();
            assertThat(Files.size(dir.resolve(name + ".jfr"))).isPositive();
            assertThat(Files.readString(dir.resolve(name + ".svg"))).contains("<title>neigh-rx: ", "io.neighsync.");
            host.awaitApplied();
            assertThat(daemon.terminate()).as(daemon.output()).isZero();
            assertThat(daemon.counted("errors")).isZero();
            assertThat(daemon.counted("netlink_errors")).isZero();
        }
    }

    @Test
    void shouldProfileTheDaemonOfAnotherUserAsRootAlone() {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")), "setpriv(1) is missing: util-linux");
        try (DaemonProcess nobodys = DaemonProcess.startUnder(AS_NOBODY, "--redis", "embedded");
                DaemonProcess roots = host.mirror()) {
            nobodys.awaitReady();
            Neighctl.Answer profile = Neighctl.run("profile", "--pid", String.valueOf(nobodys.pid()),
                    "--seconds", "1", "--out", dir.toString(), "--jfr");
            assertThat(profile.exitCode()).as(profile.toString()).isZero();
            assertThat(dir.resolve("neighsyncd-" + nobodys.pid() + ".jfr")).isRegularFile();
            assertThat(dir.resolve("neighsyncd-" + nobodys.pid() + ".svg")).doesNotExist();

            Neighctl.Answer refused = Neighctl.runUnder(AS_NOBODY, "profile", "--pid", String.valueOf(roots.pid()),
                    "--seconds", "1", "--out", "/tmp");
            assertThat(refused.exitCode()).as(refused.toString()).isEqualTo(77);
            assertThat(refused.lines()).containsExactly(
                    "neighctl: process " + roots.pid() + " belongs to user 0: be that user, or root");
        }
    }
}
