package io.neighsync.engine.simulation;

import io.neighsync.netlink.Rtnetlink;
import org.agrona.DirectBuffer;

/** A socket in RTNLGRP_LINK and RTNLGRP_NEIGH. */
final class EventSocket extends SimulatedSocket {
    private static final int FAMILY_OFFSET = 16;

    private final boolean filtered;
    private final Multicast multicast;

    EventSocket(
            int portId, int receiveBuffer, boolean filtered, Multicast multicast, KernelFaults faults,
            SocketCounters counters) {
        super(portId, true, receiveBuffer, faults, counters);
        this.filtered = filtered;
        this.multicast = multicast;
    }

    /** Takes a notification, if the filter of bridge messages lets it pass. */
    void notify(DirectBuffer source, int length, int charge, int sender) {
        if (!filtered || source.getByte(FAMILY_OFFSET) != Rtnetlink.AF_BRIDGE) {
            offer(source, length, charge, sender);
        }
    }

    @Override
    public void close() {
        super.close();
        multicast.leave(this);
    }
}
