package io.neighsync.redis;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;

/**
 * A non-blocking byte stream to Redis over a unix socket, TCP or TLS. Used by one thread at a time.
 */
interface RedisTransport extends Closeable {
    /**
     * Reads what is there.
     *
     * @param destination a direct buffer with room.
     * @return bytes read, 0 if there are none now, -1 at the end of the stream.
     */
    int read(ByteBuffer destination) throws IOException;

    /**
     * Writes what fits.
     *
     * @param source a direct buffer; may be empty, to flush what {@link #hasUnsentBytes} speaks of.
     * @return bytes taken, 0 if none can be taken now.
     */
    int write(ByteBuffer source) throws IOException;

    /**
     * Whether bytes that {@link #write} took are still in here and need another {@link #write}.
     *
     * @return true for TLS records not yet written.
     */
    boolean hasUnsentBytes();

    /**
     * What the last call that made no progress waits for.
     *
     * @return {@code SelectionKey.OP_READ} or {@code OP_WRITE}.
     */
    int blockedOn();

    /**
     * The channel below, for a selector or its descriptor.
     *
     * @return non-blocking.
     */
    SelectableChannel channel();
}
