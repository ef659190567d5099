package io.neighsync.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A part of a file, copied by read(2): a file that is truncated meanwhile reads as shorter, where a mapping of it would
 * be a SIGBUS. One thread; allocates nothing after its constructor.
 */
class FileWindow implements AutoCloseable {
    private final FileChannel channel;
    /** On the heap, so that closing a reader leaves no memory behind that only a collection would free. */
    private final ByteBuffer bytes;
    private final UnsafeBuffer buffer;
    private final CRC32C crc = new CRC32C();
    private final int zeroChecksum;
    private long start;
    private int length;
    private boolean endsFile;

    /**
     * Opens a file; nothing is in the window yet.
     *
     * @param file     to be read.
     * @param capacity most bytes that are in the window at once.
     * @throws IOException when that is not possible.
     */
    FileWindow(Path file, int capacity) throws IOException {
        channel = FileChannel.open(file, StandardOpenOption.READ);
        bytes = ByteBuffer.allocate(capacity);
        buffer = new UnsafeBuffer(bytes.array());
        zeroChecksum = checksum(0, capacity);
    }

    /** Reads up to so many bytes from there on, fewer where the file ends. */
    void fill(long position, int size) throws IOException {
        bytes.clear().limit(size);
        int read = 0;
        while (bytes.hasRemaining() && read >= 0) {
            read = channel.read(bytes, position + bytes.position());
        }
        start = position;
        length = bytes.position();
        endsFile = read < 0;
    }

    /** How many bytes from there on are in the window; none, or less than none, if it begins behind or ends before. */
    long available(long position) {
        return position < start ? 0 : start + length - position;
    }

    /** Whether the window was filled up to the end of the file. */
    boolean endsFile() {
        return endsFile;
    }

    /** Most bytes it holds. */
    int capacity() {
        return bytes.capacity();
    }

    /** Where in {@link #buffer()} a byte of the file is. */
    int index(long position) {
        return (int) (position - start);
    }

    /** The window's bytes. */
    UnsafeBuffer buffer() {
        return buffer;
    }

    /** CRC-32C of bytes in the window. */
    int checksum(int index, int size) {
        crc.reset();
        crc.update(bytes.array(), index, size);
        return (int) crc.getValue();
    }

    /**
     * Whether everything in the window is zero, by its checksum: that is fast before anything is compiled, too. What is
     * altered in one place is always noticed; of anything else one in 2^32 is not.
     */
    boolean isZero() {
        return length == bytes.capacity() ? checksum(0, length) == zeroChecksum : findNonZero(0, length) < 0;
    }

    /**
     * Looks for a byte that is not zero.
     *
     * @return its index, or -1 if there is none.
     */
    int findNonZero(int index, int size) {
        int at = index;
        final int end = index + size;
        while (at + Long.BYTES <= end && buffer.getLong(at) == 0) {
            at += Long.BYTES;
        }
        while (at < end && buffer.getByte(at) == 0) {
            at++;
        }
        return at < end ? at : -1;
    }

    /** The file's present length. */
    long fileLength() throws IOException {
        return channel.size();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new JournalException("closing a segment after reading failed: " + Failure.text(e), e);
        }
    }
}
