package io.neighsync.netlink;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What stat(5) of proc(5) tells of a thread. */
public final class ThreadStat {
    /** Among the fields behind the name in parentheses, the first of which is the third of all. */
    private static final int NICE_FIELD = 19 - 3;

    private ThreadStat() {
    }

    /**
     * The nice value of a thread.
     *
     * @param task its folder below /proc
     * @return -20 to 19
     * @throws IOException when it has ended
     */
    public static int nice(Path task) throws IOException {
        String stat = Files.readString(task.resolve("stat"));
        return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[NICE_FIELD]);
    }
}
