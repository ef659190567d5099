package io.neighsync.engine.cli;

import java.util.List;

/**
 * Loads, on a core that is idle then, the classes the daemon will need, while the main thread still reads the command
 * line: most of a JVM's start is loading and linking. The order is that of need.
 */
final class Preload {
    private static final List<String> CLASSES = List.of(
            "com.typesafe.config.impl.ConfigImpl",
            "com.typesafe.config.impl.ConfigDocumentParser",
            "com.typesafe.config.impl.SimpleConfig",
            "io.neighsync.netlink.ffm.Libc",
            "redis.clients.jedis.Jedis",
            "io.neighsync.engine.control.Pipeline",
            "io.neighsync.engine.control.PipelineThreads");

    private Preload() {
    }

    /** Starts; nobody waits for it, and a class that is not there is the main thread's affair. */
    static void start() {
        Thread thread = new Thread(Preload::run, "neigh-preload");
        thread.setDaemon(true);
        thread.start();
    }

    private static void run() {
        for (String name : CLASSES) {
            try {
                Class.forName(name);
            } catch (ClassNotFoundException | LinkageError e) {
                return;
            }
        }
    }
}
