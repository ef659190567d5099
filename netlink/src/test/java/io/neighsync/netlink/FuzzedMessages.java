package io.neighsync.netlink;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Makes datagrams that a decoder must survive: messages built attribute by attribute, messages that a real kernel sent
 * and splices of two of them, well-formed or spoiled afterwards. Each is a function of the random numbers it is given
 * and of {@link #answering}. They speak of few links (1 to 12) and addresses (10.0.0.1 to 24, fc00::1 to 18), so that
 * in a pipeline they meet.
 */
public final class FuzzedMessages {
    /** Longest datagram in bytes. */
    public static final int MAX_LENGTH = 1 << 16;

    private static final int MAX_MESSAGE_LENGTH = 24 * 1024;
    private static final int A_LONG_DATAGRAM = 60 * 1024;
    private static final int[] TYPES = {
        Rtnetlink.RTM_NEWNEIGH, Rtnetlink.RTM_NEWNEIGH, Rtnetlink.RTM_NEWNEIGH, Rtnetlink.RTM_DELNEIGH,
        Rtnetlink.RTM_GETNEIGH, Rtnetlink.RTM_NEWLINK, Rtnetlink.RTM_NEWLINK, Rtnetlink.RTM_NEWLINK,
        Rtnetlink.RTM_DELLINK, Rtnetlink.RTM_GETLINK, Nlm.NLMSG_ERROR, Nlm.NLMSG_ERROR, Nlm.NLMSG_DONE,
        Nlm.NLMSG_NOOP, Nlm.NLMSG_OVERRUN, 0, 24, 0xffff
    };
    private static final int[] FAMILIES = {
        Rtnetlink.AF_INET, Rtnetlink.AF_INET, Rtnetlink.AF_INET6, Rtnetlink.AF_INET6, Rtnetlink.AF_UNSPEC,
        Rtnetlink.AF_BRIDGE, 28, 255
    };

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[2 * MAX_LENGTH]);
    private final FuzzedAttributes attributes = new FuzzedAttributes(buffer);
    private final DatagramDamage damage = new DatagramDamage(buffer);
    private final MessageCursor messages = new MessageCursor();
    private final List<byte[]> captured = new ArrayList<>();
    private SplittableRandom random;
    private int sequence;

    /** A source that knows the captures. */
    public FuzzedMessages() {
        for (String name : List.of(Nlcap.A_VRF, Nlcap.B_CHURN)) {
            for (Nlcap.Entry entry : Nlcap.read(name)) {
                if (entry.kind() == Nlcap.Kind.EVENT || entry.kind() == Nlcap.Kind.DUMP) {
                    captureMessages(entry.buffer());
                }
            }
        }
    }

    private void captureMessages(UnsafeBuffer datagram) {
        messages.wrap(datagram, 0, datagram.capacity());
        while (messages.next()) {
            byte[] message = new byte[messages.length()];
            datagram.getBytes(messages.offset(), message);
            captured.add(message);
        }
    }

    /** From now on most messages bear this sequence number, as answers to a request do; 0: as notifications do. */
    public void answering(int requestSequence) {
        sequence = requestSequence;
    }

    /** What {@link #next} wrote, from index 0 on. */
    public UnsafeBuffer buffer() {
        return buffer;
    }

    /** The next datagram as an array of its own. */
    public byte[] nextBytes(SplittableRandom source) {
        byte[] bytes = new byte[next(source)];
        buffer.getBytes(0, bytes);
        return bytes;
    }

    /** Writes the next datagram into the buffer; returns its length, 0 to {@link #MAX_LENGTH}. */
    public int next(SplittableRandom source) {
        random = source;
        int length = switch (random.nextInt(16)) {
            case 0, 1, 2, 3 -> replay(0);
            case 4 -> splice();
            case 5 -> replay(build(0));
            case 6 -> anyBytes();
            default -> random.nextInt(200) == 0 ? fill() : several();
        };
        if (random.nextBoolean()) {
            for (int left = random.nextInt(4); left >= 0; left--) {
                length = damage.apply(random, length);
            }
        }
        return Math.min(length, MAX_LENGTH);
    }

    /** Spoils one datagram that is there already, such as one of a real kernel; returns its length then. */
    public int spoil(SplittableRandom source, int length) {
        return Math.min(damage.apply(source, length), MAX_LENGTH);
    }

    private int several() {
        int length = build(0);
        while (random.nextInt(4) == 0 && length < MAX_MESSAGE_LENGTH) {
            length = build(align(length));
        }
        return length;
    }

    /** As long as a datagram of a dump, and longer than a pipeline takes a message for. */
    private int fill() {
        int length = 0;
        int wanted = random.nextInt(A_LONG_DATAGRAM);
        while (length < wanted) {
            length = random.nextBoolean() ? build(align(length)) : replay(align(length));
        }
        if (random.nextBoolean()) {
            buffer.putInt(0, length);
        }
        return length;
    }

    private int anyBytes() {
        int length = random.nextInt(200);
        for (int i = 0; i < length; i++) {
            buffer.putByte(i, (byte) random.nextInt());
        }
        return length;
    }

    private int replay(int at) {
        byte[] message = captured.get(random.nextInt(captured.size()));
        buffer.putBytes(at, message);
        stamp(at);
        if (random.nextInt(3) == 0) {
            // in the world of a pipeline
            buffer.putInt(at + NeighborDecoder.IFINDEX_OFFSET, ifindex());
        }
        return at + message.length;
    }

    /** The beginning of one message and the end of another. */
    private int splice() {
        int cut = random.nextInt(replay(0) + 1) & ~3;
        byte[] other = captured.get(random.nextInt(captured.size()));
        int from = random.nextInt(other.length) & ~3;
        buffer.putBytes(cut, other, from, other.length - from);
        int length = cut + other.length - from;
        if (length >= Nlm.NLMSG_HDRLEN && random.nextInt(4) != 0) {
            buffer.putInt(0, length);
        }
        return length;
    }

    private int build(int at) {
        int type = TYPES[random.nextInt(TYPES.length)];
        buffer.putInt(at + MessageCursor.TYPE_OFFSET, type | flags() << 16);
        buffer.putInt(at + MessageCursor.SEQUENCE_OFFSET, random.nextInt(8));
        buffer.putInt(at + MessageCursor.PORT_ID_OFFSET, random.nextInt(3));
        stamp(at);
        int end = switch (type) {
            case Nlm.NLMSG_ERROR -> error(at);
            case Nlm.NLMSG_DONE -> done(at);
            case Rtnetlink.RTM_NEWLINK, Rtnetlink.RTM_DELLINK, Rtnetlink.RTM_GETLINK -> link(at);
            default -> neighbor(at);
        };
        buffer.putInt(at, random.nextInt(60) == 0 ? end - at + random.nextInt(-4, 5) : end - at);
        return end;
    }

    private int flags() {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextInt(1 << 16);
            case 1 -> Nlm.NLM_F_MULTI;
            case 2 -> Nlm.NLM_F_ACK_TLVS | (random.nextBoolean() ? Nlm.NLM_F_CAPPED : 0);
            default -> 0;
        };
    }

    private void stamp(int at) {
        if (sequence != 0 && random.nextInt(8) != 0) {
            buffer.putInt(at + MessageCursor.SEQUENCE_OFFSET, sequence);
        }
    }

    private int ifindex() {
        return random.nextInt(20) == 0 ? random.nextInt() >> random.nextInt(32) : 1 + random.nextInt(12);
    }

    private int neighbor(int at) {
        int family = FAMILIES[random.nextInt(FAMILIES.length)];
        buffer.putInt(at + NeighborDecoder.FAMILY_OFFSET, family);
        buffer.putInt(at + NeighborDecoder.IFINDEX_OFFSET, ifindex());
        int state = random.nextInt(8) == 0 ? random.nextInt() : 1 << random.nextInt(8);
        int flags = random.nextInt(4) == 0 ? random.nextInt(256) : 0;
        buffer.putInt(at + NeighborDecoder.STATE_OFFSET, (state & 0xffff) | flags << 16 | 1 << 24);
        return attributes.neighbor(random, at + NeighborDecoder.ATTRIBUTES_OFFSET, family);
    }

    private int link(int at) {
        boolean odd = random.nextInt(6) == 0;
        buffer.putInt(at + LinkDecoder.FAMILY_OFFSET, odd ? FAMILIES[random.nextInt(FAMILIES.length)] : 0);
        buffer.putInt(at + LinkDecoder.IFINDEX_OFFSET, ifindex());
        buffer.putInt(at + LinkDecoder.FLAGS_OFFSET, random.nextInt(1 << 17));
        buffer.putInt(at + LinkDecoder.CHANGE_OFFSET, random.nextInt(3) - 1);
        return attributes.link(random, at + LinkDecoder.ATTRIBUTES_OFFSET);
    }

    private int error(int at) {
        buffer.putInt(at + Nlm.NLMSG_HDRLEN, errno());
        int request = at + Nlm.NLMSG_HDRLEN + Integer.BYTES;
        int requestLength = Nlm.NLMSG_HDRLEN + (random.nextBoolean() ? 4 * random.nextInt(8) : 0);
        buffer.setMemory(request, requestLength, (byte) 0);
        buffer.putInt(request, random.nextInt(6) == 0 ? wrongLength() : requestLength);
        buffer.putInt(request + MessageCursor.TYPE_OFFSET, TYPES[random.nextInt(TYPES.length)]);
        int shown = random.nextInt(10) == 0 ? random.nextInt(requestLength) & ~3 : requestLength;
        return random.nextBoolean() ? request + shown : attributes.acknowledgment(random, request + shown);
    }

    private int wrongLength() {
        return random.nextBoolean() ? Integer.MAX_VALUE - random.nextInt(4) : random.nextInt() >> random.nextInt(32);
    }

    private int done(int at) {
        buffer.putInt(at + Nlm.NLMSG_HDRLEN, errno());
        int end = at + Nlm.NLMSG_HDRLEN + Integer.BYTES;
        return random.nextBoolean() ? end : attributes.acknowledgment(random, end);
    }

    private int errno() {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextInt();
            case 1 -> -2;
            case 2 -> -random.nextInt(134);
            default -> 0;
        };
    }

    /** Where the next message begins; what lies between does not come from an earlier datagram. */
    private int align(int length) {
        int aligned = MessageCursor.align(length);
        buffer.setMemory(length, aligned - length, (byte) 0);
        return aligned;
    }
}
