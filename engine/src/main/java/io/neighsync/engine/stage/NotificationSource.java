package io.neighsync.engine.stage;

import io.neighsync.engine.event.Counter;
import io.neighsync.engine.event.Counters;
import io.neighsync.engine.event.EventKind;
import io.neighsync.engine.event.FrameStore;
import io.neighsync.engine.event.Origin;
import io.neighsync.netlink.DatagramBatch;
import io.neighsync.netlink.MessageCursor;
import io.neighsync.netlink.NetlinkPort;
import io.neighsync.netlink.Rtnetlink;
import io.neighsync.netlink.ffm.Errno;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.status.AtomicCounter;

/**
 * The event socket: takes notifications off it, never stops, and knows when the kernel dropped some. Receiver only.
 *
 * <p>ENOBUFS comes ahead of the older messages still queued, and the kernel goes on dropping without a second word
 * until the queue is empty (netlink(7); net/netlink/af_netlink.c, NETLINK_S_CONGESTED). So a resync is asked for at
 * once, but {@link #isDrained} tells when it may begin. The kernel's count of drops is a second witness: what it tells
 * and no ENOBUFS did is an overrun as well.
 */
final class NotificationSource {
    private static final long UNSIGNED_INT = 0xffff_ffffL;

    private final NetlinkPort port;
    private final DatagramBatch batch;
    private final MessageCursor messages = new MessageCursor();
    private final EventPublisher publisher;
    private final ResyncRequests resyncs;
    private final NanoClock clock;
    private final AtomicCounter overruns;
    private final AtomicCounter drops;
    private final AtomicCounter errors;
    private final AtomicCounter foreign;
    private final AtomicCounter malformed;

    private int datagram;
    private boolean inDatagram;
    private boolean messagePending;
    private boolean overrunPending;
    private boolean drained;
    private boolean overrunSeen;
    private long knownDrops;
    private long receivedNanos;

    NotificationSource(
            NetlinkPort port, DatagramBatch batch, EventPublisher publisher, ResyncRequests resyncs,
            NanoClock clock, Counters counters) {
        this.port = port;
        this.batch = batch;
        this.publisher = publisher;
        this.resyncs = resyncs;
        this.clock = clock;
        this.overruns = counters.of(Counter.OVERRUNS);
        this.drops = counters.of(Counter.DROPS);
        this.errors = counters.of(Counter.NETLINK_ERRORS);
        this.foreign = counters.of(Counter.FOREIGN_DATAGRAMS);
        this.malformed = counters.of(Counter.MALFORMED_DATAGRAMS);
    }

    /** One recvmmsg and the publishing of what it brought, or the rest of that when the ring was full. */
    int poll(int generation) {
        if (overrunPending && !publishOverrun(generation)) {
            return 0;
        }
        if (!isPublished()) {
            return publishBatch(generation);
        }
        int received = port.receive(batch);
        if (received > 0) {
            drained = false;
            receivedNanos = clock.nanoTime();
            datagram = 0;
            inDatagram = false;
            return received + publishBatch(generation);
        }
        if (received == 0) {
            drained = true;
            return 0;
        }
        return failed(-received);
    }

    /**
     * Hears the second witness; only while drained, since a congested socket goes on dropping.
     *
     * @return whether it knows of no loss that was not noticed already
     */
    boolean confirmDrops() {
        long told = port.drops();
        if (told < 0 || told == knownDrops) {
            overrunSeen = false;
            return true;
        }
        drops.getAndAddRelease(told - knownDrops & UNSIGNED_INT);
        knownDrops = told;
        boolean noticed = overrunSeen;
        overrunSeen = false;
        if (!noticed) {
            overrun();
        }
        return noticed;
    }

    /** Whether the socket was empty when last asked, and so is not congested. */
    boolean isDrained() {
        return drained;
    }

    /** Whether something taken off the socket waits for room in the ring. */
    boolean isStalled() {
        return overrunPending || !isPublished();
    }

    /** Whether the socket gave less than was asked for, so that it held no more, and all of that is published. */
    boolean isAllTaken() {
        return isPublished() && !overrunPending && batch.count() < batch.limit();
    }

    int fd() {
        return port.fd();
    }

    private boolean isPublished() {
        return datagram >= batch.count();
    }

    private int failed(int errno) {
        if (errno == Errno.ENOBUFS) {
            overrun();
            return 1;
        }
        if (errno != Errno.EINTR) {
            errors.incrementRelease();
        }
        return 0;
    }

    private void overrun() {
        overrunSeen = true;
        drained = false;
        overrunPending = true;
        resyncs.request(ResyncCause.OVERRUN);
    }

    private boolean publishOverrun(int generation) {
        if (!publisher.hasRoom(0)) {
            return false;
        }
        overruns.incrementRelease();
        publisher.mark(EventKind.OVERRUN, generation, ResyncCause.OVERRUN.bit(), clock.nanoTime());
        overrunPending = false;
        return true;
    }

    private int publishBatch(int generation) {
        int published = 0;
        while (datagram < batch.count()) {
            if (!inDatagram && !enter()) {
                datagram++;
                continue;
            }
            int count = publishDatagram(generation);
            if (count < 0) {
                break;
            }
            published += count;
            inDatagram = false;
            datagram++;
        }
        return published;
    }

    /** Begins a datagram; false when it is not to be read. */
    private boolean enter() {
        if (batch.senderPortId(datagram) != 0) {
            foreign.incrementRelease();
            return false;
        }
        if (batch.isTruncated(datagram)) {
            overrun();
        }
        messages.wrap(batch.buffer(), batch.offset(datagram), batch.length(datagram));
        inDatagram = true;
        return true;
    }

    /** Publishes the messages of the datagram; returns how many, or -1 when the ring has no room for the next. */
    private int publishDatagram(int generation) {
        int published = 0;
        while (messagePending || messages.next()) {
            EventKind kind = kindOf(messages.type());
            if (kind != null && !publish(kind, generation)) {
                messagePending = true;
                return -1;
            }
            messagePending = false;
            published++;
        }
        if (messages.isMalformed()) {
            malformed.incrementRelease();
        }
        return published;
    }

    private boolean publish(EventKind kind, int generation) {
        int length = messages.length();
        if (length > FrameStore.LARGE_BYTES) {
            malformed.incrementRelease();
            return true;
        }
        if (!publisher.hasRoom(length)) {
            return false;
        }
        publisher.message(
                kind, Origin.NOTIFICATION, generation, receivedNanos, batch.buffer(), messages.offset(), length);
        return true;
    }

    /** The kind of a message about links or neighbors, null for any other. */
    static EventKind kindOf(int type) {
        return switch (type) {
            case Rtnetlink.RTM_NEWNEIGH -> EventKind.NEIGH_SET;
            case Rtnetlink.RTM_DELNEIGH -> EventKind.NEIGH_DEL;
            case Rtnetlink.RTM_NEWLINK -> EventKind.LINK_SET;
            case Rtnetlink.RTM_DELLINK -> EventKind.LINK_DEL;
            default -> null;
        };
    }
}
