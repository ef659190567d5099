package io.neighsync.bench;

import java.util.List;

/**
 * The command line of a daemon that mirrors neighbors into Redis in the protocol of SONiC, ours or any other, as a
 * shell reads it: {@code {redis}} in it stands for the path of redis-server's unix socket, {@code {link}} for the name
 * of the link that has neighbors.
 *
 * <p>Nothing is asked of it but what SONiC's own neighsyncd does: it follows the neighbors of the network namespace it
 * is started in, and ends at SIGTERM. What it has done is read from Redis.
 *
 * @param line to be completed
 */
record DaemonCommand(String line) {
    /** The command with its socket and its link, as a process that the daemon itself becomes. */
    List<String> of(String socket) {
        return List.of("sh", "-c", "exec " + line.replace("{redis}", socket).replace("{link}", BenchLink.NAME));
    }

    /** Starts it, pinned as the placement says; the placement of redis-server is left as it is. */
    DaemonProcess start(BenchRedis redis, Placement placement) {
        return DaemonProcess.ofAnyMake(placement.command(of(redis.socket())));
    }
}
