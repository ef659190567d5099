package io.neighsync.netlink;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Memory with pages behind it that cannot be read, in a buffer that covers both, so that no check of bounds comes
 * before the page does.
 *
 * <pre>
 *   file      | room, then the bytes |
 *   mapping   |                      | pages the file does not reach: SIGBUS, an InternalError of the JVM (mmap(2))
 * </pre>
 */
final class GuardedMemory {
    private static final int GUARD_BYTES = 1 << 18;

    private final UnsafeBuffer buffer;
    private final int room;

    /** Room for this many bytes, a multiple of the size of a page. */
    GuardedMemory(int room) {
        this.room = room;
        try {
            Path file = Files.createTempFile("guarded", ".memory");
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                MappedByteBuffer mapped = channel.map(MapMode.READ_WRITE, 0, room + GUARD_BYTES);
                channel.truncate(room);
                buffer = new UnsafeBuffer(mapped);
            } finally {
                Files.delete(file);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    UnsafeBuffer buffer() {
        return buffer;
    }

    /** Puts bytes at the very end of what can be read; returns where they begin. */
    int place(DirectBuffer source, int length) {
        buffer.putBytes(room - length, source, 0, length);
        return room - length;
    }

    /** Index of the first byte that cannot be read. */
    int end() {
        return room;
    }
}
