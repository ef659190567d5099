package io.neighsync.engine.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.netlink.NeighborInjector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whatever happens to neighbors and links, Redis ends equal to the kernel. One seed is one script; {@code
 * -Dneighsync.firstKernelSeed=N -Dneighsync.kernelSeeds=1} runs that of a failure again.
 */
@Timeout(900)
class RandomScriptsSystemTest extends OnMirroredHost {
    private static final int SEEDS =
            Integer.getInteger("neighsync.kernelSeeds", Boolean.getBoolean("neighsync.long") ? 200 : 5);
    private static final long FIRST_SEED = Long.getLong("neighsync.firstKernelSeed", 1);
    private static final int STEPS = 300;
    /**
     * Scripts come in pieces of this many lines, each followed by a comparison. Redis stands still during every other
     * one, so that what happens to a row merges with what happened before.
     */
    private static final int PIECE = 100;

    private long rows;

    @Test
    void shouldEndEqualAfterEveryScript() {
        boolean liveRename = renamesLinksThatAreUp();
        int commands = 0;
        long start = System.nanoTime();
        try (DaemonProcess daemon = host().mirror()) {
            for (long seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
                List<NeighborScript.Command> script = NeighborScript.of(seed, STEPS, liveRename);
                play(seed, script);
                commands += script.size();
                run(NeighborScript.cleanUp());
                awaitEqual(seed, script);
            }
            long nanos = System.nanoTime() - start;
            assertClean(daemon);
            System.out.println("seeds=" + SEEDS + " from " + FIRST_SEED + " commands=" + commands + " rows compared="
                    + rows + " rows_set=" + daemon.counted("rows_set") + " rows_deleted="
                    + daemon.counted("rows_deleted") + " ms=" + nanos / 1_000_000);
        }
    }

    private void play(long seed, List<NeighborScript.Command> script) {
        for (int from = 0; from < script.size(); from += PIECE) {
            List<NeighborScript.Command> soFar = script.subList(0, Math.min(from + PIECE, script.size()));
            boolean stall = from / PIECE % 2 == 1;
            if (stall) {
                host().redis().pause();
            }
            run(soFar.subList(from, soFar.size()));
            if (stall) {
                host().redis().resume();
            }
            awaitEqual(seed, soFar);
            rows += host().expected().size();
        }
    }

    private void awaitEqual(long seed, List<NeighborScript.Command> script) {
        try {
            host().awaitEqual(MirroredHost.SOON);
        } catch (AssertionError different) {
            throw new AssertionError("seed " + seed + ": " + different.getMessage() + "\nafter\n"
                    + script.stream().map(Object::toString).collect(Collectors.joining("\n")), different);
        }
    }

    private static void assertClean(DaemonProcess daemon) {
        if (daemon.terminate() != 0 || daemon.counted("audit_repairs") != 0 || daemon.counted("errors") != 0) {
            throw new AssertionError(daemon.output());
        }
    }

    private boolean renamesLinksThatAreUp() {
        try {
            host().ip("link set Ethernet0 name uplink0");
            return true;
        } catch (IllegalStateException busy) {
            return false;
        }
    }

    /** Neighbors at full speed between commands about links; what the kernel refuses is passed over. */
    private static void run(List<NeighborScript.Command> commands) {
        List<String> links = new ArrayList<>();
        try (NeighborInjector injector = NeighborInjector.open()) {
            for (NeighborScript.Command command : commands) {
                if (command.isNeighbor()) {
                    runLinks(links);
                    command.neighbor().accept(injector);
                } else {
                    flush(injector);
                    links.add(command.text());
                }
            }
            runLinks(links);
            flush(injector);
        }
    }

    private static void flush(NeighborInjector injector) {
        try {
            injector.flush();
        } catch (IllegalStateException refused) {
            assertThat(refused).hasMessageMatching("(?s).*(ENOENT|EINVAL|ENODEV|ENETDOWN).*");
        }
    }

    private static void runLinks(List<String> lines) {
        if (lines.isEmpty()) {
            return;
        }
        try {
            Process ip = new ProcessBuilder("ip", "-force", "-batch", "-").redirectErrorStream(true).start();
            try (var stdin = ip.outputWriter(StandardCharsets.UTF_8)) {
                stdin.write(String.join("\n", lines) + "\n");
            }
            ip.getInputStream().readAllBytes();
            ip.waitFor();
            lines.clear();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
