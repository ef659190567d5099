package io.neighsync.engine.event;

import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.RingBuffer;
import org.agrona.DirectBuffer;

/**
 * One slot of the ring. Fields are public because each is written by exactly one stage, named here, and read by the
 * stages behind it; the ring's sequences order the accesses.
 *
 * <pre>
 *   ReceiverAgent   kind origin generation causes overruns settings receivedNanos frame frameOffset frameLength
 *   ParseStage      family ifindex nudState ntfFlags address* lladdr* | linkName master vrf vrfTable
 *                   (and kind, when it becomes INVALID or FOREIGN)
 *   ClassifyStage   vrfIfindex verdict failedVerdict mayHaveRoute linkChanges
 *   CoalesceStage   decision row value repeated failedDecision dropRoute
 * </pre>
 *
 * <p>{@code stampNanos} passes from stage to stage: each reads when its predecessor was done, records the difference
 * and writes its own time.
 */
public final class NeighborEvent {
    /** What the slot carries. */
    public EventKind kind = EventKind.INVALID;
    /** How it reached the receiver. */
    public Origin origin = Origin.NOTIFICATION;
    /** The generation that was open when it was received, from 1; 0 before the first. */
    public int generation;
    /** For DUMP_BEGIN: why the generation was opened, a bit a cause. */
    public int causes;
    /** For a mark: overruns counted so far, with that of an OVERRUN. */
    public long overruns;
    /** For a mark: what the policy depends on from there on. */
    public PolicySettings settings = PolicySettings.PLAIN;
    /** When its datagram was received, in nanoseconds of the monotonic clock. */
    public long receivedNanos;
    /** When the last stage was done with it, in nanoseconds of the monotonic clock. */
    public long stampNanos;

    /** The memory that holds the message, from its nlmsghdr on. */
    public DirectBuffer frame;
    /** Where the message begins in {@link #frame}. */
    public int frameOffset;
    /** The length of the message in bytes; 0 for a control mark. */
    public int frameLength;

    /** AF_INET or AF_INET6 for neighbors, ifi_family for links. */
    public int family;
    /** The link's index, from 1. */
    public int ifindex;
    /** NUD_* bits. */
    public int nudState;
    /** NTF_* bits. */
    public int ntfFlags;
    /** The upper 64 bits of an IPv6 address, in network order; 0 for IPv4. */
    public long addressHigh;
    /** The lower 64 bits of an IPv6 address, or the 32 bits of an IPv4 address. */
    public long addressLow;
    /** The length of the link-layer address in bytes; -1 when the message has none. */
    public int lladdrLength;
    /** The link-layer address as a 48-bit number when it has 6 bytes, else 0. */
    public long lladdr;

    /** The link's name; null for a neighbor message. */
    public LinkName linkName;
    /** The ifindex of the link's master (bridge, LAG, VRF); 0 when it has none. */
    public int master;
    /** Whether the link is a VRF device. */
    public boolean vrf;
    /** The routing table of a VRF device; 0 otherwise. */
    public int vrfTable;

    /** The ifindex of the VRF device the link belongs to; 0 for the default VRF. */
    public int vrfIfindex;
    /** What the policy makes of a neighbor message. */
    public Verdict verdict = Verdict.NONE;
    /** What the policy makes of it for NEIGH_FAILED_TABLE: SET, DEL, KEEP or NONE. */
    public Verdict failedVerdict = Verdict.NONE;
    /** Whether EVPN may have left a route to the neighbor in its VRF, which its row is to replace. */
    public boolean mayHaveRoute;
    /** What changes with links: where they belong, and under which names their rows are published. */
    public LinkChanges linkChanges = LinkChanges.NONE;

    /** What is to happen in Redis. */
    public Decision decision = Decision.NONE;
    /** The row the decision is about. */
    public int row;
    /** The row's value as {@link RowValue} packs it; {@link RowValue#ABSENT} for a deletion. */
    public long value;
    /** Whether the decision is to be written even if Redis holds that value already. */
    public boolean repeated;
    /** What is to happen to the row in NEIGH_FAILED_TABLE. */
    public Decision failedDecision = Decision.NONE;
    /** Whether the neighbor's route in ROUTE_TABLE is to go first. */
    public boolean dropRoute;
    /** For RESTORED: the journal's sequence of the decision. */
    public long decidedAt;

    /** Leaves nothing for the stages behind: the one that had it failed. */
    public void invalidate() {
        kind = EventKind.INVALID;
        decision = Decision.NONE;
        failedDecision = Decision.NONE;
        dropRoute = false;
        linkChanges = LinkChanges.NONE;
    }

    /**
     * A ring of these slots, whose frames live in the given store. Single producer: the receiver.
     *
     * @param size slots, a power of two
     */
    public static RingBuffer<NeighborEvent> newRing(int size, FrameStore frames) {
        // nobody waits at a barrier of the ring; the default strategy would take a lock at every publish
        RingBuffer<NeighborEvent> ring =
                RingBuffer.createSingleProducer(NeighborEvent::new, size, new BusySpinWaitStrategy());
        for (int i = 0; i < size; i++) {
            ring.get(i).frame = frames.inline();
        }
        return ring;
    }
}
