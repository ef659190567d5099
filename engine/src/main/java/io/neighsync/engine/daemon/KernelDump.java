package io.neighsync.engine.daemon;

import io.neighsync.netlink.DatagramBatch;
import io.neighsync.netlink.LinkDecoder;
import io.neighsync.netlink.MessageCursor;
import io.neighsync.netlink.NeighborDecoder;
import io.neighsync.netlink.NetlinkConfig;
import io.neighsync.netlink.NetlinkErrorDecoder;
import io.neighsync.netlink.NetlinkRequests;
import io.neighsync.netlink.NetlinkSocket;
import io.neighsync.netlink.Nlm;
import io.neighsync.netlink.Rtnetlink;
import io.neighsync.netlink.ffm.Errno;
import io.neighsync.netlink.ffm.PollSet;
import java.util.function.Consumer;
import org.agrona.concurrent.UnsafeBuffer;

/** Reads the kernel's tables once, blocking, on a socket of its own; for verification, beside the pipeline. */
final class KernelDump implements AutoCloseable {
    private static final int DATAGRAM_BYTES = 64 * 1024;
    private static final long TIMEOUT_NANOS = 5_000_000_000L;

    private final NetlinkSocket socket;
    private final DatagramBatch batch = new DatagramBatch(1, DATAGRAM_BYTES);
    private final PollSet pollSet = new PollSet(1);
    private final MessageCursor messages = new MessageCursor();
    private final UnsafeBuffer request = new UnsafeBuffer(new byte[NetlinkRequests.MAX_LENGTH]);
    private int sequence;

    KernelDump(NetlinkConfig config) {
        socket = NetlinkSocket.openDump(config);
        pollSet.add(socket.fd());
    }

    /** Hands every link to the consumer, in a decoder that is used again. */
    void links(Consumer<LinkDecoder> consumer) {
        LinkDecoder decoder = new LinkDecoder();
        dump(NetlinkRequests.encodeLinkDump(request, 0, ++sequence), () -> {
            if (decoder.wrap(batch.buffer(), messages.offset(), messages.length())) {
                consumer.accept(decoder);
            }
        });
    }

    /** Hands every IPv4 and IPv6 neighbor to the consumer, in a decoder that is used again. */
    void neighbors(Consumer<NeighborDecoder> consumer) {
        NeighborDecoder decoder = new NeighborDecoder();
        for (int family : new int[] {Rtnetlink.AF_INET, Rtnetlink.AF_INET6}) {
            dump(NetlinkRequests.encodeNeighborDump(request, 0, ++sequence, family), () -> {
                if (decoder.wrap(batch.buffer(), messages.offset(), messages.length())) {
                    consumer.accept(decoder);
                }
            });
        }
    }

    private void dump(int requestLength, Runnable onMessage) {
        int sent = socket.send(request, 0, requestLength);
        if (sent < 0) {
            throw new IllegalStateException("the kernel refused a dump request: " + Errno.name(-sent));
        }
        boolean ended;
        do {
            ended = readDatagram(onMessage);
        } while (!ended);
    }

    /** Reads one datagram; true at the end of the dump. */
    private boolean readDatagram(Runnable onMessage) {
        if (pollSet.await(TIMEOUT_NANOS) <= 0 || socket.receive(batch) <= 0) {
            throw new IllegalStateException("the kernel did not answer a dump request within 5 s");
        }
        messages.wrap(batch.buffer(), batch.offset(0), batch.length(0));
        while (messages.next()) {
            if (messages.sequence() != sequence) {
                continue;
            }
            if (messages.type() == Nlm.NLMSG_DONE || messages.type() == Nlm.NLMSG_ERROR) {
                checkEnd();
                return true;
            }
            onMessage.run();
        }
        return false;
    }

    private void checkEnd() {
        NetlinkErrorDecoder error = new NetlinkErrorDecoder();
        error.wrap(batch.buffer(), messages.offset(), messages.length());
        if (error.errno() != 0) {
            throw new IllegalStateException("a dump ended with " + Errno.name(error.errno()) + " " + error.message());
        }
    }

    @Override
    public void close() {
        pollSet.close();
        batch.close();
        socket.close();
    }
}
