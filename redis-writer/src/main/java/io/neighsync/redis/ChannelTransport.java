package io.neighsync.redis;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/**
 * Bytes straight onto a unix or TCP socket.
 */
final class ChannelTransport implements RedisTransport {
    private final SocketChannel channel;
    private int blockedOn = SelectionKey.OP_READ;

    ChannelTransport(SocketChannel channel) {
        this.channel = channel;
    }

    @Override
    public int read(ByteBuffer destination) throws IOException {
        blockedOn = SelectionKey.OP_READ;
        return channel.read(destination);
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        blockedOn = SelectionKey.OP_WRITE;
        return channel.write(source);
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
        return channel;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
