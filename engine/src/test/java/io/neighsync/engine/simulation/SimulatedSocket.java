package io.neighsync.engine.simulation;

import io.neighsync.netlink.DatagramBatch;
import io.neighsync.netlink.NetlinkPort;
import io.neighsync.netlink.ffm.Errno;
import org.agrona.DirectBuffer;

/**
 * The receive side of a netlink socket as {@code net/netlink/af_netlink.c} has it: what a datagram is charged, when the
 * socket is congested, and in which order errors and datagrams come.
 */
abstract class SimulatedSocket implements NetlinkPort {
    /** Charge of a datagram of up to 256 bytes: skb 256 + small head 576 (measured by SK_MEMINFO_RMEM_ALLOC). */
    static final int SMALL_CHARGE = 832;
    /** Charge of a link message, which really has about 1 500 bytes: skb 256 + head 2 048 (measured likewise). */
    static final int LINK_CHARGE = 2304;

    private final int portId;
    private final boolean event;
    private final int receiveBuffer;
    private final KernelFaults faults;
    private final SocketCounters counters;
    private final DatagramQueue queue = new DatagramQueue();
    private long charged;
    private int error;
    private boolean congested;
    private long drops;
    private boolean closed;

    SimulatedSocket(int portId, boolean event, int receiveBuffer, KernelFaults faults, SocketCounters counters) {
        this.portId = portId;
        this.event = event;
        this.receiveBuffer = receiveBuffer;
        this.faults = faults;
        this.counters = counters;
    }

    /** Bytes charged for what is queued (sk_rmem_alloc). */
    final long charged() {
        return charged;
    }

    final int receiveBuffer() {
        return receiveBuffer;
    }

    final boolean isClosed() {
        return closed;
    }

    /** Queues a datagram unless the receive buffer is full (netlink_broadcast_deliver, netlink_attachskb). */
    final void offer(DirectBuffer source, int length, int charge, int sender) {
        boolean fits = charged == 0 || charged + charge <= receiveBuffer;
        if (fits && !congested) {
            enqueue(source, length, charge, sender);
        } else {
            overrun();
        }
    }

    /** Queues a datagram in any case. */
    final void enqueue(DirectBuffer source, int length, int charge, int sender) {
        charged += charge;
        queue.add(source, 0, length, charge, sender);
    }

    /** Counts a dropped datagram and nothing else. */
    final void drop() {
        drops++;
        counters.dropped++;
    }

    /** What the next receive reports before anything else (sk_err). */
    final void fail(int errno) {
        error = errno;
    }

    /** A datagram was taken off the queue; a dump goes on. */
    void taken() {
    }

    private void overrun() {
        drop();
        if (!congested) {
            congested = true;
            error = Errno.ENOBUFS;
            counters.overruns++;
        }
    }

    @Override
    public final int receive(DatagramBatch batch) {
        batch.clear();
        if (closed) {
            return -Errno.EBADF;
        }
        int fault = faults.takeReceiveErrno(event);
        if (fault != 0) {
            return -fault;
        }
        if (error != 0) {
            int result = -error;
            error = 0;
            return result;
        }
        while (error == 0 && batch.count() < batch.limit() && !queue.isEmpty()) {
            take(batch);
            taken();
        }
        if (queue.isEmpty()) {
            congested = false;
        }
        return batch.count();
    }

    private void take(DatagramBatch batch) {
        boolean truncated = faults.takeTruncation(event);
        int length = queue.length();
        batch.append(queue.buffer(), queue.offset(), truncated ? length / 2 & -4 : length, queue.sender(), truncated);
        charged -= queue.charge();
        queue.remove();
        counters.delivered++;
    }

    @Override
    public int send(DirectBuffer buffer, int offset, int length) {
        return closed ? -Errno.EBADF : -Errno.EOPNOTSUPP;
    }

    @Override
    public final int fd() {
        return -1;
    }

    @Override
    public final int portId() {
        return portId;
    }

    @Override
    public final long drops() {
        return drops & 0xffff_ffffL;
    }

    @Override
    public void close() {
        closed = true;
    }
}
