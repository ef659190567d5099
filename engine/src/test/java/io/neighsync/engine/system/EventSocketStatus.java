package io.neighsync.engine.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the kernel itself says about a daemon's event socket: its row of {@code /proc/net/netlink}.
 *
 * @param fd      its descriptor in the daemon
 * @param queued  bytes in its receive buffer, column Rmem
 * @param drops   datagrams that found no room in it so far, column Drops
 */
record EventSocketStatus(int fd, long queued, long drops) {
    /** RTNLGRP_LINK and RTNLGRP_NEIGH, as column Groups shows them. */
    private static final String GROUPS = "00000005";
    private static final int GROUPS_COLUMN = 3;
    private static final int RMEM_COLUMN = 4;
    private static final int DROPS_COLUMN = 8;
    private static final int INODE_COLUMN = 9;

    static EventSocketStatus of(DaemonProcess daemon) {
        return daemon.procLines("net/netlink").stream()
                .map(line -> List.of(line.strip().split("\\s+")))
                .filter(row -> row.get(GROUPS_COLUMN).equals(GROUPS))
                .map(row -> new EventSocketStatus(descriptor(daemon, row.get(INODE_COLUMN)),
                        Long.parseLong(row.get(RMEM_COLUMN)), Long.parseLong(row.get(DROPS_COLUMN))))
                .filter(row -> row.fd >= 0)
                .findFirst().orElseThrow(() -> new AssertionError("no event socket"));
    }

    private static int descriptor(DaemonProcess daemon, String inode) {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + daemon.pid() + "/fd"))) {
            return descriptors.filter(fd -> isSocket(fd, inode))
                    .mapToInt(fd -> Integer.parseInt(fd.getFileName().toString())).findFirst().orElse(-1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isSocket(Path descriptor, String inode) {
        try {
            return Files.readSymbolicLink(descriptor).toString().equals("socket:[" + inode + "]");
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }
}
