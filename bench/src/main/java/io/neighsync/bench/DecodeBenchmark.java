package io.neighsync.bench;

import io.neighsync.netlink.LinkDecoder;
import io.neighsync.netlink.MessageCursor;
import io.neighsync.netlink.NeighborDecoder;
import io.neighsync.netlink.Rtnetlink;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * From a datagram's bytes to the fields a stage reads, on one thread. An operation is one message.
 *
 * <p>Every field read goes into the result, and every message of the captures must decode, so that nothing can be
 * left out. Bounds checks are on.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class DecodeBenchmark {
    /** Neighbor notifications in the two captures. */
    static final int NEIGHBOR_MESSAGES = 2214;
    /** Link notifications in the two captures. */
    static final int LINK_MESSAGES = 175;

    private final MessageCursor messages = new MessageCursor();
    private final NeighborDecoder neighbor = new NeighborDecoder();
    private final LinkDecoder link = new LinkDecoder();
    private CapturedDatagrams neighbors;
    private CapturedDatagrams links;

    /** Lays the captures out. */
    @Setup
    public void setUp() {
        neighbors = CapturedDatagrams.ofType(
            type -> type == Rtnetlink.RTM_NEWNEIGH || type == Rtnetlink.RTM_DELNEIGH);
        links = CapturedDatagrams.ofType(type -> type == Rtnetlink.RTM_NEWLINK || type == Rtnetlink.RTM_DELLINK);
        require(UnsafeBuffer.SHOULD_BOUNDS_CHECK, "bounds checks are off");
        require(neighbors.count() == NEIGHBOR_MESSAGES, "the captures hold other neighbor messages");
        require(links.count() == LINK_MESSAGES, "the captures hold other link messages");
    }

    /** Gives the memory back. */
    @TearDown
    public void tearDown() {
        neighbors.close();
        links.close();
    }

    /**
     * Decodes the neighbor messages.
     *
     * @return what depends on every field read
     */
    @Benchmark
    @OperationsPerInvocation(NEIGHBOR_MESSAGES)
    public long neighborMessages() {
        CapturedDatagrams datagrams = neighbors;
        UnsafeBuffer buffer = datagrams.buffer();
        long sum = 0;
        for (int i = 0; i < datagrams.count(); i++) {
            messages.wrap(buffer, datagrams.offset(i), datagrams.length(i));
            while (messages.next()) {
                require(neighbor.wrap(buffer, messages.offset(), messages.length()), "malformed");
                sum += fields(neighbor);
            }
        }
        return sum;
    }

    /**
     * Decodes the link messages, 1 387 bytes on average.
     *
     * @return what depends on every field read
     */
    @Benchmark
    @OperationsPerInvocation(LINK_MESSAGES)
    public long linkMessages() {
        CapturedDatagrams datagrams = links;
        UnsafeBuffer buffer = datagrams.buffer();
        long sum = 0;
        for (int i = 0; i < datagrams.count(); i++) {
            messages.wrap(buffer, datagrams.offset(i), datagrams.length(i));
            while (messages.next()) {
                require(link.wrap(buffer, messages.offset(), messages.length()), "malformed");
                sum += fields(link);
            }
        }
        return sum;
    }

    /**
     * Visits the neighbor messages without reading one: what a benchmark that lost its work would report.
     *
     * @return the sum of their offsets
     */
    @Benchmark
    @OperationsPerInvocation(NEIGHBOR_MESSAGES)
    public long emptyLoop() {
        long sum = 0;
        for (int i = 0; i < neighbors.count(); i++) {
            sum += neighbors.offset(i);
        }
        return sum;
    }

    private static long fields(NeighborDecoder message) {
        return (long) message.messageType() + message.family() + message.ifindex() + message.nudState()
            + message.ntfFlags() + message.addressLength() + message.addressHigh() + message.addressLow()
            + message.lladdrLength() + message.lladdr();
    }

    private static long fields(LinkDecoder message) {
        return (long) message.messageType() + message.family() + message.ifindex() + message.flags()
            + message.nameOffset() + message.nameLength() + message.master() + message.vrfTable()
            + (message.isVrf() ? 1 : 0);
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalStateException(otherwise);
        }
    }
}
