package io.neighsync.engine.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.neighsync.netlink.ffm.CpuSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Where the daemon's threads run, how exactly they wait, and whether its memory is locked, as the kernel has it. */
@Timeout(120)
class ThreadPlacementSystemTest extends OnMirroredHost {
    private static final String RECEIVER = "neigh-rx";
    private static final String COMPILER = "C2 CompilerThre";
    private static final Duration SOON = Duration.ofSeconds(10);
    /** The conductor looks once a second. */
    private static final Duration TWO_LOOKS = Duration.ofMillis(2_500);
    private static final Path ISOLATED = Path.of("/sys/devices/system/cpu/isolated");
    private static final long KERNEL_SLACK_NANOS = 50_000;

    @TempDir
    private Path directory;

    private final BitSet allowed = CpuSet.allowed();
    private final String last = String.valueOf(allowed.length() - 1);

    @Test
    void shouldPinThePipelineAndKeepEveryOtherThreadOffItsCore() {
        assumeThat(allowed.cardinality()).as("cores").isGreaterThan(1);
        try (DaemonProcess daemon = host().mirror("threading.mode=single", "threading.cpus=" + last)) {
            assertAloneOnTheLastCore(daemon);
        }
    }

    @Test
    void shouldPreferACoreThatTheKernelIsolatesAndSaySo() throws IOException {
        assumeThat(allowed.cardinality()).as("cores").isEqualTo(2);
        try (DaemonProcess daemon = mirrorWithIsolated(last, "threading.cpus=auto")) {
            assertAloneOnTheLastCore(daemon);
            assertThat(daemon.hasErr("threading.idle = block, on cores " + last)).as(daemon.output()).isTrue();
        }
    }

    @Test
    void shouldSayThatNoCoreIsIsolatedAndGoOn() throws IOException {
        try (DaemonProcess daemon = mirrorWithIsolated("", "threading.cpus=isolated")) {
            assertThat(daemon.hasErr("threading.cpus = isolated is refused: the kernel isolates no core"))
                    .as(daemon.output()).isTrue();
            assertThat(threadsByCores(daemon)).hasSize(1);
        }
    }

    @Test
    void shouldWaitExactlyOnlyWhereThePipelineBlocks() {
        try (DaemonProcess daemon = host().mirror("threading.mode=grouped", "threading.idle=block")) {
            Map<String, Long> slack = DaemonThread.of(daemon).stream().collect(
                    Collectors.toMap(DaemonThread::name, DaemonThread::slackNanos, Math::max));
            assertThat(slack).containsEntry(RECEIVER, 1L).containsEntry("neigh-stages", 1L)
                    .containsEntry("neigh-redis", 1L).containsEntry("VM Thread", KERNEL_SLACK_NANOS);
        }
        try (DaemonProcess daemon = host().mirror("threading.mode=single", "threading.idle=yield")) {
            assertThat(DaemonThread.of(daemon)).allMatch(thread -> thread.slackNanos() == KERNEL_SLACK_NANOS);
        }
    }

    @Test
    void shouldLetTheOptimizingCompilerYieldUntilItIsReady() {
        try (DaemonProcess daemon = DaemonProcess.start("--redis", "unix:/no/such/socket")) {
            assertCompilerStaysAt(19, daemon);
        }
        try (DaemonProcess daemon = host().mirror()) {
            Eventually.shouldBeEqual(SOON, () -> niceValues(daemon).get(COMPILER), () -> 0);
        }
    }

    @Test
    void shouldLetTheOptimizingCompilerYieldLessWhereItCannotBeTakenBack() {
        assumeThat(Path.of("/usr/bin/setpriv")).as("setpriv(1) of util-linux").isExecutable();
        List<String> unprivileged = List.of(
                "prlimit", "--nice=0", "setpriv", "--bounding-set=-sys_nice", "--inh-caps=-sys_nice");
        try (DaemonProcess daemon = DaemonProcess.startUnder(
                unprivileged, "--redis", host().redis().unixAddress().toString())) {
            daemon.awaitReady();
            assertCompilerStaysAt(10, daemon);
        }
    }

    private static void assertCompilerStaysAt(int nice, DaemonProcess daemon) {
        Eventually.shouldHold(SOON, "a pipeline", () -> niceValues(daemon).containsKey(RECEIVER));
        LockSupport.parkNanos(TWO_LOOKS.toNanos());
        assertThat(niceValues(daemon)).containsEntry(COMPILER, nice).containsEntry("C1 CompilerThre", 0)
                .containsEntry(RECEIVER, 0);
    }

    private static Map<String, Integer> niceValues(DaemonProcess daemon) {
        return DaemonThread.of(daemon).stream().collect(
                Collectors.toMap(DaemonThread::name, DaemonThread::nice, Math::max));
    }

    @Test
    void shouldLockItsMemoryAndTouchNoMoreOfItForThat() {
        long unlocked;
        try (DaemonProcess daemon = host().mirror()) {
            assertThat(lockedKib(daemon)).isZero();
            unlocked = daemon.residentKib();
        }
        try (DaemonProcess daemon = host().mirror("memory.lock=true")) {
            long resident = daemon.residentKib();
            System.out.println("memory.lock: locked " + lockedKib(daemon) + " KiB of address space, resident "
                    + resident + " KiB, without " + unlocked);
            assertThat(lockedKib(daemon)).isGreaterThan(resident);
            assertThat(resident).isLessThan(unlocked * 3 / 2);
            assertThat(daemon.err()).as(daemon.output()).noneMatch(line -> line.contains("memory.lock"));
        }
    }

    @Test
    void shouldSayWhyMemoryCannotBeLockedAndGoOn() {
        assumeThat(Path.of("/usr/bin/setpriv")).as("setpriv(1) of util-linux").isExecutable();
        try (DaemonProcess daemon = DaemonProcess.startUnder(
                List.of("prlimit", "--memlock=8388608", "setpriv", "--bounding-set=-ipc_lock", "--inh-caps=-ipc_lock"),
                "--redis", host().redis().unixAddress().toString(), "--set", "memory.lock=true")) {
            daemon.awaitReady();
            assertThat(lockedKib(daemon)).isZero();
            assertThat(daemon.err()).as(daemon.output()).filteredOn(line -> line.contains("memory.lock"))
                    .singleElement().asString().endsWith("memory.lock = true is refused: the process has no "
                            + "CAP_IPC_LOCK and RLIMIT_MEMLOCK is 8388608 bytes, where it has to be "
                            + "unlimited; memory is not locked");
        }
    }

    private static long lockedKib(DaemonProcess daemon) {
        return daemon.procLines("status").stream().filter(line -> line.startsWith("VmLck:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", ""))).findFirst().orElseThrow();
    }

    /** A daemon in a mount namespace of its own, where the kernel seems to isolate these cores. */
    private DaemonProcess mirrorWithIsolated(String cores, String setting) throws IOException {
        Path list = Files.writeString(directory.resolve("isolated"), cores + "\n");
        DaemonProcess daemon = DaemonProcess.startUnder(
                List.of("unshare", "--mount", "sh", "-c", "mount --bind " + list + " " + ISOLATED + " && exec \"$@\"",
                        "sh"),
                "--redis", host().redis().unixAddress().toString(), "--set", "logging.level=info", "--set", setting);
        daemon.awaitReady();
        return daemon;
    }

    private void assertAloneOnTheLastCore(DaemonProcess daemon) {
        Map<String, List<String>> threads = threadsByCores(daemon);
        assertThat(threads).as("threads by cores").hasSize(2).containsEntry(last, List.of(RECEIVER));
        threads.remove(last);
        assertThat(threads.values().iterator().next()).contains("VM Thread", COMPILER, "neigh-connect");
    }

    private static Map<String, List<String>> threadsByCores(DaemonProcess daemon) {
        Map<String, List<String>> threads = new TreeMap<>();
        for (DaemonThread thread : DaemonThread.of(daemon)) {
            threads.computeIfAbsent(thread.cpus(), cpus -> new ArrayList<>()).add(thread.name());
        }
        return threads;
    }
}
