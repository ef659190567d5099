package io.neighsync.engine.cli;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A daemon that runs on this machine, as proc(5) shows it.
 *
 * @param pid its process
 * @param uid the user it runs as
 */
record RunningDaemon(long pid, int uid) {
    private static final Path PROC = Path.of("/proc");
    private static final String COMM = "neighsyncd";
    private static final String LATENCY_LOG = ".hlog";

    /** The only one there is. */
    static RunningDaemon find() {
        List<Long> pids = pids();
        if (pids.isEmpty()) {
            throw new UnavailableException("no neighsyncd is running: start it, or name its process with --pid");
        }
        if (pids.size() > 1) {
            throw new UsageException(pids.size() + " neighsyncd are running, as processes " + pids
                    + ": name one with --pid");
        }
        return of(pids.getFirst());
    }

    /** The one with this pid, which this process may ask for a recording. */
    static RunningDaemon of(long pid) {
        Path process = PROC.resolve(String.valueOf(pid));
        int own = uid(PROC.resolve("self"));
        if (!Files.exists(process)) {
            throw new UnavailableException("no process has pid " + pid + ": name that of neighsyncd, or none");
        }
        RunningDaemon daemon = new RunningDaemon(pid, uid(process));
        if (own != 0 && own != daemon.uid) {
            throw new NotPermittedException("process " + pid + " belongs to user " + daemon.uid
                    + ": be that user, or root");
        }
        return daemon;
    }

    private static List<Long> pids() {
        List<Long> pids = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                if (comm(process).equals(COMM)) {
                    pids.add(Long.parseLong(process.getFileName().toString()));
                }
            }
        } catch (IOException e) {
            throw new UnavailableException("/proc cannot be read: " + e.getMessage());
        }
        return pids;
    }

    private static String comm(Path process) {
        try {
            return Files.readString(process.resolve("comm")).strip();
        } catch (IOException e) {
            return "";
        }
    }

    private static int uid(Path process) {
        try {
            return (int) Files.getAttribute(process, "unix:uid");
        } catch (IOException e) {
            throw new UnavailableException("process " + process.getFileName() + " has ended: start neighsyncd");
        }
    }

    /** Its folder in proc(5). */
    Path proc() {
        return PROC.resolve(String.valueOf(pid));
    }

    /** A file that the daemon knows by this absolute path, which may lie in a mount namespace of its own. */
    Path seenFromHere(Path absolute) {
        return proc().resolve("root").resolve(absolute.toString().substring(1));
    }

    /** The file in which it logs latencies, if it does and the file is named as such: {@code *.hlog}. */
    Optional<Path> latencyLog() {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(proc().resolve("fd"))) {
            for (Path fd : files) {
                Path target = Files.readSymbolicLink(fd);
                if (target.toString().endsWith(LATENCY_LOG)) {
                    return Optional.of(seenFromHere(target));
                }
            }
        } catch (IOException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }
}
