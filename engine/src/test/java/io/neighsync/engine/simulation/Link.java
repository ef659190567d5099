package io.neighsync.engine.simulation;

import java.nio.charset.StandardCharsets;

/** A link of the {@link SimulatedKernel}. */
final class Link {
    private static final long PLAIN_LLADDR = 0x0200_0000_0000L;
    private static final long MASTER_LLADDR = 0x0600_0000_0000L;

    /** Kind of a link. */
    enum Kind {
        /** A port, or any other link without ports of its own. */
        PLAIN,
        /** A VRF. */
        VRF,
        /** A bridge. */
        BRIDGE
    }

    final int ifindex;
    final Kind kind;
    /** Table of a VRF. */
    final int table;
    /** First neighbor of the link in the store of each family; -1 for none. */
    final int[] firstNeighbor = {-1, -1};
    String name;
    byte[] nameBytes;
    Link master;
    /** Orders the members of a master by the time they joined it. */
    long joined;
    boolean up;
    boolean carrier = true;
    long lladdr;

    Link(int ifindex, String name, Kind kind, int table) {
        this.ifindex = ifindex;
        this.kind = kind;
        this.table = table;
        this.lladdr = (kind == Kind.PLAIN ? PLAIN_LLADDR : MASTER_LLADDR) | ifindex;
        rename(name);
    }

    void rename(String newName) {
        name = newName;
        nameBytes = newName.getBytes(StandardCharsets.UTF_8);
    }

    int masterIfindex() {
        return master == null ? 0 : master.ifindex;
    }

    boolean isVrf() {
        return kind == Kind.VRF;
    }

    boolean isBridge() {
        return kind == Kind.BRIDGE;
    }
}
