package io.neighsync.engine.stage;

import io.neighsync.netlink.DatagramBatch;
import io.neighsync.netlink.NetlinkPort;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** A socket whose other end is the test: gives out what was queued and records what is sent. */
public final class ScriptedPort implements NetlinkPort {
    private static final int A_PROCESS = 4711;

    private record Datagram(UnsafeBuffer bytes, int sender, boolean truncated) {
    }

    private final Deque<Object> script = new ArrayDeque<>();
    private final List<UnsafeBuffer> sent = new ArrayList<>();
    private int sendErrno;
    private boolean closed;
    private long drops;

    /** Queues one datagram of the kernel that holds these messages. */
    public ScriptedPort datagram(UnsafeBuffer... messages) {
        script.add(new Datagram(KernelMessages.join(messages), 0, false));
        return this;
    }

    /** Queues a datagram that lost its end. */
    ScriptedPort truncated(UnsafeBuffer... messages) {
        script.add(new Datagram(KernelMessages.join(messages), 0, true));
        return this;
    }

    /** Queues a datagram that a process sent. */
    ScriptedPort foreign(UnsafeBuffer... messages) {
        script.add(new Datagram(KernelMessages.join(messages), A_PROCESS, false));
        return this;
    }

    /** Queues an error of a receive; 0 is one that finds nothing. */
    public ScriptedPort errno(int errno) {
        script.add(errno);
        return this;
    }

    /** From now on every send fails like this; 0: none does. */
    void failSends(int errno) {
        sendErrno = errno;
    }

    /** From now on the kernel says that it has dropped this many datagrams. */
    void dropped(long count) {
        drops = count;
    }

    /** The messages that were sent since the last call. */
    public List<UnsafeBuffer> takeSent() {
        List<UnsafeBuffer> taken = List.copyOf(sent);
        sent.clear();
        return taken;
    }

    boolean isClosed() {
        return closed;
    }

    /** Whether everything queued was given out. */
    boolean isDrained() {
        return script.isEmpty();
    }

    @Override
    public int receive(DatagramBatch batch) {
        batch.clear();
        while (batch.count() < batch.limit() && script.peek() instanceof Datagram datagram) {
            batch.append(datagram.bytes(), 0, datagram.bytes().capacity(), datagram.sender(), datagram.truncated());
            script.remove();
        }
        if (batch.count() == 0 && script.poll() instanceof Integer errno) {
            return -errno;
        }
        return batch.count();
    }

    @Override
    public int send(DirectBuffer buffer, int offset, int length) {
        if (closed) {
            throw new IllegalStateException("closed");
        }
        if (sendErrno != 0) {
            return -sendErrno;
        }
        for (int at = offset; at < offset + length; ) {
            byte[] bytes = new byte[buffer.getInt(at)];
            buffer.getBytes(at, bytes);
            sent.add(new UnsafeBuffer(bytes));
            at += bytes.length + 3 & -4;
        }
        return length;
    }

    @Override
    public int fd() {
        return -1;
    }

    @Override
    public int portId() {
        return 1;
    }

    @Override
    public long drops() {
        return drops;
    }

    @Override
    public void close() {
        closed = true;
    }
}
