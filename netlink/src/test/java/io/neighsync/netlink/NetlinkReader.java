package io.neighsync.netlink;

import io.neighsync.netlink.ffm.Errno;
import io.neighsync.netlink.ffm.PollSet;
import java.util.function.BooleanSupplier;

/** Receives from a port until a test has seen what it waits for. One thread owns a reader. */
final class NetlinkReader implements AutoCloseable {
    private static final long DEADLINE_NANOS = 20_000_000_000L;

    private final NetlinkPort port;
    private final DatagramBatch batch = new DatagramBatch(64, NetlinkSocket.DATAGRAM_BYTES);
    private final PollSet pollSet = new PollSet(1);
    private final MessageCursor messages = new MessageCursor();

    NetlinkReader(NetlinkPort port) {
        this.port = port;
        pollSet.add(port.fd());
    }

    /** Hands every message over until a condition holds; fails on an error, a foreign sender or the deadline. */
    void readUntil(BooleanSupplier done, Handler handler) {
        long deadline = System.nanoTime() + DEADLINE_NANOS;
        while (!done.getAsBoolean()) {
            long left = deadline - System.nanoTime();
            if (left <= 0 || pollSet.await(left) < 0) {
                throw new AssertionError("nothing more came");
            }
            int received = port.receive(batch);
            if (received < 0) {
                throw new AssertionError("receive: " + Errno.name(received));
            }
            for (int i = 0; i < received; i++) {
                handle(i, handler);
            }
        }
    }

    private void handle(int datagram, Handler handler) {
        if (batch.senderPortId(datagram) != 0 || batch.isTruncated(datagram)) {
            throw new AssertionError("not from the kernel, or truncated");
        }
        messages.wrap(batch.buffer(), batch.offset(datagram), batch.length(datagram));
        while (messages.next()) {
            handler.onMessage(batch, messages);
        }
        if (messages.isMalformed()) {
            throw new AssertionError("malformed");
        }
    }

    @Override
    public void close() {
        pollSet.close();
        batch.close();
    }

    /** Takes one message. */
    interface Handler {
        /**
         * Takes one message.
         *
         * @param batch whose buffer holds it
         * @param message at it
         */
        void onMessage(DatagramBatch batch, MessageCursor message);
    }
}
