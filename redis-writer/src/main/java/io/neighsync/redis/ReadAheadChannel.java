package io.neighsync.redis;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.SocketChannel;

/**
 * A non-blocking channel that can be asked whether bytes have come, so that nobody has to throw to find out.
 */
final class ReadAheadChannel implements ByteChannel {
    private static final int CAPACITY = 32 * 1024;

    private final SocketChannel channel;
    private final ByteBuffer ahead = ByteBuffer.allocateDirect(CAPACITY).limit(0);
    private boolean ended;

    ReadAheadChannel(SocketChannel channel) {
        this.channel = channel;
    }

    /**
     * Looks for bytes.
     *
     * @return true if {@link #read} has some to give, or the end of the stream.
     */
    boolean hasArrived() throws IOException {
        if (!ahead.hasRemaining() && !ended) {
            ahead.clear();
            ended = channel.read(ahead) < 0;
            ahead.flip();
        }
        return ahead.hasRemaining() || ended;
    }

    @Override
    public int read(ByteBuffer destination) throws IOException {
        if (!ahead.hasRemaining()) {
            return ended ? -1 : channel.read(destination);
        }
        final int length = Math.min(ahead.remaining(), destination.remaining());
        destination.put(destination.position(), ahead, ahead.position(), length);
        destination.position(destination.position() + length);
        ahead.position(ahead.position() + length);
        return length;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        return channel.write(source);
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
