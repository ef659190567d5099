package io.neighsync.bench;

import io.neighsync.netlink.MessageCursor;
import io.neighsync.netlink.Nlcap;
import io.neighsync.netlink.ffm.ReservedMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Notifications of a real kernel, outside the heap, each datagram at a cache line as recvmmsg(2) leaves them.
 *
 * <p>One thread owns an object.
 */
final class CapturedDatagrams implements AutoCloseable {
    private static final int CACHE_LINE = 64;

    private final ReservedMemory memory;
    private final UnsafeBuffer buffer;
    private final int[] offsets;
    private final int[] lengths;

    private CapturedDatagrams(List<UnsafeBuffer> datagrams) {
        int count = datagrams.size();
        offsets = new int[count];
        lengths = new int[count];
        int end = 0;
        for (int i = 0; i < count; i++) {
            offsets[i] = end;
            lengths[i] = datagrams.get(i).capacity();
            end += (lengths[i] + CACHE_LINE - 1) & -CACHE_LINE;
        }
        memory = ReservedMemory.reserve("captured datagrams", end);
        buffer = memory.buffer();
        for (int i = 0; i < count; i++) {
            buffer.putBytes(offsets[i], datagrams.get(i), 0, lengths[i]);
        }
    }

    /**
     * Lays out the notifications of both captures whose first message is of some type. The kernel sends each
     * notification in a datagram of its own.
     *
     * @param type which {@code nlmsg_type}
     * @return in the order in which they were received
     */
    static CapturedDatagrams ofType(IntPredicate type) {
        List<UnsafeBuffer> datagrams = new ArrayList<>();
        MessageCursor messages = new MessageCursor();
        for (String capture : List.of(Nlcap.A_VRF, Nlcap.B_CHURN)) {
            for (Nlcap.Entry entry : Nlcap.read(capture)) {
                UnsafeBuffer datagram = entry.buffer();
                if (entry.kind() == Nlcap.Kind.EVENT
                    && messages.wrap(datagram, 0, datagram.capacity()).next() && type.test(messages.type())) {
                    datagrams.add(datagram);
                }
            }
        }
        return new CapturedDatagrams(datagrams);
    }

    /** The buffer that holds the datagrams. */
    UnsafeBuffer buffer() {
        return buffer;
    }

    /** How many datagrams there are. */
    int count() {
        return offsets.length;
    }

    /** Where a datagram begins in {@link #buffer()}. */
    int offset(int index) {
        return offsets[index];
    }

    /** Bytes of a datagram. */
    int length(int index) {
        return lengths[index];
    }

    @Override
    public void close() {
        memory.close();
    }
}
