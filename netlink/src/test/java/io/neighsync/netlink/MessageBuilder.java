package io.neighsync.netlink;

import java.nio.charset.StandardCharsets;
import org.agrona.concurrent.UnsafeBuffer;

/** Builds messages as a kernel would send them, attribute by attribute. */
final class MessageBuilder {
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[4096]);
    private final int type;
    private int length;

    private MessageBuilder(int type, int headerLength) {
        this.type = type;
        this.length = headerLength;
    }

    static MessageBuilder neighbor(int type, int family, int ifindex, int state, int flags, int ndmType) {
        MessageBuilder message = new MessageBuilder(type, 28);
        message.buffer.putByte(16, (byte) family);
        message.buffer.putInt(20, ifindex);
        message.buffer.putShort(24, (short) state);
        message.buffer.putByte(26, (byte) flags);
        message.buffer.putByte(27, (byte) ndmType);
        return message;
    }

    static MessageBuilder link(int type, int family, int ifindex, int flags, int change) {
        MessageBuilder message = new MessageBuilder(type, 32);
        message.buffer.putByte(16, (byte) family);
        message.buffer.putInt(20, ifindex);
        message.buffer.putInt(24, flags);
        message.buffer.putInt(28, change);
        return message;
    }

    static MessageBuilder error(int type, int result) {
        MessageBuilder message = new MessageBuilder(type, 20);
        message.buffer.putInt(16, result);
        return message;
    }

    MessageBuilder flags(int flags) {
        buffer.putShort(6, (short) flags);
        return this;
    }

    MessageBuilder sequence(int sequence) {
        buffer.putInt(8, sequence);
        return this;
    }

    MessageBuilder bytes(byte... value) {
        buffer.putBytes(length, value);
        length += value.length + (-value.length & 3);
        return this;
    }

    MessageBuilder attribute(int attribute, byte... value) {
        buffer.putShort(length, (short) (4 + value.length));
        buffer.putShort(length + 2, (short) attribute);
        length += 4;
        return bytes(value);
    }

    MessageBuilder u8(int attribute, int value) {
        return attribute(attribute, (byte) value);
    }

    MessageBuilder u16(int attribute, int value) {
        return attribute(attribute, (byte) value, (byte) (value >> 8));
    }

    MessageBuilder u32(int attribute, int value) {
        return attribute(attribute, (byte) value, (byte) (value >> 8), (byte) (value >> 16), (byte) (value >> 24));
    }

    MessageBuilder text(int attribute, String value) {
        return attribute(attribute, (value + "\0").getBytes(StandardCharsets.UTF_8));
    }

    /** Adds the attributes of another message as one attribute. */
    MessageBuilder nested(int attribute, MessageBuilder inner) {
        byte[] value = new byte[inner.length];
        inner.buffer.getBytes(0, value);
        return attribute(0x8000 | attribute, value);
    }

    static MessageBuilder nest() {
        return new MessageBuilder(0, 0);
    }

    /** The message in a buffer that it fills, so that a read past its end throws. */
    UnsafeBuffer build() {
        buffer.putInt(0, length);
        buffer.putShort(4, (short) type);
        byte[] bytes = new byte[length];
        buffer.getBytes(0, bytes);
        return new UnsafeBuffer(bytes);
    }
}
