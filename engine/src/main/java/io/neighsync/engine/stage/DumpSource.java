package io.neighsync.engine.stage;

import io.neighsync.engine.event.Counter;
import io.neighsync.engine.event.Counters;
import io.neighsync.engine.event.EventKind;
import io.neighsync.engine.event.FrameStore;
import io.neighsync.engine.event.Origin;
import io.neighsync.netlink.DatagramBatch;
import io.neighsync.netlink.MessageCursor;
import io.neighsync.netlink.NetlinkErrorDecoder;
import io.neighsync.netlink.NetlinkPort;
import io.neighsync.netlink.NetlinkRequests;
import io.neighsync.netlink.Nlm;
import io.neighsync.netlink.Rtnetlink;
import io.neighsync.netlink.ffm.Errno;
import java.util.function.Supplier;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.AtomicCounter;

/**
 * The dump socket, and so the course of a generation: the dumps of links, IPv4 and IPv6 neighbors, then the single gets
 * that confirm suspects. One datagram of a dump a duty cycle, or as many answers as gets are sent at once, so that
 * notifications never wait. Receiver only.
 *
 * <pre>
 *   IDLE - open - LINKS - done - IPV4 - done - IPV6 - done - CONFIRM - all answered - SETTLE - no event waits - IDLE
 *                   ^             ^             ^               ^
 *                   +-------------+-------------+---------------+--- error, silence or interruption: asked again
 * </pre>
 */
final class DumpSource {
    /** Silence after which the socket is opened anew. */
    static final long SILENCE_NANOS = 1_000_000_000L;
    /** Silence of CoalesceStage after which it has missed the end of the dump, and another generation must do. */
    static final long STALL_NANOS = 10_000_000_000L;
    /** The first pause before a dump is asked for again; doubles up to {@link #MAX_PAUSE_NANOS}. */
    static final long MIN_PAUSE_NANOS = 5_000_000L;
    static final long MAX_PAUSE_NANOS = 1_000_000_000L;
    /** Interrupted dumps in a row after which the last is taken as it is, and another generation asked for. */
    static final int MAX_INTERRUPTIONS = 10;
    /** Errors other than "missing" in answer to single gets after which the neighbor asked for is kept as it is. */
    static final int MAX_REFUSALS = 10;

    /** Room for the answer to a get: a neighbor, or an error with the request and a text. */
    private static final int ANSWER_BYTES = 2_048;

    private enum Phase { IDLE, LINKS, IPV4, IPV6, CONFIRM, SETTLE }

    private final Supplier<NetlinkPort> ports;
    private final DatagramBatch rows;
    private final DatagramBatch answers = new DatagramBatch(SuspectLookup.WINDOW, ANSWER_BYTES);
    private final MessageCursor messages = new MessageCursor();
    private final NetlinkErrorDecoder error = new NetlinkErrorDecoder();
    private final UnsafeBuffer request =
            new UnsafeBuffer(new byte[SuspectLookup.WINDOW * NetlinkRequests.MAX_LENGTH]);
    private final EventPublisher publisher;
    private final ResyncRequests resyncs;
    private final NanoClock clock;
    private final SuspectLookup lookup;
    private final AtomicCounter retries;
    private final AtomicCounter foreign;
    private final AtomicCounter malformed;

    private NetlinkPort port;
    private Phase phase = Phase.IDLE;
    private int generation;
    private int causes;
    private int sequence;
    private boolean asked;
    private DatagramBatch batch;
    private int datagram;
    private boolean inDatagram;
    private boolean messagePending;
    private boolean closed;
    private boolean interrupted;
    private int interruptions;
    private int refusals;
    private long pause = MIN_PAUSE_NANOS;
    private long notBefore;
    private long heardAt;
    private EventKind markPending;

    DumpSource(
            Supplier<NetlinkPort> ports, DatagramBatch rows, EventPublisher publisher, SuspectQueue suspects,
            ResyncRequests resyncs, NanoClock clock, Counters counters) {
        this.ports = ports;
        this.resyncs = resyncs;
        this.rows = rows;
        this.batch = rows;
        this.publisher = publisher;
        this.clock = clock;
        this.lookup = new SuspectLookup(suspects, counters.of(Counter.CONFIRMS));
        this.retries = counters.of(Counter.DUMP_RETRIES);
        this.foreign = counters.of(Counter.FOREIGN_DATAGRAMS);
        this.malformed = counters.of(Counter.MALFORMED_DATAGRAMS);
        this.port = ports.get();
        this.notBefore = clock.nanoTime();
    }

    /** The generation opened last, from 1; 0 before the first. */
    int generation() {
        return generation;
    }

    /** Whether no generation is open. */
    boolean isIdle() {
        return phase == Phase.IDLE && markPending == null;
    }

    /** Opens the next generation for these causes, a bit each; it begins with its mark in the ring. Only while idle. */
    void open(int resyncCauses) {
        causes = resyncCauses;
        markPending = EventKind.DUMP_BEGIN;
        enter(Phase.LINKS);
    }

    /** The descriptor to wait for; -1 while nothing is expected on the socket, or there is none. */
    int fd() {
        return closed || phase == Phase.IDLE ? -1 : port.fd();
    }

    /** Whether something read waits for room in the ring, or a request waits to be sent. */
    boolean hasWork() {
        return markPending != null || isReading() || phase == Phase.SETTLE
                || (phase == Phase.CONFIRM && lookup.hasWork() && isDue())
                || (isDumping() && !asked && isDue());
    }

    /** Whether something received is not published yet. */
    private boolean isReading() {
        return inDatagram || datagram < batch.count();
    }

    private boolean isDumping() {
        return phase == Phase.LINKS || phase == Phase.IPV4 || phase == Phase.IPV6;
    }

    private boolean isDue() {
        return clock.nanoTime() - notBefore >= 0;
    }

    private boolean isExpecting() {
        return phase == Phase.CONFIRM ? lookup.isWaiting() : asked;
    }

    /** One step of the generation; returns the amount of work done. */
    int poll() {
        if (markPending != null) {
            return publishMark();
        }
        return switch (phase) {
            case IDLE -> 0;
            case LINKS, IPV4, IPV6 -> asked ? read() : ask();
            case CONFIRM -> confirm();
            case SETTLE -> 0;
        };
    }

    private int publishMark() {
        if (!publisher.hasRoom(0)) {
            return 0;
        }
        if (markPending == EventKind.DUMP_BEGIN) {
            generation++;
        }
        publisher.mark(markPending, generation, causes, clock.nanoTime());
        markPending = null;
        return 1;
    }

    private void enter(Phase next) {
        phase = next;
        asked = false;
        interrupted = false;
        interruptions = 0;
        refusals = 0;
        datagram = batch.count();
        pause = MIN_PAUSE_NANOS;
        heardAt = clock.nanoTime();
        notBefore = heardAt;
    }

    private int ask() {
        if (!isDue()) {
            return 0;
        }
        reopen();
        sequence++;
        interrupted = false;
        int length = switch (phase) {
            case LINKS -> NetlinkRequests.encodeLinkDump(request, 0, sequence);
            case IPV4 -> NetlinkRequests.encodeNeighborDump(request, 0, sequence, Rtnetlink.AF_INET);
            default -> NetlinkRequests.encodeNeighborDump(request, 0, sequence, Rtnetlink.AF_INET6);
        };
        heardAt = clock.nanoTime();
        if (port.send(request, 0, length) < 0) {
            again(true);
        } else {
            asked = true;
        }
        return 1;
    }

    /** Publishes what was received last, or receives; returns the amount of work done. */
    private int read() {
        if (!isReading() && !receive()) {
            return 0;
        }
        int published = 1;
        while (isReading()) {
            if (!inDatagram && !begin()) {
                continue;
            }
            published += publishDatagram();
            if (inDatagram) {
                break;
            }
        }
        return published;
    }

    /** Takes what there is off the socket; false when there is nothing. */
    private boolean receive() {
        batch = phase == Phase.CONFIRM ? answers : rows;
        datagram = 0;
        int received = port.receive(batch);
        long now = clock.nanoTime();
        if (received > 0) {
            return true;
        }
        boolean failed = received < 0 && received != -Errno.EINTR;
        if (failed || (isExpecting() && now - heardAt > SILENCE_NANOS)) {
            again(true);
        }
        return false;
    }

    /** Begins the next datagram; false when it is not to be read. */
    private boolean begin() {
        int index = datagram++;
        if (batch.senderPortId(index) != 0) {
            foreign.incrementRelease();
            return false;
        }
        heardAt = clock.nanoTime();
        if (batch.isTruncated(index)) {
            malformed.incrementRelease();
            again(true);
            return false;
        }
        messages.wrap(batch.buffer(), batch.offset(index), batch.length(index));
        inDatagram = true;
        return true;
    }

    private int publishDatagram() {
        int published = 0;
        while (inDatagram && (messagePending || messages.next())) {
            messagePending = !take();
            if (messagePending) {
                return published;
            }
            published++;
        }
        if (inDatagram && messages.isMalformed()) {
            malformed.incrementRelease();
        }
        inDatagram = false;
        return published;
    }

    /** Handles one message; false when the ring has no room for it. */
    private boolean take() {
        if (phase == Phase.CONFIRM) {
            return takeAnswer();
        }
        if (messages.sequence() != sequence) {
            return true;
        }
        interrupted |= (messages.flags() & Nlm.NLM_F_DUMP_INTR) != 0;
        return switch (messages.type()) {
            case Nlm.NLMSG_DONE, Nlm.NLMSG_ERROR -> finish();
            case Rtnetlink.RTM_NEWLINK, Rtnetlink.RTM_NEWNEIGH -> publish(
                    NotificationSource.kindOf(messages.type()), Origin.DUMP, messages.offset(), messages.length());
            default -> true;
        };
    }

    private boolean publish(EventKind kind, Origin origin, int offset, int length) {
        if (length > FrameStore.LARGE_BYTES) {
            malformed.incrementRelease();
            return true;
        }
        if (!publisher.hasRoom(length)) {
            return false;
        }
        publisher.message(kind, origin, generation, heardAt, batch.buffer(), offset, length);
        return true;
    }

    private boolean finish() {
        boolean readable = error.wrap(batch.buffer(), messages.offset(), messages.length());
        finished(readable ? error.errno() : Errno.EPROTO);
        return true;
    }

    private void finished(int errno) {
        if (errno != 0) {
            again(errno == Errno.EBUSY || errno == Errno.EPROTO);
        } else if (interrupted && ++interruptions < MAX_INTERRUPTIONS) {
            again(false);
        } else {
            if (interrupted) {
                resyncs.request(ResyncCause.INTERRUPTED);
            }
            next();
        }
    }

    private void next() {
        switch (phase) {
            case LINKS -> {
                markPending = interrupted ? null : EventKind.LINKS_DONE;
                enter(Phase.IPV4);
            }
            case IPV4 -> enter(Phase.IPV6);
            default -> {
                markPending = EventKind.DUMP_DONE;
                enter(Phase.CONFIRM);
            }
        }
    }

    /** Asks for the same again after a pause, on a new socket when this one may hold an unfinished dump. */
    private void again(boolean reopen) {
        retries.incrementRelease();
        asked = false;
        datagram = batch.count();
        inDatagram = false;
        messagePending = false;
        if (reopen) {
            port.close();
            closed = true;
            lookup.resend();
        }
        heardAt = clock.nanoTime();
        notBefore = heardAt + pause;
        pause = Math.min(2 * pause, MAX_PAUSE_NANOS);
    }

    /** A new socket in place of one that was closed; when there is none to be had, the next is tried after a pause. */
    private void reopen() {
        if (closed) {
            notBefore = clock.nanoTime() + pause;
            port = ports.get();
            closed = false;
            notBefore = clock.nanoTime();
        }
    }

    private int confirm() {
        if (!isDue()) {
            return 0;
        }
        reopen();
        int work = lookup.send(port, request);
        if (work > 0) {
            heardAt = clock.nanoTime();
        }
        if (lookup.isWaiting()) {
            work += read();
        } else if (lookup.isUnsent() && clock.nanoTime() - heardAt > SILENCE_NANOS) {
            again(true);
        }
        if (lookup.isDone(generation)) {
            lookup.reset();
            enter(Phase.SETTLE);
        } else if (lookup.isIdle() && clock.nanoTime() - heardAt > STALL_NANOS) {
            resyncs.request(ResyncCause.ERROR);
            enter(Phase.SETTLE);
        }
        return work;
    }

    /** Whether every answer has been taken, so that the generation may close when no event waits on its socket. */
    boolean isSettling() {
        return phase == Phase.SETTLE;
    }

    /** Closes the generation: every event older than its last answer has been taken as well. */
    void settle() {
        markPending = EventKind.SWEEP_DONE;
        enter(Phase.IDLE);
    }

    /** Publishes the answer to a single get: the neighbor, or the request itself as a deletion when there is none. */
    private boolean takeAnswer() {
        if (!lookup.expects(messages.sequence())) {
            return true;
        }
        boolean published = switch (messages.type()) {
            case Rtnetlink.RTM_NEWNEIGH ->
                publish(EventKind.NEIGH_SET, Origin.CONFIRM, messages.offset(), messages.length());
            case Nlm.NLMSG_ERROR -> takeError();
            default -> true;
        };
        if (published && !closed) {
            lookup.answered(messages.sequence());
        }
        return published;
    }

    private boolean takeError() {
        boolean readable = error.wrap(batch.buffer(), messages.offset(), messages.length());
        if (readable && (error.errno() == Errno.ENOENT || error.errno() == Errno.ENODEV)) {
            return publishMissing(lookup.encode(messages.sequence(), request, 0));
        }
        if (++refusals <= MAX_REFUSALS) {
            again(true);
        }
        return true;
    }

    private boolean publishMissing(int length) {
        if (!publisher.hasRoom(length)) {
            return false;
        }
        publisher.message(EventKind.NEIGH_DEL, Origin.CONFIRM, generation, heardAt, request, 0, length);
        return true;
    }

    void close() {
        port.close();
        answers.close();
    }
}
