package io.neighsync.redis;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * A network in front of a real connection: it can hold back a batch, deliver it after its sender has gone, and break
 * anywhere in the replies. Any one thread.
 */
final class HoldingTransport implements RedisTransport {
    private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final Pattern WHOLE = Pattern.compile("(?s).*\\+OK\r\n\\$(-1|\\d+\r\n[^\r\n]+)\r\n\\+OK\r\n");

    private final RedisTransport below;
    private final ByteArrayOutputStream held = new ByteArrayOutputStream();
    private boolean holding;
    private ByteBuffer lastReplies;

    HoldingTransport(RedisTransport below) {
        this.below = below;
    }

    void hold() {
        holding = true;
    }

    /** Delivers the batch and returns the replies to it. */
    byte[] release() {
        try {
            final ByteBuffer requests = ByteBuffer.wrap(held.toByteArray());
            final ByteBuffer chunk = ByteBuffer.allocate(4 * 1024);
            final ByteArrayOutputStream replies = new ByteArrayOutputStream();
            final long deadline = System.nanoTime() + DEADLINE_NANOS;
            while (!WHOLE.matcher(replies.toString(StandardCharsets.ISO_8859_1)).matches()) {
                below.write(requests);
                if (below.read(chunk.clear()) < 0 || System.nanoTime() - deadline > 0) {
                    throw new AssertionError("no end of the replies: " + replies);
                }
                replies.write(chunk.array(), 0, chunk.position());
            }
            below.close();
            return replies.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void cut(boolean afterExecuting, int replyBytes) {
        final byte[] replies = afterExecuting ? release() : new byte[0];
        lastReplies = ByteBuffer.wrap(replies, 0, Math.min(replies.length, replyBytes));
        try {
            below.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public int read(ByteBuffer destination) throws IOException {
        if (lastReplies == null) {
            return holding ? 0 : below.read(destination);
        }
        if (!lastReplies.hasRemaining()) {
            return -1;
        }
        final int start = lastReplies.position();
        final int length = Math.min(lastReplies.remaining(), destination.remaining());
        destination.put(lastReplies.array(), start, length);
        lastReplies.position(start + length);
        return length;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        if (!holding) {
            return below.write(source);
        }
        final byte[] bytes = new byte[source.remaining()];
        source.get(bytes);
        held.writeBytes(bytes);
        return bytes.length;
    }

    @Override
    public boolean hasUnsentBytes() {
        return below.hasUnsentBytes();
    }

    @Override
    public int blockedOn() {
        return below.blockedOn();
    }

    @Override
    public SelectableChannel channel() {
        return below.channel();
    }

    @Override
    public void close() throws IOException {
        if (!holding) {
            below.close();
        }
    }
}
