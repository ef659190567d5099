package io.neighsync.engine.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A recording of JDK Flight Recorder in a running daemon, which jcmd starts and stops. The daemon writes it to a folder
 * of its own file system that is removed again. One thread, and a hook that stops it when the command is interrupted.
 */
final class FlightRecording implements AutoCloseable {
    private static final Path TMP = Path.of("/tmp");
    private static final String FILE = "recording.jfr";

    private final RunningDaemon daemon;
    private final Path folder;
    private final String name = "neighctl-" + ProcessHandle.current().pid();
    /** Written by the command, read by the hook. */
    private volatile boolean running;

    private FlightRecording(RunningDaemon daemon, Path folder) {
        this.daemon = daemon;
        this.folder = folder;
    }

    /** Starts one. */
    static FlightRecording start(RunningDaemon daemon) {
        FlightRecording recording = new FlightRecording(daemon, makeFolder(daemon));
        Runtime.getRuntime().addShutdownHook(new Thread(recording::close));
        try {
            recording.jcmd("JFR.start", "name=" + recording.name, "settings=profile",
                    "jdk.CPUTimeSample#enabled=true", "jdk.CPUTimeSample#throttle=2ms");
            recording.running = true;
            return recording;
        } finally {
            if (!recording.running) {
                recording.delete();
            }
        }
    }

    /** A folder into which the daemon may write, whoever it is. */
    private static Path makeFolder(RunningDaemon daemon) {
        try {
            Path folder = Files.createTempDirectory(daemon.seenFromHere(TMP), "neighsyncd-profile");
            Files.setAttribute(folder, "unix:uid", daemon.uid());
            return folder;
        } catch (AccessDeniedException e) {
            throw new NotPermittedException("the files of process " + daemon.pid() + " cannot be seen: be root");
        } catch (IOException e) {
            throw new RefusedException("no folder can be made in the /tmp of process " + daemon.pid() + ": "
                    + e.getMessage());
        }
    }

    /** Stops it; where it is, until this is closed. */
    Path stop() {
        running = false;
        jcmd("JFR.stop", "name=" + name, "filename=" + TMP.resolve(folder.getFileName()).resolve(FILE));
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            throw new RefusedException("process " + daemon.pid() + " wrote no recording: see its log");
        }
        return file;
    }

    private void jcmd(String... arguments) {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        if (!Files.isExecutable(jcmd)) {
            throw new UnavailableException("there is no " + jcmd + ": run neighctl with a JDK");
        }
        List<String> command = new ArrayList<>(List.of(jcmd.toString(), String.valueOf(daemon.pid())));
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new RefusedException("process " + daemon.pid() + " does not take " + arguments[0] + ": "
                        + output.strip().replaceAll("\\s*\\R\\s*", "; "));
            }
        } catch (IOException e) {
            throw new UnavailableException(jcmd + " cannot be run: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RefusedException("interrupted");
        }
    }

    /** Stops it if it runs, and removes what there is of it. */
    @Override
    public void close() {
        try {
            if (running) {
                running = false;
                jcmd("JFR.stop", "name=" + name);
            }
        } finally {
            delete();
        }
    }

    private void delete() {
        try {
            Files.deleteIfExists(folder.resolve(FILE));
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            throw new RefusedException(folder + " cannot be removed: " + e.getMessage());
        }
    }
}
