package io.neighsync.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketImpl;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.TimeUnit;

/**
 * Shows a transport to Jedis as a blocking socket with time-outs (0 = none). The channel below stays non-blocking;
 * waiting is done on a selector, which {@link #release} gives up.
 */
final class TransportSocket extends Socket {
    private static final int BUFFER_SIZE = 16 * 1024;

    private final RedisTransport transport;
    private final Selector selector;
    private final SelectionKey key;
    private final InputStream input = new Input();
    private final OutputStream output = new Output();
    private int timeoutMillis;
    private boolean closed;

    TransportSocket(RedisTransport transport) throws IOException {
        super((SocketImpl) null);
        this.transport = transport;
        selector = Selector.open();
        key = transport.channel().register(selector, 0);
    }

    /**
     * Ends the blocking use and leaves the transport open.
     */
    void release() throws IOException {
        closed = true;
        selector.close();
    }

    @Override
    public InputStream getInputStream() {
        return input;
    }

    @Override
    public OutputStream getOutputStream() {
        return output;
    }

    @Override
    public void setSoTimeout(int timeout) {
        timeoutMillis = timeout;
    }

    @Override
    public int getSoTimeout() {
        return timeoutMillis;
    }

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public boolean isBound() {
        return true;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public boolean isInputShutdown() {
        return closed;
    }

    @Override
    public boolean isOutputShutdown() {
        return closed;
    }

    @Override
    public void close() throws IOException {
        release();
        transport.close();
    }

    private void await(long deadline) throws IOException {
        final long millis = timeoutMillis == 0 ? 0 : TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (millis <= 0 && timeoutMillis != 0) {
            throw new SocketTimeoutException("no answer within " + timeoutMillis + " ms");
        }
        key.interestOps(transport.blockedOn());
        selector.select(millis);
        selector.selectedKeys().clear();
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted");
        }
    }

    private long deadline() {
        return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    }

    private void checkOpen() throws IOException {
        if (closed) {
            throw new IOException("no longer in blocking use");
        }
    }

    /**
     * Waits for bytes.
     */
    private final class Input extends InputStream {
        private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_SIZE);

        @Override
        public int read() throws IOException {
            final byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            checkOpen();
            final long deadline = deadline();
            buffer.clear().limit(Math.min(length, BUFFER_SIZE));
            int received = transport.read(buffer);
            while (received == 0) {
                await(deadline);
                received = transport.read(buffer);
            }
            if (received > 0) {
                buffer.flip().get(bytes, offset, received);
            }
            return received;
        }
    }

    /**
     * Waits for room.
     */
    private final class Output extends OutputStream {
        private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_SIZE);

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            checkOpen();
            for (int done = 0; done < length; done += BUFFER_SIZE) {
                buffer.clear().put(bytes, offset + done, Math.min(length - done, BUFFER_SIZE)).flip();
                writeAll();
            }
        }

        private void writeAll() throws IOException {
            final long deadline = deadline();
            while (buffer.hasRemaining() || transport.hasUnsentBytes()) {
                if (transport.write(buffer) == 0 && (buffer.hasRemaining() || transport.hasUnsentBytes())) {
                    await(deadline);
                }
            }
        }
    }
}
