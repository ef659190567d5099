package io.neighsync.netlink;

import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;

/** Spoils a datagram: bits, octets, lengths in headers and of the whole. */
final class DatagramDamage {
    /** Most bytes one damage adds. */
    static final int MAX_GROWTH = 64;

    private static final byte[] MEANINGFUL = {0, 1, 2, 3, 4, 5, 8, 10, 12, 16, 18, 20, 28, 29, 32, 64, -128, -1};
    private static final int[] WRONG_LENGTHS = {0, 15, 16, 17, 20, 27, 28, 32, 0xffff, 1 << 20, 0x7fff_ffff, -4, -1};

    private final UnsafeBuffer buffer;
    private final MessageCursor messages = new MessageCursor();

    DatagramDamage(UnsafeBuffer buffer) {
        this.buffer = buffer;
    }

    /** Spoils the first bytes of the buffer; returns how long the datagram is then. */
    int apply(SplittableRandom random, int length) {
        if (length == 0) {
            return append(random, 0);
        }
        int at = random.nextInt(length);
        switch (random.nextInt(10)) {
            case 0, 1 -> buffer.putByte(at, (byte) (buffer.getByte(at) ^ 1 << random.nextInt(8)));
            case 2 -> buffer.putByte(at, (byte) random.nextInt());
            case 3 -> buffer.putByte(at, MEANINGFUL[random.nextInt(MEANINGFUL.length)]);
            case 4 -> {
                return at;
            }
            case 5 -> spoilMessageLength(random, length);
            case 6 -> spoilAttributeLength(random, length);
            case 7 -> {
                return remove(at & ~3, Math.min(4 << random.nextInt(4), length - (at & ~3)), length);
            }
            case 8 -> {
                return repeat(at & ~3, Math.min(4 << random.nextInt(5), length - (at & ~3)), length);
            }
            default -> {
                return append(random, length);
            }
        }
        return length;
    }

    private void spoilMessageLength(SplittableRandom random, int length) {
        int at = 0;
        messages.wrap(buffer, 0, length);
        while (messages.next() && (at == 0 || random.nextBoolean())) {
            at = messages.offset();
        }
        if (at + Integer.BYTES <= length) {
            int wrong = random.nextInt(3) == 0
                ? length - at + random.nextInt(-5, 6) : WRONG_LENGTHS[random.nextInt(WRONG_LENGTHS.length)];
            buffer.putInt(at, wrong);
        }
    }

    /** Attributes begin at multiples of 4 from the end of a header, most of which are 28 or 32 bytes long. */
    private void spoilAttributeLength(SplittableRandom random, int length) {
        int at = 28 + (random.nextInt(Math.max(1, length - 28)) & ~3);
        if (at + Short.BYTES <= length) {
            int wrong = random.nextBoolean() ? length - at + random.nextInt(-4, 5) : random.nextInt(6) - 1;
            buffer.putShort(at, (short) wrong);
        }
    }

    private int remove(int at, int count, int length) {
        buffer.putBytes(at, buffer, at + count, length - at - count);
        return length - count;
    }

    private int repeat(int at, int count, int length) {
        byte[] chunk = new byte[count];
        buffer.getBytes(at, chunk);
        buffer.putBytes(at + count, buffer, at, length - at);
        buffer.putBytes(at, chunk);
        return length + count;
    }

    private int append(SplittableRandom random, int length) {
        int count = random.nextInt(MAX_GROWTH);
        for (int i = 0; i < count; i++) {
            buffer.putByte(length + i, random.nextBoolean()
                ? (byte) random.nextInt() : MEANINGFUL[random.nextInt(MEANINGFUL.length)]);
        }
        return length + count;
    }
}
