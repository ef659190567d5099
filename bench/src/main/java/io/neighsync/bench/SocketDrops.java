package io.neighsync.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Notifications that found no room in the receive buffer of a process' event sockets, as the kernel counts them:
 * column Drops of {@code /proc/PID/net/netlink}, proc(5).
 */
final class SocketDrops {
    private static final int GROUPS = 3;
    private static final int DROPS = 8;
    private static final int INODE = 9;
    private static final String NO_GROUPS = "00000000";

    private SocketDrops() {
    }

    /** Those of a process until now. */
    static long of(long pid) {
        return read(Path.of("/proc", String.valueOf(pid)));
    }

    /** As {@code /proc/PID} has it; only sockets that have joined a group, so not those of dumps. */
    static long read(Path process) {
        try (Stream<String> lines = Files.lines(process.resolve("net/netlink"))) {
            Set<String> own = sockets(process);
            return lines.skip(1).map(line -> line.strip().split("\\s+", -1))
                .filter(row -> !row[GROUPS].equals(NO_GROUPS) && own.contains("socket:[" + row[INODE] + "]"))
                .mapToLong(row -> Long.parseLong(row[DROPS])).sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> sockets(Path process) throws IOException {
        try (Stream<Path> descriptors = Files.list(process.resolve("fd"))) {
            return descriptors.map(SocketDrops::target).filter(Objects::nonNull).collect(Collectors.toSet());
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException closedMeanwhile) {
            return null;
        }
    }
}
