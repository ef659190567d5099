package io.neighsync.engine.stage;

import io.neighsync.engine.event.Counter;
import io.neighsync.engine.event.Counters;
import io.neighsync.netlink.DatagramBatch;
import io.neighsync.netlink.NetlinkPort;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.status.AtomicCounter;

/**
 * Fills the ring: at most one batch of notifications, then one datagram of a dump, a duty cycle. One producer, one
 * order. Thread {@code neigh-rx}.
 */
public final class ReceiverAgent implements Agent, Parkable {
    /** How often the kernel's count of drops is looked at. */
    static final long WITNESS_NANOS = 1_000_000_000L;
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
    private final NanoClock clock;
    private final long auditNanos;
    private final AtomicCounter resyncCount;
    private long witnessAt;
    private long auditAt;

    /**
     * A receiver.
     *
     * @param ports the sockets: the event socket is joined and was never drained so far
     */
    public ReceiverAgent(
            ReceiverPorts ports, ReceiverConfig config, EventRing ring, SuspectQueue suspects, ResyncRequests resyncs,
            NanoClock clock, Counters counters) {
        this.events = ports.events();
        this.resyncs = resyncs;
        this.clock = clock;
        this.auditNanos = config.auditInterval().toNanos();
        this.resyncCount = counters.of(Counter.RESYNCS);
        this.eventBatch = new DatagramBatch(ports.receiveBatch(), NOTIFICATION_BYTES);
        this.dumpBatch = new DatagramBatch(1, DUMP_BYTES);
        EventPublisher publisher = new EventPublisher(ring.ring(), ring.frames(), counters);
        this.notifications = new NotificationSource(events, eventBatch, publisher, resyncs, clock, counters);
        this.dumps = new DumpSource(ports.dumpSockets(), dumpBatch, publisher, suspects, resyncs, clock, counters);
        this.witnessAt = clock.nanoTime() + WITNESS_NANOS;
        resyncs.request(ResyncCause.START);
    }

    @Override
    public int doWork() {
        int work = notifications.poll(dumps.generation());
        if (dumps.isIdle()) {
            work += openWhenAsked();
        } else if (dumps.isSettling()) {
            work += closeWhenDrained();
        } else {
            work += dumps.poll();
        }
        return work;
    }

    /** Opens a generation when one is asked for and the event socket is not congested; what was dropped is known. */
    private int openWhenAsked() {
        lookAtTimers();
        if (!resyncs.isPending() || !notifications.isDrained() || !notifications.confirmDrops()) {
            return 0;
        }
        int causes = resyncs.takeAll();
        if (dumps.generation() > 0) {
            resyncCount.incrementRelease();
        }
        auditAt = clock.nanoTime() + auditNanos;
        dumps.open(causes);
        return 1;
    }

    private void lookAtTimers() {
        long now = clock.nanoTime();
        if (now - witnessAt >= 0 && notifications.isDrained()) {
            witnessAt = now + WITNESS_NANOS;
            notifications.confirmDrops();
        }
        if (auditNanos > 0 && dumps.generation() > 0 && now - auditAt >= 0) {
            auditAt = now + auditNanos;
            resyncs.request(ResyncCause.AUDIT);
        }
    }

    /** Closes the generation once no notification waits, and none is known to be lost, that is older than its end. */
    private int closeWhenDrained() {
        if (!notifications.isDrained() || !notifications.confirmDrops()) {
            return 0;
        }
        dumps.settle();
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
        if (!dumps.isIdle()) {
            return DUMP_PARK_NANOS;
        }
        long now = clock.nanoTime();
        long audit = auditNanos > 0 ? auditAt - now : Long.MAX_VALUE;
        return Math.max(0, Math.min(audit, witnessAt - now));
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
