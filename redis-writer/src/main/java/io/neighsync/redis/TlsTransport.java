package io.neighsync.redis;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLEngine;
import tlschannel.ClientTlsChannel;
import tlschannel.NeedsReadException;
import tlschannel.NeedsWriteException;
import tlschannel.TlsChannel;

/**
 * Bytes through TLS onto a TCP socket; the first read or write does the handshake. Allocates.
 */
final class TlsTransport implements RedisTransport {
    private final SocketChannel channel;
    private final ReadAheadChannel records;
    private final TlsChannel tls;
    private boolean unsentBytes;
    private boolean drained;
    private int blockedOn = SelectionKey.OP_READ;

    TlsTransport(SocketChannel channel, SSLEngine engine) {
        this.channel = channel;
        records = new ReadAheadChannel(channel);
        tls = ClientTlsChannel.newBuilder(records, engine).build();
    }

    @Override
    public int read(ByteBuffer destination) throws IOException {
        blockedOn = SelectionKey.OP_READ;
        if (drained && !records.hasArrived()) {
            return 0;
        }
        try {
            drained = false;
            return tls.read(destination);
        } catch (NeedsReadException e) {
            drained = true;
        } catch (NeedsWriteException e) {
            blockedOn = SelectionKey.OP_WRITE;
            unsentBytes = true;
        }
        return 0;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        final int start = source.position();
        try {
            tls.write(source);
            unsentBytes = false;
        } catch (NeedsReadException e) {
            blockedOn = SelectionKey.OP_READ;
        } catch (NeedsWriteException e) {
            blockedOn = SelectionKey.OP_WRITE;
            unsentBytes = true;
        }
        return source.position() - start;
    }

    @Override
    public boolean hasUnsentBytes() {
        return unsentBytes;
    }

    @Override
    public int blockedOn() {
        return blockedOn;
    }

    @Override
    public SelectableChannel channel() {
        return channel;
    }

    /** Without a close_notify: nobody reads what follows, and it could block behind a peer that stands still. */
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
