package io.neighsync.engine.simulation;

import io.neighsync.netlink.DatagramBatch;
import io.neighsync.netlink.MessageCursor;
import io.neighsync.netlink.NetlinkPort;
import org.agrona.DirectBuffer;
import org.agrona.collections.IntArrayList;
import org.agrona.concurrent.UnsafeBuffer;

/** A socket of the simulated kernel in whose stream an {@link Intruder} puts datagrams. */
final class FuzzedPort extends ForwardingPort {
    private static final int DATAGRAM_BYTES = 64 * 1024;

    private final Intruder intruder;
    private final boolean onEvents;
    private final DatagramBatch one = new DatagramBatch(1, DATAGRAM_BYTES);
    private final UnsafeBuffer datagram = new UnsafeBuffer(new byte[0]);
    private final MessageCursor requests = new MessageCursor();
    private final IntArrayList sequences = new IntArrayList();
    private int errno;

    FuzzedPort(NetlinkPort port, Intruder intruder, boolean onEvents) {
        super(port);
        this.intruder = intruder;
        this.onEvents = onEvents;
    }

    @Override
    public int receive(DatagramBatch batch) {
        batch.clear();
        boolean more = errno == 0;
        for (int place = 0; more && place < batch.limit(); place++) {
            more = intruder.comes() ? put(batch, intruder.next(onEvents, sequences)) : take(batch);
        }
        if (more && batch.count() == 0) {
            // the intruder came with empty hands: whether there is nothing to read, only the kernel knows
            take(batch);
        }
        int failure = errno;
        errno = batch.count() > 0 ? errno : 0;
        return batch.count() > 0 ? batch.count() : -failure;
    }

    /** Takes a datagram of the kernel, and hands it on spoiled or not; false if there is none. */
    private boolean take(DatagramBatch batch) {
        int received = super.receive(one);
        if (received <= 0) {
            errno = -received;
            return false;
        }
        byte[] bytes = new byte[one.length(0)];
        one.buffer().getBytes(one.offset(0), bytes);
        Injection spoiled = intruder.spoil(onEvents, bytes);
        return spoiled == null
                ? batch.append(one.buffer(), one.offset(0), bytes.length, one.senderPortId(0), one.isTruncated(0))
                : put(batch, spoiled);
    }

    private boolean put(DatagramBatch batch, Injection injection) {
        if (injection != null) {
            byte[] bytes = injection.bytes();
            datagram.wrap(bytes);
            batch.append(datagram, 0, bytes.length, injection.sender(), injection.truncated());
        }
        return true;
    }

    @Override
    public int send(DirectBuffer buffer, int offset, int length) {
        sequences.clear();
        requests.wrap(buffer, offset, length);
        while (requests.next()) {
            sequences.addInt(requests.sequence());
        }
        return super.send(buffer, offset, length);
    }

    @Override
    public void close() {
        super.close();
        one.close();
    }
}
