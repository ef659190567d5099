package io.neighsync.engine.simulation;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Datagrams in the order of their arrival, in one array that grows.
 *
 * <pre>
 *   0        4        8        12       16
 *   | length | charge | sender | unused | datagram | pad to 8 | next ...
 * </pre>
 */
final class DatagramQueue {
    private static final int CHARGE_OFFSET = 4;
    private static final int SENDER_OFFSET = 8;
    private static final int HEADER_LENGTH = 16;
    private static final int FIRST_CAPACITY = 64 * 1024;

    private byte[] bytes = new byte[FIRST_CAPACITY];
    private final UnsafeBuffer buffer = new UnsafeBuffer(bytes);
    private int head;
    private int tail;

    boolean isEmpty() {
        return head == tail;
    }

    void add(DirectBuffer source, int offset, int length, int charge, int sender) {
        int needed = HEADER_LENGTH + ((length + 7) & -8);
        if (tail + needed > bytes.length) {
            makeRoom(needed);
        }
        buffer.putInt(tail, length);
        buffer.putInt(tail + CHARGE_OFFSET, charge);
        buffer.putInt(tail + SENDER_OFFSET, sender);
        buffer.putBytes(tail + HEADER_LENGTH, source, offset, length);
        tail += needed;
    }

    DirectBuffer buffer() {
        return buffer;
    }

    /** Where the first datagram begins. */
    int offset() {
        return head + HEADER_LENGTH;
    }

    /** Length of the first datagram in bytes. */
    int length() {
        return buffer.getInt(head);
    }

    /** What the first datagram costs of the receive buffer, in bytes. */
    int charge() {
        return buffer.getInt(head + CHARGE_OFFSET);
    }

    /** The nl_pid of the sender of the first datagram. */
    int sender() {
        return buffer.getInt(head + SENDER_OFFSET);
    }

    void remove() {
        head += HEADER_LENGTH + ((length() + 7) & -8);
        if (head == tail) {
            head = 0;
            tail = 0;
        }
    }

    private void makeRoom(int needed) {
        int used = tail - head;
        byte[] from = bytes;
        if (used + needed > bytes.length / 2) {
            bytes = new byte[Math.max(2 * bytes.length, used + needed)];
        }
        System.arraycopy(from, head, bytes, 0, used);
        buffer.wrap(bytes);
        head = 0;
        tail = used;
    }
}
