package io.neighsync.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lock that makes its holder the one process that writes a journal: fcntl(2) on {@code DIR/lock}, which holds the
 * number of that process for whoever finds it locked. The kernel drops it when the process ends. One thread.
 */
final class JournalLock implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(JournalLock.class);
    private static final int LONGEST_NUMBER = 20;

    private final Path file;
    private final FileChannel channel;
    private final Object key;

    private JournalLock(Path file, FileChannel channel) throws IOException {
        this.file = file;
        this.channel = channel;
        key = key();
    }

    /**
     * Takes the lock.
     *
     * @param dir folder of the journal.
     * @return held.
     * @throws IOException      when the file cannot be opened.
     * @throws JournalException when another holds it.
     */
    static JournalLock acquire(Path dir) throws IOException {
        final Path file = dir.resolve("lock");
        final FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ,
            StandardOpenOption.WRITE);
        boolean acquired = false;
        try {
            if (!isLocked(channel)) {
                throw new JournalException("journal " + dir + " is held by process " + holder(channel)
                    + ": stop that one, or set journal.dir to another folder", null);
            }
            sign(channel);
            acquired = true;
            return new JournalLock(file, channel);
        } finally {
            if (!acquired) {
                channel.close();
            }
        }
    }

    /** Whether the file that is locked is still the one in the folder. */
    boolean isInPlace() {
        try {
            return key().equals(key);
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private Object key() throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            final FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /** Writes the process's number, if there is space for it: what frees space needs the lock. */
    private static void sign(FileChannel channel) {
        final byte[] pid = new byte[LONGEST_NUMBER];
        Arrays.fill(pid, (byte) ' ');
        final byte[] digits = Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(digits, 0, pid, 0, digits.length);
        try {
            channel.write(ByteBuffer.wrap(pid), 0);
        } catch (IOException e) {
            LOGGER.debug("the lock does not tell who holds it", e);
        }
    }

    private static String holder(FileChannel channel) throws IOException {
        final ByteBuffer text = ByteBuffer.allocate(LONGEST_NUMBER);
        final int length = channel.read(text, 0);
        return length <= 0 ? "(unknown)" : new String(text.array(), 0, length, StandardCharsets.US_ASCII).strip();
    }
}
