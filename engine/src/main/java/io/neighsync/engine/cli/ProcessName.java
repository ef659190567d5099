package io.neighsync.engine.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Names the process, so that {@code pgrep -x neighsyncd} finds a JVM: proc(5), /proc/pid/comm. */
final class ProcessName {
    private static final Logger LOGGER = LoggerFactory.getLogger(ProcessName.class);
    private static final Path COMM = Path.of("/proc/self/comm");

    private ProcessName() {
    }

    /** Sets the name, 15 bytes at most. */
    static void set(String name) {
        try {
            Files.writeString(COMM, name);
        } catch (IOException e) {
            LOGGER.warn("the process keeps the name java, so pgrep -x {} does not find it: {}", name, e.getMessage());
        }
    }
}
