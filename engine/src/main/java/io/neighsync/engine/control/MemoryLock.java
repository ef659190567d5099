package io.neighsync.engine.control;

import io.neighsync.netlink.ffm.Errno;
import io.neighsync.netlink.ffm.LockedMemory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Locks the memory of the process where that cannot hurt it. With a limit that is finite a lock of all memory may be
 * granted, and then every mapping beyond the limit fails, in the middle of the JVM: so it is not even tried.
 */
public final class MemoryLock {
    private static final Logger LOGGER = LoggerFactory.getLogger(MemoryLock.class);
    private static final Path PROC = Path.of("/proc/self");
    private static final Pattern LIMIT = Pattern.compile("(?m)^Max locked memory +(\\w+)");
    private static final Pattern CAPABILITIES = Pattern.compile("(?m)^CapEff:\\s*(\\p{XDigit}+)");
    private static final int CAP_IPC_LOCK = 14;
    private static final int HEX = 16;

    private MemoryLock() {
    }

    /** Locks it if that is asked for; what prevents it is said. Before memory for the tables is reserved. */
    public static void apply(MemoryConfig config) {
        if (!config.lock()) {
            return;
        }
        Optional<String> obstacle = obstacle(PROC);
        int result = obstacle.isPresent() ? 0 : LockedMemory.lock();
        obstacle.or(() -> result < 0 ? Optional.of("mlockall failed with " + Errno.name(result)) : Optional.empty())
                .ifPresent(why -> LOGGER.warn("memory.lock = true is refused: {}; memory is not locked", why));
    }

    /** Why it must not be tried, going by {@code limits} and {@code status} of proc(5). */
    static Optional<String> obstacle(Path proc) {
        String limit = find(LIMIT, proc.resolve("limits"));
        long capabilities = Long.parseUnsignedLong(find(CAPABILITIES, proc.resolve("status")), HEX);
        boolean capable = (capabilities >> CAP_IPC_LOCK & 1) != 0;
        return capable || limit.equals("unlimited") ? Optional.empty()
                : Optional.of("the process has no CAP_IPC_LOCK and RLIMIT_MEMLOCK is " + limit
                        + " bytes, where it has to be unlimited");
    }

    private static String find(Pattern pattern, Path file) {
        try {
            Matcher matcher = pattern.matcher(Files.readString(file));
            if (!matcher.find()) {
                throw new IllegalStateException(file + " has no line " + pattern);
            }
            return matcher.group(1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
