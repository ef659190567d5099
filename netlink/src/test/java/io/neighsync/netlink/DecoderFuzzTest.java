package io.neighsync.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * No datagram makes a cursor or a decoder throw, or read a byte that is not the datagram's. Each input is decoded at
 * four places: in an array that it fills, where Agrona's checks end it; before a page that cannot be read; and amid
 * zeros and amid ones, of which a byte too many shows as a difference. The decoders amid ones are used for the first
 * time, those amid zeros have just decoded messages that have everything: what stays of them shows as well.
 *
 * <p>An input is a function of its seed: {@code -Dneighsync.firstSeed=} repeats one.
 */
@Timeout(3_600)
class DecoderFuzzTest {
    private static final boolean LONG = Boolean.getBoolean("neighsync.long");
    private static final long INPUTS = Long.getLong("neighsync.inputs", LONG ? 20_000_000 : 700_000);
    private static final long FIRST_SEED = Long.getLong("neighsync.firstSeed", 0);
    private static final long PROGRESS_INPUTS = 2_000_000;
    /** Texts are asked of one input in so many: they are slow. */
    private static final int TEXTS = 8;
    private static final int ROOM = FuzzedMessages.MAX_LENGTH;

    private final FuzzedMessages messages = new FuzzedMessages();
    private final DecoderProbe probe = new DecoderProbe();
    private final DecoderProbe used = new DecoderProbe();
    private final GuardedMemory guarded = new GuardedMemory(ROOM);
    private final UnsafeBuffer everything =
        join(neighborWithEverything(), linkWithEverything(), errorWithEverything());
    private final PoisonedMemory zeros = new PoisonedMemory(ROOM, 0, everything);
    private final PoisonedMemory ones = new PoisonedMemory(ROOM, -1, new UnsafeBuffer(new byte[0]));

    @Test
    void shouldReadNothingButTheDatagramWhateverItHolds() {
        System.out.printf("decoder fuzz: %d inputs from seed %d on%n", INPUTS, FIRST_SEED);
        long start = System.nanoTime();
        for (long seed = FIRST_SEED; seed < FIRST_SEED + INPUTS; seed++) {
            check(seed);
            if ((seed - FIRST_SEED + 1) % PROGRESS_INPUTS == 0) {
                System.out.printf("%d inputs, seed %d%n", seed - FIRST_SEED + 1, seed);
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf("decoder fuzz: %.1f s, %.0f inputs/s; accepted %d neighbor, %d link, %d error messages%n",
            seconds, INPUTS / seconds, probe.neighbors(DecodeError.NONE), probe.links(DecodeError.NONE),
            probe.errors(DecodeError.NONE));
        if (INPUTS >= 100_000) {
            assertThatInputsReachEveryResult();
        }
    }

    private void assertThatInputsReachEveryResult() {
        assertThat(probe.neighbors(DecodeError.NONE)).isGreaterThan(INPUTS / 10);
        assertThat(probe.links(DecodeError.NONE)).isGreaterThan(INPUTS / 10);
        assertThat(probe.errors(DecodeError.NONE)).isGreaterThan(INPUTS / 50);
        for (DecodeError reason : DecodeError.values()) {
            boolean isNeighbors = reason == DecodeError.BAD_ADDRESS_LENGTH;
            boolean isLinks = reason == DecodeError.BAD_NAME_LENGTH;
            boolean isBoth = reason == DecodeError.SHORT_ATTRIBUTE || reason == DecodeError.BAD_LLADDR_LENGTH;
            assertThat(probe.neighbors(reason) > 0).as("neighbors: %s", reason).isEqualTo(!isLinks);
            assertThat(probe.links(reason) > 0).as("links: %s", reason).isEqualTo(!isNeighbors);
            assertThat(probe.errors(reason) > 0).as("errors: %s", reason)
                .isEqualTo(!isNeighbors && !isLinks && !isBoth);
        }
    }

    @Test
    void shouldMakeTheSameInputFromTheSameSeed() {
        FuzzedMessages others = new FuzzedMessages();
        for (long seed = 0; seed < 20_000; seed += 2) {
            byte[] input = messages.nextBytes(new SplittableRandom(seed));
            others.nextBytes(new SplittableRandom(seed + 1));
            assertThat(others.nextBytes(new SplittableRandom(seed))).isEqualTo(input);
        }
    }

    @Test
    void shouldNoticeAByteTooManyInThisTest() {
        assertThat(UnsafeBuffer.SHOULD_BOUNDS_CHECK).isTrue();
        int at = guarded.place(everything, everything.capacity());
        assertThat(at + everything.capacity()).isEqualTo(guarded.end());
        assertThat(guarded.buffer().getInt(guarded.end() - Integer.BYTES)).isNotZero();
        assertThatExceptionOfType(InternalError.class)
            .isThrownBy(() -> assertThat(guarded.buffer().getInt(guarded.end() - 3)).isZero());
    }

    @Test
    void shouldShrinkAFailingDatagramToWhatMatters() {
        byte[] input = messages.nextBytes(new SplittableRandom(1));
        byte[] withMark = new byte[input.length + 100];
        System.arraycopy(input, 0, withMark, 0, input.length);
        withMark[input.length + 50] = 99;
        byte[] shrunk = DatagramShrinker.shrink(withMark, bytes -> {
            for (byte octet : bytes) {
                if (octet == 99) {
                    return true;
                }
            }
            return false;
        });
        assertThat(shrunk).containsExactly(99);
    }

    private void check(long seed) {
        int length = messages.next(new SplittableRandom(seed));
        String wrong = whatIsWrong(messages.buffer(), length, seed % TEXTS == 0);
        if (wrong != null) {
            byte[] input = new byte[length];
            messages.buffer().getBytes(0, input);
            byte[] shrunk = DatagramShrinker.shrink(input, bytes -> whatIsWrong(bytes) != null);
            HexFormat hex = HexFormat.of();
            throw new AssertionError("seed " + seed + ": " + wrong + "\ninput: " + hex.formatHex(input)
                + "\nshrunk: " + hex.formatHex(shrunk) + "\nof which: " + whatIsWrong(shrunk));
        }
    }

    private String whatIsWrong(byte[] datagram) {
        return whatIsWrong(new UnsafeBuffer(datagram), datagram.length, true);
    }

    /** Decodes a datagram everywhere; what is wrong, or null. */
    private String whatIsWrong(DirectBuffer datagram, int length, boolean withTexts) {
        int inZeros = zeros.place(datagram, length);
        int inOnes = ones.place(datagram, length);
        String where = "in an array that it fills";
        try {
            byte[] bytes = new byte[length];
            datagram.getBytes(0, bytes);
            long expected = probe.decode(new UnsafeBuffer(bytes), 0, length, false);
            where = "before a page that cannot be read";
            long beforeGuard = used.decode(guarded.buffer(), guarded.place(datagram, length), length, false);
            where = "amid zeros";
            used.use(zeros.buffer(), 0, everything.capacity());
            long amidZeros = used.decode(zeros.buffer(), inZeros, length, withTexts);
            where = "amid ones";
            DecoderProbe unused = new DecoderProbe();
            long amidOnes = unused.decode(ones.buffer(), inOnes, length, withTexts);
            boolean same = expected == beforeGuard && expected == amidZeros && expected == amidOnes
                && used.textSum() == unused.textSum();
            return same ? null : String.format(
                "decoded %x in an array that it fills, %x before a page that cannot be read, %x %x amid zeros, "
                    + "%x %x amid ones by new decoders",
                expected, beforeGuard, amidZeros, used.textSum(), amidOnes, unused.textSum());
        } catch (RuntimeException | Error failure) {
            StackTraceElement[] stack = failure.getStackTrace();
            return where + ": " + failure + (stack.length == 0 ? "" : " at " + stack[0]);
        } finally {
            zeros.clear(length);
            ones.clear(length);
        }
    }

    private static UnsafeBuffer join(UnsafeBuffer... parts) {
        UnsafeBuffer whole = new UnsafeBuffer(new byte[Arrays.stream(parts).mapToInt(UnsafeBuffer::capacity).sum()]);
        int at = 0;
        for (UnsafeBuffer part : parts) {
            whole.putBytes(at, part, 0, part.capacity());
            at += part.capacity();
        }
        return whole;
    }

    private static UnsafeBuffer neighborWithEverything() {
        MessageBuilder message = MessageBuilder.neighbor(Rtnetlink.RTM_NEWNEIGH, Rtnetlink.AF_INET6, 77, 2, 1, 1)
            .attribute(Nda.NDA_DST, new byte[] {9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9})
            .attribute(Nda.NDA_LLADDR, new byte[] {7, 7, 7, 7, 7, 7});
        for (int type = Nda.NDA_PROBES; type <= Nda.NDA_FLAGS_EXT; type++) {
            message.u32(type, 0x0101_0101 * type);
        }
        return message.build();
    }

    private static UnsafeBuffer linkWithEverything() {
        MessageBuilder data = MessageBuilder.nest().u32(1, 1001);
        MessageBuilder info = MessageBuilder.nest().text(Ifla.IFLA_INFO_KIND, "vrf").nested(Ifla.IFLA_INFO_DATA, data)
            .text(Ifla.IFLA_INFO_SLAVE_KIND, "vrf").nested(Ifla.IFLA_INFO_SLAVE_DATA, data);
        MessageBuilder message = MessageBuilder.link(Rtnetlink.RTM_NEWLINK, 0, 78, 1, 1)
            .text(Ifla.IFLA_IFNAME, "everything").attribute(Ifla.IFLA_ADDRESS, new byte[] {6, 6, 6, 6, 6, 6})
            .nested(Ifla.IFLA_LINKINFO, info)
            .nested(Ifla.IFLA_PROP_LIST, MessageBuilder.nest().text(Ifla.IFLA_ALT_IFNAME, "alternative"));
        for (int type : new int[] {
            Ifla.IFLA_LINK, Ifla.IFLA_MASTER, Ifla.IFLA_OPERSTATE, Ifla.IFLA_LINK_NETNSID, Ifla.IFLA_EVENT,
            Ifla.IFLA_NEW_NETNSID, Ifla.IFLA_NEW_IFINDEX}) {
            message.u32(type, 0x0101_0101 * type);
        }
        return message.build();
    }

    private static UnsafeBuffer errorWithEverything() {
        return MessageBuilder.error(Nlm.NLMSG_ERROR, -2).flags(Nlm.NLM_F_ACK_TLVS | Nlm.NLM_F_CAPPED)
            .bytes(new byte[] {16, 0, 0, 0, 30, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0}).text(1, "everything is wrong")
            .build();
    }
}
