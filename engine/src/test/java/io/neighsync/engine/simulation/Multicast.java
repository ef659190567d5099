package io.neighsync.engine.simulation;

import io.neighsync.netlink.Rtnetlink;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/** The multicast groups: hands each notification to every event socket, or loses it on demand. */
final class Multicast {
    private static final int FAMILY_OFFSET = 16;

    /** Where a notification is written before {@link #send}. */
    final UnsafeBuffer message = new UnsafeBuffer(new byte[MessageEncoder.MAX_LENGTH]);
    private final List<EventSocket> sockets = new ArrayList<>();
    private final SocketCounters counters;
    private int toLose;
    private int toDrop;

    Multicast(SocketCounters counters) {
        this.counters = counters;
    }

    void join(EventSocket socket) {
        sockets.add(socket);
    }

    void leave(EventSocket socket) {
        sockets.remove(socket);
    }

    boolean hasMembers() {
        return !sockets.isEmpty();
    }

    void loseSilently(int notifications) {
        toLose = notifications;
    }

    void dropUnannounced(int notifications) {
        toDrop = notifications;
    }

    /** A message about an entry of the neighbor table. */
    void neighbor(int messageType, NeighborStore store, int slot) {
        if (hasMembers()) {
            send(MessageEncoder.neighbor(message, 0, messageType, 0, 0, 0, store, slot), SimulatedSocket.SMALL_CHARGE);
        }
    }

    /** A message about a link. */
    void link(int messageType, Link link, int change) {
        if (hasMembers()) {
            send(MessageEncoder.link(message, 0, messageType, 0, 0, 0, link, change), SimulatedSocket.LINK_CHARGE);
        }
    }

    /** A message about a bridge port. */
    void bridgePort(int messageType, Link port) {
        if (hasMembers()) {
            send(MessageEncoder.bridgePort(message, messageType, port), SimulatedSocket.SMALL_CHARGE);
        }
    }

    /** Sends what is in {@link #message}. */
    void send(int length, int charge) {
        if (toLose + toDrop > 0 && message.getByte(FAMILY_OFFSET) != Rtnetlink.AF_BRIDGE) {
            vanish();
            return;
        }
        deliver(length, charge, 0);
    }

    /** Sends what is in {@link #message} in the name of a process, or of the kernel, whatever is to be lost. */
    void deliver(int length, int charge, int sender) {
        for (int i = 0; i < sockets.size(); i++) {
            sockets.get(i).notify(message, length, charge, sender);
        }
    }

    private void vanish() {
        if (toLose > 0) {
            toLose--;
            counters.lost++;
            return;
        }
        toDrop--;
        for (int i = 0; i < sockets.size(); i++) {
            sockets.get(i).drop();
        }
    }
}
