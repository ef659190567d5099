package io.neighsync.engine.simulation;

import io.neighsync.netlink.NetlinkPort;

/** A kernel that {@link KernelContract} can command, simulated or real. */
interface KernelUnderTest extends AutoCloseable {
    NetlinkPort openEvents(int effectiveReceiveBuffer);

    NetlinkPort openDump(int effectiveReceiveBuffer);

    /** Adds a link, up and with carrier, whose address is above those of the links before; returns its ifindex. */
    int addLink(String name);

    /** Adds a bridge, up; returns its ifindex. */
    int addBridge(String name);

    void setUp(String name);

    void setDown(String name);

    /** Takes the carrier of a link away and waits until the kernel has noticed. */
    void loseCarrier(String name);

    void rename(String name, String newName);

    /** Makes a link a port of a bridge; of none if null. */
    void setMaster(String name, String bridge);

    void remove(String name);

    /** Adds or replaces a neighbor; the link-layer address -1 is none. */
    void setNeighbor(int ifindex, int family, long high, long low, int nudState, int ntfFlags, long lladdr);

    void deleteNeighbor(int ifindex, int family, long high, long low);

    /** Adds or replaces permanent IPv4 neighbors with consecutive addresses and the same link-layer address. */
    void setNeighbors(int ifindex, int firstAddress, int count, long lladdr);

    @Override
    void close();
}
