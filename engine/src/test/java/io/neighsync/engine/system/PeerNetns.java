package io.neighsync.engine.system;

import io.neighsync.netlink.TestNetns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A second network namespace, kept by a thread of its own, to move links to. One thread uses it. */
final class PeerNetns implements AutoCloseable {
    private final ExecutorService thread = Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().factory());
    private final TestNetns netns = call(TestNetns::enter);
    private final String path = call(PeerNetns::ownPath);

    /** What ip(8) takes for the name of this namespace. */
    String path() {
        return path;
    }

    /** What ip(8) takes for the name of the calling thread's namespace. */
    static String ownPath() throws IOException {
        return "/proc/" + Files.readSymbolicLink(Path.of("/proc/thread-self")) + "/ns/net";
    }

    /** Runs ip(8) in it. */
    String ip(String arguments) {
        return call(() -> netns.ip(arguments));
    }

    private <T> T call(Callable<T> work) {
        try {
            return thread.submit(work).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            call(() -> {
                netns.close();
                return null;
            });
        } finally {
            thread.shutdown();
        }
    }
}
