package io.neighsync.redis;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;

/**
 * A connection to a {@link SimulatedRedis}, and the network between. Bytes written arrive at once; replies are there as
 * soon as the server made them, unless the connection is cut. After a fragment the next call makes no progress, as with
 * a socket that is full or empty. Any one thread.
 */
final class SimulatedTransport implements RedisTransport {
    private final SimulatedRedis redis;
    private final SimulatedClient server;
    private boolean closed;
    private boolean cut;
    private boolean reset;
    private boolean writePaused;
    private boolean readPaused;
    private int blockedOn = SelectionKey.OP_READ;

    SimulatedTransport(SimulatedRedis redis, SimulatedClient server) {
        this.redis = redis;
        this.server = server;
    }

    @Override
    public int read(ByteBuffer destination) throws IOException {
        checkOpen();
        blockedOn = SelectionKey.OP_READ;
        final int available = server.available();
        if (available == 0) {
            redis.onFruitlessRead();
            return readNothing();
        }
        final int most = redis.fragment();
        readPaused = most != Integer.MAX_VALUE && !readPaused;
        if (most != Integer.MAX_VALUE && !readPaused) {
            return 0;
        }
        final int length = Math.min(Math.min(available, most), destination.remaining());
        server.readReplies(destination, length);
        return length;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        checkOpen();
        blockedOn = SelectionKey.OP_WRITE;
        if (cut || server.isBroken()) {
            throw new IOException("Broken pipe");
        }
        final int most = redis.fragment();
        writePaused = most != Integer.MAX_VALUE && !writePaused;
        if (most != Integer.MAX_VALUE && !writePaused) {
            return 0;
        }
        final int length = Math.min(source.remaining(), most);
        server.receive(source, length);
        return length;
    }

    @Override
    public boolean hasUnsentBytes() {
        return false;
    }

    @Override
    public int blockedOn() {
        return blockedOn;
    }

    @Override
    public SelectableChannel channel() {
        throw new UnsupportedOperationException("there is no channel below a simulated transport");
    }

    /** What was written stays in the network: the server may yet carry it out. */
    @Override
    public void close() {
        closed = true;
    }

    /** Carries out what arrived, up to the end of a batch; whether one was. */
    boolean serve() {
        final boolean answered = !cut && server.serve();
        if (closed) {
            server.truncateReplies(0);
        }
        return answered;
    }

    /**
     * Breaks the connection. What had arrived and was not read by the server makes it a reset, as in
     * {@code tcp_close()} of the kernel.
     *
     * @param replyBytes most bytes of replies that come through yet.
     */
    void cut(int replyBytes) {
        if (!cut) {
            cut = true;
            reset = server.hasRequests();
            server.discardRequests();
            server.truncateReplies(replyBytes);
        }
    }

    boolean isOpen() {
        return !closed && !cut;
    }

    /** Whether neither end will do anything with it. */
    boolean isOver() {
        return cut || (closed && !server.hasRequests());
    }

    private int readNothing() throws IOException {
        if (cut && reset) {
            throw new IOException("Connection reset by peer");
        }
        return cut || server.isBroken() ? -1 : 0;
    }

    private void checkOpen() throws ClosedChannelException {
        if (closed) {
            throw new ClosedChannelException();
        }
    }
}
