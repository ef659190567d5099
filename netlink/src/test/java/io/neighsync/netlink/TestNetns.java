package io.neighsync.netlink;

import io.neighsync.netlink.ffm.Errno;
import io.neighsync.netlink.ffm.Libc;
import io.neighsync.netlink.ffm.ThreadCalls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * A fresh, nameless network namespace for the calling thread.
 *
 * <p>unshare(2) moves only the calling thread. Its sockets, the threads it starts and the commands it runs are in the
 * namespace too (clone(2) inherits it; a process is forked by the thread that starts it); the other threads of the
 * JVM are not. The kernel removes the namespace with its last thread and socket, so that nothing is left behind,
 * however a test ends.
 *
 * <p>Use it from one platform thread:
 * <pre>
 *   try (TestNetns netns = TestNetns.enter()) {
 *       netns.ip("link add veth0 type veth peer name veth1");
 *       int ifindex = netns.ifindex("veth0");
 *   }
 * </pre>
 */
public final class TestNetns implements AutoCloseable {
    /** Environment variable which, set to true, makes a test fail where it would be skipped for want of a privilege. */
    public static final String REQUIRED = "NEIGHSYNC_REQUIRE_SYSTEM_TESTS";

    private static final int CLONE_NEWNET = 0x4000_0000;
    private static final int O_CLOEXEC = 0x80000;

    private final Thread owner = Thread.currentThread();
    private final int originalNamespace;

    private TestNetns(int originalNamespace) {
        this.originalNamespace = originalNamespace;
    }

    /**
     * Moves the calling thread into a new namespace, with lo up, until {@link #close()}. Skips the test if that is not
     * permitted or ip(8) is missing.
     *
     * @return the namespace
     */
    public static TestNetns enter() {
        int original = Libc.open("/proc/thread-self/ns/net", O_CLOEXEC);
        if (original < 0) {
            throw new IllegalStateException("no network namespace: " + Errno.name(original));
        }
        int result = ThreadCalls.unshare(CLONE_NEWNET);
        if (result < 0) {
            Libc.close(original);
            skip("unshare(CLONE_NEWNET) failed with " + Errno.name(result) + "; run as root or with CAP_SYS_ADMIN");
        }
        TestNetns netns = new TestNetns(original);
        if (!netns.hasIp()) {
            netns.close();
            skip("ip(8) is missing; install iproute2");
        }
        netns.ip("link set lo up");
        return netns;
    }

    /**
     * Runs ip(8) in the namespace.
     *
     * @param arguments separated by single spaces
     * @return its output
     * @throws IllegalStateException if it fails, with what it says
     */
    public String ip(String arguments) {
        return run("ip", arguments);
    }

    /**
     * Runs bridge(8) in the namespace.
     *
     * @param arguments separated by single spaces
     * @return its output
     * @throws IllegalStateException if it fails, with what it says
     */
    public String bridge(String arguments) {
        return run("bridge", arguments);
    }

    /**
     * Runs ip(8) on many command lines at once, {@code ip -batch}.
     *
     * @param lines each the arguments of one
     * @return its output
     * @throws IllegalStateException if one fails, with what it says
     */
    public String ipBatch(List<String> lines) {
        return execute(List.of("ip", "-batch", "-"), String.join("\n", lines) + "\n");
    }

    /**
     * Index of a link.
     *
     * @param name of the link
     * @return its ifindex
     */
    public int ifindex(String name) {
        String line = ip("-o link show dev " + name);
        return Integer.parseInt(line.substring(0, line.indexOf(':')));
    }

    /** Moves the thread back to where it was. */
    @Override
    public void close() {
        if (Thread.currentThread() != owner) {
            throw new IllegalStateException("a namespace is left by the thread that entered it");
        }
        int result = ThreadCalls.setns(originalNamespace, CLONE_NEWNET);
        Libc.close(originalNamespace);
        if (result < 0) {
            throw new IllegalStateException("setns failed with " + Errno.name(result));
        }
    }

    /**
     * Skips the running test, or fails it where {@link #REQUIRED} demands that all run.
     *
     * @param reason what is missing, and the remedy
     */
    public static void skip(String reason) {
        if (Boolean.parseBoolean(System.getenv(REQUIRED))) {
            throw new IllegalStateException(reason);
        }
        Assumptions.abort(reason);
    }

    private boolean hasIp() {
        try {
            return new ProcessBuilder("ip", "-V").redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
        } catch (IOException missing) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private static String run(String program, String arguments) {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(List.of(arguments.split(" ", -1)));
        return execute(command, "");
    }

    private static String execute(List<String> command, String input) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            try (var stdin = process.outputWriter(StandardCharsets.UTF_8)) {
                stdin.write(input);
            }
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = process.waitFor();
            if (status != 0) {
                throw new IllegalStateException(String.join(" ", command) + " exited with " + status + ": " + output);
            }
            return output;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
