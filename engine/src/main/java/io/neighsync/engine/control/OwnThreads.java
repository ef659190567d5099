package io.neighsync.engine.control;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The threads of this process as proc(5) has them, the JVM's own included. Cold: it allocates and reads. */
final class OwnThreads {
    private static final Path THREADS = Path.of("/proc/self/task");

    private OwnThreads() {
    }

    /** The ids of those there are now, of which any may have ended when it is used. */
    static int[] ids() {
        String[] names = THREADS.toFile().list();
        int[] ids = new int[names == null ? 0 : names.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = Integer.parseInt(names[i]);
        }
        return ids;
    }

    /** The name of one, 15 characters at most; empty when it has ended. */
    static String name(int id) {
        try {
            return Files.readString(THREADS.resolve(Integer.toString(id)).resolve("comm")).strip();
        } catch (IOException ended) {
            return "";
        }
    }
}
