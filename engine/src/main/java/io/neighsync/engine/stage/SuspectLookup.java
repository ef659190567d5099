package io.neighsync.engine.stage;

import io.neighsync.netlink.NetlinkPort;
import io.neighsync.netlink.NetlinkRequests;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.AtomicCounter;

/**
 * Single gets on their way: at most {@link #WINDOW} at once, each remembered until it is answered, so that none is lost
 * with a socket. Receiver only.
 */
final class SuspectLookup implements SuspectQueue.Reader {
    /** Requests on their way at most; their answers fit any receive buffer. */
    static final int WINDOW = 64;
    /** Sequence numbers of gets; those of dumps count up from 1 and never come near. */
    private static final int FIRST_SEQUENCE = 0x4000_0000;
    private static final int NOT_ENDED = -1;

    private final SuspectQueue suspects;
    private final AtomicCounter confirms;
    private final int[] ifindex = new int[WINDOW];
    private final int[] family = new int[WINDOW];
    private final long[] addressHigh = new long[WINDOW];
    private final long[] addressLow = new long[WINDOW];
    private long open;
    private long sent;
    private int endedGeneration = NOT_ENDED;

    SuspectLookup(SuspectQueue suspects, AtomicCounter confirms) {
        this.suspects = suspects;
        this.confirms = confirms;
    }

    /** Whether there are requests to send. */
    boolean hasWork() {
        return open != sent || (open != -1L && suspects.hasNext());
    }

    /** Whether answers are awaited. */
    boolean isWaiting() {
        return sent != 0;
    }

    /** Whether requests could not be sent. */
    boolean isUnsent() {
        return (open & ~sent) != 0;
    }

    /** Whether there is nothing to ask and nothing to wait for. */
    boolean isIdle() {
        return open == 0 && !suspects.hasNext();
    }

    /** Whether every suspect of this generation has been answered. */
    boolean isDone(int generation) {
        return endedGeneration == generation && open == 0;
    }

    void reset() {
        endedGeneration = NOT_ENDED;
    }

    /**
     * Sends what is to be sent, all in one datagram: the kernel answers each message in it by itself
     * (net/netlink/af_netlink.c, netlink_rcv_skb). Returns how many requests.
     *
     * @param request room for {@link #WINDOW} requests
     */
    int send(NetlinkPort port, UnsafeBuffer request) {
        int free = WINDOW - Long.bitCount(open);
        if (free > 0) {
            suspects.read(this, free);
        }
        long unsent = open & ~sent;
        int length = 0;
        for (long due = unsent; due != 0; due &= due - 1) {
            length += encode(FIRST_SEQUENCE + Long.numberOfTrailingZeros(due), request, length);
        }
        if (length == 0 || port.send(request, 0, length) < 0) {
            return 0;
        }
        sent = open;
        int requests = Long.bitCount(unsent);
        confirms.getAndAddRelease(requests);
        return requests;
    }

    /** Writes the get with this sequence number; returns its length. */
    int encode(int sequence, UnsafeBuffer request, int offset) {
        int slot = sequence - FIRST_SEQUENCE;
        return NetlinkRequests.encodeNeighborGet(
                request, offset, sequence, ifindex[slot], family[slot], addressHigh[slot], addressLow[slot]);
    }

    /** Whether this is the answer to a get that is on its way. */
    boolean expects(int sequence) {
        int slot = sequence - FIRST_SEQUENCE;
        return slot >= 0 && slot < WINDOW && (sent & 1L << slot) != 0;
    }

    /** The get with this sequence number is answered. */
    void answered(int sequence) {
        long bit = 1L << (sequence - FIRST_SEQUENCE);
        open &= ~bit;
        sent &= ~bit;
    }

    /** The socket is new: what was on its way is sent again. */
    void resend() {
        sent = 0;
    }

    @Override
    public void onSuspect(int suspectIfindex, int suspectFamily, long high, long low) {
        int slot = Long.numberOfTrailingZeros(~open);
        ifindex[slot] = suspectIfindex;
        family[slot] = suspectFamily;
        addressHigh[slot] = high;
        addressLow[slot] = low;
        open |= 1L << slot;
    }

    @Override
    public void onEnd(int generation) {
        endedGeneration = generation;
    }
}
