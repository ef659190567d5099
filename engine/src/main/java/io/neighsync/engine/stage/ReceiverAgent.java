package io.neighsync.engine.stage;

import io.neighsync.engine.event.Counter;
import io.neighsync.engine.event.Counters;
import io.neighsync.engine.event.EventKind;
import io.neighsync.engine.event.PolicySettings;
import io.neighsync.netlink.DatagramBatch;
import io.neighsync.netlink.NetlinkPort;
import java.time.Duration;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.status.AtomicCounter;

/**
 * Fills the ring: at most one batch of notifications, then one datagram of a dump, a duty cycle; and what enters from
 * elsewhere, settings and heartbeats. One producer, one order. Thread {@code neigh-rx}.
 */
public final class ReceiverAgent implements Agent, Parkable {
    /** How often the kernel's count of drops is looked at. */
    static final long WITNESS_NANOS = 1_000_000_000L;
    /** How often a heartbeat goes through the ring. */
    static final long TICK_NANOS = 1_000_000_000L;
    /** Bytes of a datagram on the event socket: link messages reach a few KiB. */
    private static final int NOTIFICATION_BYTES = 32 * 1024;
    /** Bytes of a datagram of a dump: the kernel fills up to 32 KiB (net/netlink/af_netlink.c, netlink_dump). */
    private static final int DUMP_BYTES = 64 * 1024;
    /** Datagrams there is room for at least, so that more can be received at a time while it runs. */
    private static final int LEAST_CAPACITY = 256;
    private static final long DUMP_PARK_NANOS = 5_000_000L;

    private final NetlinkPort events;
    private final DatagramBatch eventBatch;
    private final DatagramBatch dumpBatch;
    private final NotificationSource notifications;
    private final DumpSource dumps;
    private final EventPublisher publisher;
    private final PolicyUpdates updates;
    private final ResyncRequests resyncs;
    private final NanoClock clock;
    private final AtomicCounter resyncCount;
    private volatile long auditNanos;
    private volatile int receiveBatch;
    /** Written by whoever stops it. */
    private volatile boolean stopping;
    /** Written by the agent, when nothing more comes from it. */
    private volatile boolean stopped;
    private boolean hasSettings;
    private long tickAt;
    private long witnessAt;
    private long openedAt;

    /**
     * A receiver.
     *
     * @param ports the sockets: the event socket is joined and was never drained so far
     */
    public ReceiverAgent(
            ReceiverPorts ports, ReceiverConfig config, EventRing ring, SuspectQueue suspects, ResyncRequests resyncs,
            NanoClock clock, Counters counters) {
        this.events = ports.events();
        this.updates = ports.updates();
        this.resyncs = resyncs;
        this.clock = clock;
        this.auditNanos = config.auditInterval().toNanos();
        this.resyncCount = counters.of(Counter.RESYNCS);
        this.receiveBatch = ports.receiveBatch();
        this.eventBatch = new DatagramBatch(Math.max(LEAST_CAPACITY, receiveBatch), NOTIFICATION_BYTES);
        this.dumpBatch = new DatagramBatch(1, DUMP_BYTES);
        this.publisher = new EventPublisher(ring.ring(), ring.frames(), counters);
        this.notifications = new NotificationSource(events, eventBatch, publisher, resyncs, clock, counters);
        this.dumps = new DumpSource(ports.dumpSockets(), dumpBatch, publisher, suspects, resyncs, clock, counters);
        this.tickAt = clock.nanoTime();
        this.witnessAt = tickAt + WITNESS_NANOS;
        resyncs.request(ResyncCause.START);
    }

    /** From now on audits are so far apart; zero: there are none. Any thread. */
    public void auditInterval(Duration interval) {
        auditNanos = interval.toNanos();
    }

    /** From now on one recvmmsg takes so many notifications at most, from 1 to those there is room for. Any thread. */
    public void receiveBatch(int datagrams) {
        receiveBatch = Math.clamp(datagrams, 1, eventBatch.capacity());
    }

    /** Notifications one recvmmsg takes at most. Any thread. */
    public int receiveBatch() {
        return receiveBatch;
    }

    /** Asks it to receive nothing more. Any thread. */
    public void stopReceiving() {
        stopping = true;
    }

    /** Whether it was asked to receive nothing more, and everything it has received is in the ring. Any thread. */
    public boolean hasStoppedReceiving() {
        return stopped;
    }

    @Override
    public int doWork() {
        if (stopping) {
            stopped = true;
            return 0;
        }
        int work = updates.isWaiting() ? takeSettings() : 0;
        if (!hasSettings) {
            return work;
        }
        eventBatch.limit(receiveBatch);
        work += notifications.poll(dumps.generation());
        tick();
        if (dumps.isIdle()) {
            work += openWhenAsked();
        } else if (dumps.isSettling()) {
            work += closeWhenDrained();
        } else {
            work += dumps.poll();
        }
        return work;
    }

    /** What was decided by other settings is decided anew; the strict mode leaves that to time, as its model does. */
    private int takeSettings() {
        if (!publisher.hasRoom(0)) {
            return 0;
        }
        PolicySettings settings = updates.take();
        publisher.settings(settings, dumps.generation(), clock.nanoTime());
        if (hasSettings && !settings.strict()) {
            resyncs.request(ResyncCause.CONFIG);
        }
        hasSettings = true;
        return 1;
    }

    private void tick() {
        long now = clock.nanoTime();
        if (now - tickAt >= 0 && publisher.hasRoom(0)) {
            tickAt = now + TICK_NANOS;
            publisher.mark(EventKind.TICK, dumps.generation(), 0, now);
        }
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
        openedAt = clock.nanoTime();
        dumps.open(causes);
        return 1;
    }

    private void lookAtTimers() {
        long now = clock.nanoTime();
        if (now - witnessAt >= 0 && notifications.isDrained()) {
            witnessAt = now + WITNESS_NANOS;
            notifications.confirmDrops();
        }
        long interval = auditNanos;
        if (interval > 0 && dumps.generation() > 0 && now - openedAt >= interval) {
            openedAt = now;
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
        if (stopping) {
            return !stopped;
        }
        return updates.isWaiting() || (hasSettings && (notifications.isStalled() || dumps.hasWork()
                || (dumps.isIdle() && resyncs.isPending())));
    }

    /** A dump goes on while Redis replies, and so does a socket that gave all that was asked for: it may hold more. */
    @Override
    public boolean mayBeLeft() {
        return dumps.isIdle() && notifications.isAllTaken();
    }

    @Override
    public void watch(WaitSet waitSet) {
        if (!hasSettings || stopped) {
            return;
        }
        waitSet.add(events.fd(), false);
        waitSet.add(dumps.fd(), false);
    }

    @Override
    public long maxParkNanos() {
        if (!hasSettings || stopped) {
            return Long.MAX_VALUE;
        }
        if (!dumps.isIdle()) {
            return DUMP_PARK_NANOS;
        }
        long now = clock.nanoTime();
        long interval = auditNanos;
        long audit = interval > 0 ? openedAt + interval - now : Long.MAX_VALUE;
        return Math.max(0, Math.min(audit, Math.min(tickAt, witnessAt) - now));
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
