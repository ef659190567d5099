package io.neighsync.netlink.ffm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Space in a file system that is a file's before anything is written: fallocate(2). Any thread. */
public final class FileSpace {
    private static final int O_RDWR_CLOEXEC = 02 | 02000000;
    private static final int FALLOC_FL_KEEP_SIZE = 1;

    private FileSpace() {
    }

    /**
     * Reserves the blocks of a file without changing its length; creates the file if it is not there.
     *
     * @param file which
     * @param bytes from its beginning on, &gt; 0
     * @throws IOException when the file cannot be created or opened, or the kernel refuses; names file, size and errno
     */
    public static void reserve(Path file, long bytes) throws IOException {
        if (!Files.exists(file)) {
            Files.createFile(file);
        }
        int fd = Libc.open(file.toString(), O_RDWR_CLOEXEC);
        if (fd < 0) {
            throw new IOException("cannot open " + file + ": " + Errno.name(-fd));
        }
        int result = Libc.fallocate(fd, FALLOC_FL_KEEP_SIZE, 0, bytes);
        Libc.close(fd);
        if (result < 0) {
            throw new IOException("cannot reserve " + bytes + " bytes for " + file + ": " + Errno.name(-result));
        }
    }
}
