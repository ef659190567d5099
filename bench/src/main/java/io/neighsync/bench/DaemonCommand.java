package io.neighsync.bench;

import java.nio.file.Path;
import java.util.List;

/**
 * The command line of a daemon that mirrors neighbors into Redis in the protocol of SONiC, ours or any other, as a
 * shell reads it: {@code {redis}} in it stands for the path of redis-server's unix socket, {@code {link}} for the name
 * of the link that has neighbors. A line that has them takes what only ours knows: {@code {journal}} stands for the
 * folder of a journal or {@code none}, {@code {options}} for further options.
 *
 * <p>Nothing is asked of it but what SONiC's own neighsyncd does: it follows the neighbors of the network namespace it
 * is started in, and ends at SIGTERM. What it has done is read from Redis.
 *
 * @param line to be completed
 */
record DaemonCommand(String line) {
    private static final String JOURNAL = "{journal}";
    private static final String OPTIONS = "{options}";

    /** The command with its socket and its link, as a process that the daemon itself becomes. */
    List<String> of(String socket) {
        return List.of("sh", "-c", "exec " + line.replace("{redis}", socket).replace("{link}", BenchLink.NAME)
            .replace(JOURNAL, "none").replace(OPTIONS, ""));
    }

    /** The same under another command, such as setpriv(1), which becomes it. */
    DaemonCommand under(String command) {
        return new DaemonCommand(command + ' ' + line);
    }

    /** The same with more options, where the line takes any. */
    DaemonCommand with(String options) {
        return new DaemonCommand(line.replace(OPTIONS, options + ' ' + OPTIONS));
    }

    /** Whether the line takes a journal. */
    boolean canJournal() {
        return line.contains(JOURNAL);
    }

    /** The same with its journal in a folder, where the line takes one. */
    DaemonCommand journaledIn(Path folder) {
        return new DaemonCommand(line.replace(JOURNAL, folder.toString()));
    }

    /** Starts it, pinned as the placement says; the placement of redis-server is left as it is. */
    DaemonProcess start(BenchRedis redis, Placement placement) {
        return DaemonProcess.ofAnyMake(placement.command(of(redis.socket())));
    }
}
