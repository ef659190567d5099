package io.neighsync.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/**
 * Bad bytes: every decoder refuses or reads them, and never throws. The buffers end where the message ends and check
 * their bounds, so that a read past the end would throw.
 */
class MalformedMessagesTest {
    private static final int HEADER = 16;
    private static final int TRIES = 50_000;
    /** Lengths, types and flags that mean something somewhere in a message, so that random bytes get further. */
    private static final byte[] MEANINGFUL = {0, 0, 0, 1, 2, 3, 4, 5, 8, 10, 12, 16, 18, 20, 28, 29, 32, 64, -128, -1};
    private static final int[] TYPES = {
        Nlm.NLMSG_ERROR, Nlm.NLMSG_DONE, Rtnetlink.RTM_NEWLINK, Rtnetlink.RTM_DELLINK, Rtnetlink.RTM_NEWNEIGH,
        Rtnetlink.RTM_DELNEIGH
    };

    private final MessageCursor messages = new MessageCursor();
    private final AttributeCursor attributes = new AttributeCursor();
    private final NeighborDecoder neighbor = new NeighborDecoder();
    private final LinkDecoder link = new LinkDecoder();
    private final NetlinkErrorDecoder error = new NetlinkErrorDecoder();

    @Test
    void shouldCheckBoundsInThisTest() {
        assertThat(UnsafeBuffer.SHOULD_BOUNDS_CHECK).isTrue();
        assertThat(shapes()).hasSizeGreaterThan(40);
    }

    @Test
    void shouldRefuseAMessageWhoseEndIsMissing() {
        for (byte[] message : shapes()) {
            for (int length = 0; length < message.length; length++) {
                UnsafeBuffer cut = new UnsafeBuffer(Arrays.copyOf(message, length));
                assertThat(decode(cut, 0, length)).isFalse();
                messages.wrap(cut, 0, length);
                assertThat(messages.next()).isFalse();
                assertThat(messages.isMalformed()).isEqualTo(length > 0);
            }
        }
    }

    @Test
    void shouldAcceptAShortenedMessageOnlyWhenItEndsWithAnAttribute() {
        for (byte[] message : shapes()) {
            Set<Integer> ends = attributeEnds(message);
            for (int length = HEADER; length < message.length; length++) {
                // Not at 0, so that an index relative to the message instead of the buffer would show.
                UnsafeBuffer cut = new UnsafeBuffer(new byte[8 + length]);
                cut.putBytes(8, message, 0, length);
                cut.putInt(8, length);
                assertThat(decode(cut, 8, length)).as("length %d of %s", length, Arrays.toString(message))
                    .isEqualTo(ends.contains(length));
            }
        }
    }

    @Test
    void shouldSurviveEveryFlippedBit() {
        int accepted = 0;
        int refused = 0;
        for (byte[] message : shapes()) {
            UnsafeBuffer buffer = new UnsafeBuffer(message);
            for (int bit = 0; bit < message.length * 8; bit++) {
                message[bit >> 3] ^= (byte) (1 << (bit & 7));
                if (decode(buffer, 0, message.length)) {
                    accepted++;
                } else {
                    refused++;
                }
                message[bit >> 3] ^= (byte) (1 << (bit & 7));
            }
        }
        assertThat(accepted).isPositive();
        assertThat(refused).isPositive();
    }

    @Test
    void shouldSurviveManyFlippedBytes() {
        Random random = new Random(42);
        for (byte[] message : shapes()) {
            for (int round = 0; round < 2_000; round++) {
                byte[] damaged = message.clone();
                for (int i = random.nextInt(6); i >= 0; i--) {
                    damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
                }
                decode(new UnsafeBuffer(damaged), 0, damaged.length);
            }
        }
    }

    @Test
    void shouldSurviveAnyDatagram() {
        forEachSeed(random -> {
            byte[] bytes = randomBytes(random, 0, 400);
            UnsafeBuffer buffer = new UnsafeBuffer(bytes);
            messages.wrap(buffer, 0, bytes.length);
            int end = 0;
            while (messages.next()) {
                assertThat(messages.offset()).isGreaterThanOrEqualTo(end);
                end = messages.offset() + messages.length();
                assertThat(end).isLessThanOrEqualTo(bytes.length);
                decode(buffer, messages.offset(), messages.length());
            }
            decode(buffer, 0, bytes.length);
        });
    }

    @Test
    void shouldSurviveAnyAttributes() {
        forEachSeed(random -> {
            byte[] message = randomBytes(random, 32, 232);
            UnsafeBuffer buffer = new UnsafeBuffer(message);
            buffer.putInt(0, message.length);
            buffer.putShort(4, (short) TYPES[random.nextInt(TYPES.length)]);
            buffer.putShort(6, (short) (random.nextInt(4) << 8));
            decode(buffer, 0, message.length);
        });
    }

    private static void forEachSeed(Consumer<SplittableRandom> test) {
        for (int seed = 0; seed < TRIES; seed++) {
            try {
                test.accept(new SplittableRandom(seed));
            } catch (RuntimeException | AssertionError failure) {
                throw new AssertionError("seed " + seed, failure);
            }
        }
    }

    /** Half of them meaningful, half of them any. */
    private static byte[] randomBytes(SplittableRandom random, int minLength, int maxLength) {
        byte[] bytes = new byte[random.nextInt(minLength, maxLength + 1)];
        random.nextBytes(bytes);
        for (int i = 0; i < bytes.length; i++) {
            if (random.nextBoolean()) {
                bytes[i] = MEANINGFUL[random.nextInt(MEANINGFUL.length)];
            }
        }
        return bytes;
    }

    /** Runs every decoder over a message and every accessor that reads it; true if one of them accepts it. */
    private boolean decode(UnsafeBuffer buffer, int offset, int length) {
        attributes.wrap(buffer, offset, length);
        while (attributes.next()) {
            assertThat(attributes.valueOffset() + attributes.valueLength()).isLessThanOrEqualTo(offset + length);
        }
        boolean isNeighbor = neighbor.wrap(buffer, offset, length);
        assertThat(neighbor.error() == DecodeError.NONE).isEqualTo(isNeighbor);
        assertThat(neighbor.toString()).isNotEmpty();
        boolean isLink = link.wrap(buffer, offset, length);
        assertThat(link.error() == DecodeError.NONE).isEqualTo(isLink);
        assertThat(link.toString()).isNotEmpty();
        if (isLink) {
            assertThat(link.nameLength()).isBetween(0, 15);
            assertThat(link.propertyNames()).isNotNull();
        }
        boolean isError = error.wrap(buffer, offset, length);
        assertThat(error.error() == DecodeError.NONE).isEqualTo(isError);
        assertThat(error.toString()).isNotEmpty();
        return isNeighbor || isLink || isError;
    }

    /** One message of each type, family and sequence of attributes that the captures have. */
    private static List<byte[]> shapes() {
        Map<String, byte[]> shapes = new LinkedHashMap<>();
        MessageCursor messages = new MessageCursor();
        for (String name : List.of(Nlcap.A_VRF, Nlcap.B_CHURN)) {
            for (Nlcap.Entry entry : Nlcap.read(name)) {
                if (entry.kind() == Nlcap.Kind.EVENT || entry.kind() == Nlcap.Kind.DUMP) {
                    messages.wrap(entry.buffer(), 0, entry.bytes().length);
                    while (messages.next()) {
                        byte[] message = Arrays.copyOfRange(
                            entry.bytes(), messages.offset(), messages.offset() + messages.length());
                        shapes.putIfAbsent(shape(message), message);
                    }
                }
            }
        }
        return new ArrayList<>(shapes.values());
    }

    private static String shape(byte[] message) {
        StringBuilder shape = new StringBuilder().append(message[4]).append('/').append(message[HEADER]);
        AttributeCursor attributes = new AttributeCursor();
        int start = headerLength(message);
        attributes.wrap(new UnsafeBuffer(message), start, message.length - start);
        while (attributes.next()) {
            shape.append(' ').append(attributes.type()).append(':').append(attributes.valueLength());
        }
        return shape.toString();
    }

    /** Lengths at which a message ends with a whole attribute, with or without its padding. */
    private static Set<Integer> attributeEnds(byte[] message) {
        Set<Integer> ends = new HashSet<>();
        int offset = headerLength(message);
        ends.add(offset);
        UnsafeBuffer buffer = new UnsafeBuffer(message);
        while (offset < message.length) {
            int length = buffer.getShort(offset) & 0xffff;
            for (int padding = 0; padding <= (-length & 3); padding++) {
                ends.add(offset + length + padding);
            }
            offset += length + (-length & 3);
        }
        return ends;
    }

    private static int headerLength(byte[] message) {
        return switch (message[4]) {
            case Nlm.NLMSG_DONE -> HEADER + 4;
            case Rtnetlink.RTM_NEWLINK, Rtnetlink.RTM_DELLINK -> HEADER + 16;
            default -> HEADER + 12;
        };
    }
}
