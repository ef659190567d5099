package io.neighsync.engine.stage;

import io.neighsync.engine.event.Counter;
import io.neighsync.engine.event.Counters;
import io.neighsync.netlink.DatagramBatch;
import io.neighsync.netlink.NetlinkPort;
import java.util.function.Supplier;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.status.AtomicCounter;

/**
 * Fills the ring: at most one batch of notifications, then one datagram of a dump, a duty cycle. One producer, one
 * order. Thread {@code neigh-rx}.
 */
public final class ReceiverAgent implements Agent, Parkable {
    /** Bytes of a datagram on the event socket: link messages reach a few KiB. */
    private static final int NOTIFICATION_BYTES = 32 * 1024;
    /** Bytes of a datagram of a dump: the kernel fills up to 32 KiB (net/netlink/af_netlink.c, netlink_dump). */
    private static final int DUMP_BYTES = 64 * 1024;
    private static final long DUMP_PARK_NANOS = 5_000_000L;

    private final NetlinkPort events;
    private final DatagramBatch eventBatch;
    private final DatagramBatch dumpBatch;
    private final NotificationSource notifications;
    private final DumpSource dumps;
    private final ResyncRequests resyncs;
    private final AtomicCounter resyncCount;

    /**
     * A receiver.
     *
     * @param events       the event socket, joined and never drained so far
     * @param dumpSockets  opens a dump socket, the first and those that replace it
     * @param receiveBatch datagrams of one recvmmsg
     */
    public ReceiverAgent(
            NetlinkPort events, Supplier<NetlinkPort> dumpSockets, int receiveBatch, EventRing ring,
            SuspectQueue suspects, ResyncRequests resyncs, NanoClock clock, Counters counters) {
        this.events = events;
        this.resyncs = resyncs;
        this.resyncCount = counters.of(Counter.RESYNCS);
        this.eventBatch = new DatagramBatch(receiveBatch, NOTIFICATION_BYTES);
        this.dumpBatch = new DatagramBatch(1, DUMP_BYTES);
        EventPublisher publisher = new EventPublisher(ring.ring(), ring.frames(), counters);
        this.notifications = new NotificationSource(events, eventBatch, publisher, resyncs, clock, counters);
        this.dumps = new DumpSource(dumpSockets, dumpBatch, publisher, suspects, clock, counters);
        resyncs.request(ResyncCause.START);
    }

    @Override
    public int doWork() {
        int work = notifications.poll(dumps.generation());
        work += dumps.isIdle() ? openWhenAsked() : dumps.poll();
        return work;
    }

    /** Opens a generation when one is asked for and the event socket is not congested. */
    private int openWhenAsked() {
        if (!resyncs.isPending() || !notifications.isDrained()) {
            return 0;
        }
        resyncs.takeAll();
        if (dumps.generation() > 0) {
            resyncCount.incrementRelease();
        }
        dumps.open();
        return 1;
    }

    @Override
    public boolean hasWork() {
        return notifications.isStalled() || dumps.hasWork() || (dumps.isIdle() && resyncs.isPending());
    }

    @Override
    public void watch(WaitSet waitSet) {
        waitSet.add(events.fd(), false);
        waitSet.add(dumps.fd(), false);
    }

    @Override
    public long maxParkNanos() {
        return dumps.isIdle() ? Long.MAX_VALUE : DUMP_PARK_NANOS;
    }

    @Override
    public void onClose() {
        events.close();
        dumps.close();
        eventBatch.close();
        dumpBatch.close();
    }

    @Override
    public String roleName() {
        return "neigh-rx";
    }
}
