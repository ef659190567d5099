package io.neighsync.engine.daemon;

import io.neighsync.engine.event.LinkName;
import io.neighsync.engine.event.RowValue;
import io.neighsync.engine.stage.RowListener;
import io.neighsync.netlink.AddressText;
import io.neighsync.netlink.Rtnetlink;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;
import org.agrona.concurrent.status.AtomicCounter;

/**
 * Prints each change as Redis acknowledges it, in the words of {@code ip monitor neigh}. RedisStage's thread puts lines
 * into a bounded queue and never waits; a thread of its own prints them; what finds no place is counted.
 */
final class ChangePrinter implements RowListener, AutoCloseable {
    private static final int QUEUE_BYTES = 1 << 20;
    private static final int MAX_LINE_BYTES = 128;
    private static final int LINE = 1;
    private static final long IDLE_MILLIS = 5;
    private static final byte[] DELETED = ascii("Deleted ");
    private static final byte[] DEV = ascii(" dev ");
    private static final byte[] LLADDR = ascii(" lladdr ");

    private final OneToOneRingBuffer queue = new OneToOneRingBuffer(
            new UnsafeBuffer(BufferUtil.allocateDirectAligned(
                    QUEUE_BYTES + RingBufferDescriptor.TRAILER_LENGTH, Long.BYTES)));
    private final UnsafeBuffer line = new UnsafeBuffer(new byte[MAX_LINE_BYTES]);
    private final byte[] text = new byte[MAX_LINE_BYTES];
    private final PrintStream out;
    private final AtomicCounter drops;
    private final Thread thread = new Thread(this::run, "neigh-print");
    private volatile boolean closed;

    ChangePrinter(PrintStream out, AtomicCounter drops) {
        this.out = out;
        this.drops = drops;
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void onRow(LinkName link, int family, long addressHigh, long addressLow, long value) {
        int at = RowValue.isPresent(value) ? 0 : put(0, DELETED);
        at += family == Rtnetlink.AF_INET
                ? AddressText.putIpv4(line, at, (int) addressLow)
                : AddressText.putIpv6(line, at, addressHigh, addressLow);
        at += put(at, DEV);
        line.putBytes(at, link.bytes(), 0, link.length());
        at += link.length();
        if (RowValue.isPresent(value)) {
            at += put(at, LLADDR);
            at += AddressText.putLladdr(line, at, RowValue.lladdr(value));
        }
        if (!queue.write(LINE, line, 0, at)) {
            drops.incrementRelease();
        }
    }

    private int put(int at, byte[] bytes) {
        line.putBytes(at, bytes);
        return bytes.length;
    }

    private void run() {
        boolean last = false;
        while (!last) {
            last = closed;
            int lines = queue.read((type, buffer, index, length) -> {
                buffer.getBytes(index, text, 0, length);
                out.println(new String(text, 0, length, StandardCharsets.UTF_8));
            });
            if (lines > 0) {
                last = false;
                out.flush();
            } else if (!last) {
                pause();
            }
        }
    }

    private void pause() {
        try {
            Thread.sleep(IDLE_MILLIS);
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    /** Prints what is queued, waiting 1 s at most. */
    @Override
    public void close() {
        closed = true;
        try {
            thread.join(1_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
