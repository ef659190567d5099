package io.neighsync.netlink;

import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A kernel in this process, with one link and without neighbors at first. Each of its notifications is there to be
 * received from an instant on that was fixed before. Allocates nothing while notifications are received.
 *
 * <p>One thread receives; it, or another that knows by what the first one has published that everything was received,
 * schedules.
 */
public final class ScheduledKernel {
    /** The index of its link. */
    public static final int IFINDEX = 7;

    private static final byte[] LINK = "Ethernet12\0".getBytes(StandardCharsets.US_ASCII);
    private static final long FIRST_ADDRESS = 0x0a00_0001L;
    private static final long FIRST_LLADDR = 0x0200_0000_0000L;
    private static final int TYPE = 4;
    private static final int FLAGS = 6;
    private static final int SEQUENCE = 8;
    /** Behind struct ifinfomsg. */
    private static final int LINK_ATTRIBUTES = Nlm.NLMSG_HDRLEN + 16;
    private static final int LINK_IFINDEX = Nlm.NLMSG_HDRLEN + 4;
    private static final int ATTRIBUTE_HEADER = 4;

    private final Notifications notifications;
    private final Events events = new Events();
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[NeighborRequests.MAX_LENGTH]);
    private long begin;
    private long interval;
    private long first;
    private long next;
    /** Written last by who schedules: what was written before it is seen with it. */
    private volatile long end;
    private int dumps;

    /** What a kernel has to tell. */
    @FunctionalInterface
    public interface Notifications {
        /**
         * Encodes one about a neighbor of the link {@link #IFINDEX}, without allocating.
         *
         * @param buffer from its beginning, with room for {@link NeighborRequests#MAX_LENGTH} bytes
         * @param number of the notification, from 0
         * @return its length in bytes
         */
        int encode(MutableDirectBuffer buffer, long number);
    }

    /** A kernel with these notifications. */
    public ScheduledKernel(Notifications notifications) {
        this.notifications = notifications;
    }

    /** A kernel that gives each of so many neighbors, in turn, an lladdr that tells the notification's number. */
    public static ScheduledKernel changing(int neighbors) {
        return new ScheduledKernel((buffer, number) -> NeighborRequests.encodeNewNeighbor(buffer, 0, 0, 0, IFINDEX,
            Rtnetlink.AF_INET, 0, FIRST_ADDRESS + number % neighbors, FIRST_LLADDR + number, Nud.NUD_REACHABLE, 0));
    }

    /** The event socket. */
    public NetlinkPort events() {
        return events;
    }

    /** A dump socket: it answers that there is a link, and no neighbor. */
    public NetlinkPort openDump() {
        return new Dumps();
    }

    /** How many dumps were asked for, those of links and of each family of neighbors apart. */
    public int dumps() {
        return dumps;
    }

    /**
     * Fixes when further notifications are due; those before have been received.
     *
     * @param firstAt  nanoseconds of the monotonic clock
     * @param apart    nanoseconds from each to the next
     * @param count    how many
     */
    public void schedule(long firstAt, long apart, long count) {
        begin = firstAt;
        interval = apart;
        first = next;
        end = next + count;
    }

    /** Whether all have been received. */
    public boolean isExhausted() {
        return next == end;
    }

    /** Nanoseconds from now until the next is due; 0 when it is, {@link Long#MAX_VALUE} when there is none. */
    public long nanosToNext(long now) {
        return isExhausted() ? Long.MAX_VALUE : Math.max(0, dueAt(next) - now);
    }

    /** When the notification with this lladdr was due, of those scheduled last, of a {@link #changing} kernel. */
    public long dueAtOf(long lladdr) {
        return dueAt(lladdr - FIRST_LLADDR);
    }

    private long dueAt(long index) {
        return begin + (index - first) * interval;
    }

    private static void header(UnsafeBuffer buffer, int length, int type, int sequence) {
        buffer.putInt(0, length);
        buffer.putShort(TYPE, (short) type);
        buffer.putShort(FLAGS, (short) Nlm.NLM_F_MULTI);
        buffer.putInt(SEQUENCE, sequence);
    }

    private abstract static class Port implements NetlinkPort {
        @Override
        public int fd() {
            return -1;
        }

        @Override
        public int portId() {
            return 1;
        }

        @Override
        public long drops() {
            return 0;
        }

        @Override
        public void close() {
        }
    }

    private final class Events extends Port {
        @Override
        public int receive(DatagramBatch batch) {
            batch.clear();
            long now = System.nanoTime();
            while (next < end && now - dueAt(next) >= 0 && deliver(batch)) {
                next++;
            }
            return batch.count();
        }

        private boolean deliver(DatagramBatch batch) {
            return batch.append(message, 0, notifications.encode(message, next), 0, false);
        }

        @Override
        public int send(DirectBuffer buffer, int offset, int length) {
            throw new UnsupportedOperationException("nothing is sent on the event socket");
        }
    }

    private final class Dumps extends Port {
        private final UnsafeBuffer answer = new UnsafeBuffer(new byte[64]);
        private int sequence;
        private boolean asked;
        private boolean ofLinks;

        @Override
        public int send(DirectBuffer buffer, int offset, int length) {
            dumps++;
            asked = true;
            ofLinks = buffer.getShort(offset + TYPE) == Rtnetlink.RTM_GETLINK;
            sequence = buffer.getInt(offset + SEQUENCE);
            return length;
        }

        /** First the link, if it is asked for, and then, as the batch has room for one datagram, that this was all. */
        @Override
        public int receive(DatagramBatch batch) {
            batch.clear();
            if (asked) {
                int length = ofLinks ? encodeLink() : encodeDone();
                asked = ofLinks;
                ofLinks = false;
                batch.append(answer, 0, length, 0, false);
            }
            return batch.count();
        }

        private int encodeLink() {
            answer.setMemory(0, answer.capacity(), (byte) 0);
            answer.putInt(LINK_IFINDEX, IFINDEX);
            answer.putShort(LINK_ATTRIBUTES, (short) (ATTRIBUTE_HEADER + LINK.length));
            answer.putShort(LINK_ATTRIBUTES + Short.BYTES, (short) Ifla.IFLA_IFNAME);
            answer.putBytes(LINK_ATTRIBUTES + ATTRIBUTE_HEADER, LINK);
            int length = LINK_ATTRIBUTES + ATTRIBUTE_HEADER + LINK.length;
            header(answer, length, Rtnetlink.RTM_NEWLINK, sequence);
            return length;
        }

        private int encodeDone() {
            answer.setMemory(0, answer.capacity(), (byte) 0);
            header(answer, Nlm.NLMSG_HDRLEN + Integer.BYTES, Nlm.NLMSG_DONE, sequence);
            return Nlm.NLMSG_HDRLEN + Integer.BYTES;
        }
    }
}
