package io.neighsync.engine.simulation;

import io.neighsync.netlink.NetlinkException;
import io.neighsync.netlink.NetlinkPort;
import io.neighsync.netlink.Nlm;
import io.neighsync.netlink.Nud;
import io.neighsync.netlink.Rtnetlink;
import java.util.ArrayList;
import java.util.List;

/**
 * A kernel's links, neighbor table and {@code NETLINK_ROUTE} sockets, down to the bytes.
 *
 * <pre>
 *   changes --> LinkChanges, NeighborChanges --> Multicast --> EventSocket --> receive
 *                       |
 *               LinkSet, NeighborStore  -------------------->  DumpSocket  --> receive
 * </pre>
 *
 * <p>Deterministic: nothing happens but by a call, and there is no clock and no source of randomness. One thread owns a
 * kernel and its sockets. A change returns whether it has changed anything, so a script may ask for what cannot be.
 * {@code KernelContract} holds the model to a running kernel.
 *
 * <p>Addresses are as in {@link io.neighsync.netlink.NeighborDecoder}: {@code high} and {@code low} halves of an IPv6
 * address, IPv4 in the low 32 bits of {@code low}.
 */
public final class SimulatedKernel {
    /** Length of a link-layer address that is absent. */
    public static final int NO_LLADDR = -1;

    private static final int A_PROCESS = 4711;
    private static final int FIRST_PORT_ID = 100_000;
    private static final int RTN_UNICAST = 1;

    private final SocketCounters counters = new SocketCounters();
    private final KernelFaults faults = new KernelFaults();
    private final DumpOptions dumpOptions = new DumpOptions();
    private final Multicast multicast = new Multicast(counters);
    private final LinkSet links = new LinkSet();
    private final NeighborChanges neighbors;
    private final LinkChanges linkChanges;
    private final List<DumpSocket> dumpSockets = new ArrayList<>();
    private int portIds = FIRST_PORT_ID;

    /** Takes a link. */
    @FunctionalInterface
    public interface LinkConsumer {
        /** Takes a link; master 0: none; table 0: not a VRF. */
        void accept(int ifindex, String name, int master, boolean vrf, int table);
    }

    /** Takes a neighbor. */
    @FunctionalInterface
    public interface NeighborConsumer {
        /** Takes a neighbor; the length of the link-layer address is {@link #NO_LLADDR} if its state has none. */
        void accept(int ifindex, int family, long high, long low, int nudState, int ntfFlags, int lladdrLength,
                long lladdr);
    }

    /**
     * A kernel without links.
     *
     * @param hashSeed decides in which order neighbors are dumped
     */
    public SimulatedKernel(long hashSeed) {
        neighbors = new NeighborChanges(hashSeed, multicast);
        linkChanges = new LinkChanges(links, neighbors, multicast);
    }

    // Links.

    /** Adds a plain link, down; ifindex 0: the next one. Returns its ifindex, 0 if name or ifindex is taken. */
    public int addLink(String name, int ifindex) {
        return linkChanges.add(name, ifindex, Link.Kind.PLAIN, 0);
    }

    /** Adds a VRF, down; else as {@link #addLink}. */
    public int addVrf(String name, int ifindex, int table) {
        return linkChanges.add(name, ifindex, Link.Kind.VRF, table);
    }

    /** Adds a bridge, down; else as {@link #addLink}. */
    public int addBridge(String name, int ifindex) {
        return linkChanges.add(name, ifindex, Link.Kind.BRIDGE, 0);
    }

    /** Deletes a link and its neighbors; the members of a VRF or a bridge are released first. */
    public boolean removeLink(int ifindex) {
        Link link = links.get(ifindex);
        return link != null && linkChanges.remove(link);
    }

    /** Moves a link to another namespace: here it and its neighbors are gone. */
    public boolean moveToNamespace(int ifindex) {
        Link link = links.get(ifindex);
        return link != null && linkChanges.moveToNamespace(link);
    }

    /** Renames a link, up or down; false if the name is taken. */
    public boolean rename(int ifindex, String name) {
        Link link = links.get(ifindex);
        return link != null && linkChanges.rename(link, name);
    }

    /** Gives a link a master, a VRF or a bridge, in place of the one it has; 0: none. A VRF never has one. */
    public boolean setMaster(int ifindex, int master) {
        Link link = links.get(ifindex);
        Link to = links.get(master);
        return link != null && (to != null || master == 0) && linkChanges.setMaster(link, to);
    }

    /** Sets a link up; false if it is. */
    public boolean adminUp(int ifindex) {
        Link link = links.get(ifindex);
        return link != null && linkChanges.setUp(link, true);
    }

    /** Sets a link down, and all its neighbors go; false if it is. */
    public boolean adminDown(int ifindex) {
        Link link = links.get(ifindex);
        return link != null && linkChanges.setUp(link, false);
    }

    /** A link that is up loses its carrier, and all its neighbors go that are not permanent. */
    public boolean carrierLoss(int ifindex) {
        Link link = links.get(ifindex);
        return link != null && linkChanges.setCarrier(link, false);
    }

    /** A link that is up gets its carrier back. */
    public boolean carrierReturn(int ifindex) {
        Link link = links.get(ifindex);
        return link != null && linkChanges.setCarrier(link, true);
    }

    // Neighbors.

    /**
     * Adds or replaces a neighbor, as a request with {@code NLM_F_CREATE} and {@code NLM_F_REPLACE} does. A state with
     * a link-layer address needs one, given or known; without, a new entry stays {@code NUD_NONE}, unannounced. A new
     * entry for a group or broadcast address begins as {@code NUD_NOARP} with the address of the group, unannounced.
     *
     * @param ifindex link, not a VRF
     * @param family {@code AF_INET} or {@code AF_INET6}
     * @param high first half of the address
     * @param low second half of the address
     * @param nudState {@code NUD_*}
     * @param ntfFlags {@code NTF_*}
     * @param lladdr the link-layer address as a big-endian number
     * @param lladdrLength of it, 0 to 32 bytes; beyond 8 the number repeats; {@link #NO_LLADDR} keeps the known one
     * @return false if nothing has changed, which is never announced
     */
    public boolean setNeighbor(
            int ifindex, int family, long high, long low, int nudState, int ntfFlags, long lladdr, int lladdrLength) {
        Link link = links.get(ifindex);
        NeighborStore store = neighbors.store(family);
        return link != null && store != null && !link.isVrf()
                && neighbors.set(link, store, high, low, nudState, ntfFlags, lladdr, lladdrLength);
    }

    /**
     * A step of a neighbor's state machine that no one asked for: absent or FAILED to INCOMPLETE; REACHABLE to STALE;
     * REACHABLE or STALE to DELAY; DELAY to PROBE or REACHABLE; INCOMPLETE or PROBE to FAILED. INCOMPLETE and DELAY are
     * not announced.
     */
    public boolean ageNeighbor(int ifindex, int family, long high, long low, int nudState) {
        Link link = links.get(ifindex);
        NeighborStore store = neighbors.store(family);
        return link != null && store != null && !link.isVrf() && neighbors.age(link, store, high, low, nudState);
    }

    /** Deletes a neighbor as ip-neighbour(8) does: RTM_NEWNEIGH of a failed one, then RTM_DELNEIGH. */
    public boolean deleteNeighbor(int ifindex, int family, long high, long low) {
        Link link = links.get(ifindex);
        NeighborStore store = neighbors.store(family);
        return link != null && store != null && neighbors.delete(link, store, high, low);
    }

    /** The garbage collector takes a neighbor: RTM_DELNEIGH alone; none that is permanent, NOARP or EXT_LEARNED. */
    public boolean collectNeighbor(int ifindex, int family, long high, long low) {
        Link link = links.get(ifindex);
        NeighborStore store = neighbors.store(family);
        return link != null && store != null && neighbors.collect(link, store, high, low);
    }

    /** Deletes every neighbor of a link that is in one of these NUD states, each as {@link #deleteNeighbor}. */
    public boolean flush(int ifindex, int nudStates) {
        Link link = links.get(ifindex);
        return link != null && neighbors.deleteAll(link, nudStates);
    }

    /** A bridge learns or forgets an address on a port; event sockets filter such messages out. */
    public boolean fdbNoise(int port, long lladdr, boolean learned) {
        Link link = links.get(port);
        if (link == null || !multicast.hasMembers()) {
            return false;
        }
        int type = learned ? Rtnetlink.RTM_NEWNEIGH : Rtnetlink.RTM_DELNEIGH;
        int length = MessageEncoder.forwarding(
                multicast.message, type, link, lladdr, Nud.NUD_REACHABLE);
        multicast.send(length, SimulatedSocket.SMALL_CHARGE);
        return true;
    }

    /** A message about a bridge port, or about a bridge, which is its own master there; filtered out likewise. */
    public boolean bridgeNoise(int ifindex) {
        Link link = links.get(ifindex);
        if (link == null || !(link.isBridge() || (link.master != null && link.master.isBridge()))) {
            return false;
        }
        multicast.bridgePort(Rtnetlink.RTM_NEWLINK, link);
        return true;
    }

    /** The table of a family changes its hash, as it does when it grows: a dump under way misses and repeats rows. */
    public boolean rehash(int family, long seed) {
        NeighborStore store = neighbors.store(family);
        if (store != null) {
            store.rehash(seed);
        }
        return store != null;
    }

    // Sockets.

    /**
     * Opens a socket that gets what {@code NetlinkSocket.openEvents} gets.
     *
     * @param effectiveReceiveBuffer bytes that queued datagrams may be charged
     */
    public NetlinkPort openEvents(int effectiveReceiveBuffer) {
        return openEvents(effectiveReceiveBuffer, true);
    }

    /** The same, but with or without the filter of bridge messages. */
    NetlinkPort openEvents(int effectiveReceiveBuffer, boolean filtered) {
        EventSocket socket = new EventSocket(
                portIds++, effectiveReceiveBuffer, filtered, multicast, faults, counters);
        multicast.join(socket);
        return socket;
    }

    /**
     * Opens a socket for dumps and single requests.
     *
     * @param effectiveReceiveBuffer bytes that queued datagrams may be charged; a dump datagram is charged 33 024
     * @throws NetlinkException if {@link KernelFaults#failOpen} says so
     */
    public NetlinkPort openDump(int effectiveReceiveBuffer) {
        int errno = faults.takeOpenErrno();
        if (errno != 0) {
            throw new NetlinkException("socket(AF_NETLINK)", errno, "this fault was asked for");
        }
        dumpSockets.removeIf(SimulatedSocket::isClosed);
        DumpSocket socket = new DumpSocket(
                portIds++, effectiveReceiveBuffer, links, neighbors, dumpOptions, faults, counters);
        dumpSockets.add(socket);
        return socket;
    }

    /** Most rows a datagram of a dump holds, 1 or more; a real one holds about 400, the default here is 4. */
    public void rowsPerDatagram(int rows) {
        dumpOptions.rowsPerDatagram(rows);
    }

    /**
     * Whether a dump misses and repeats rows when the table changes meanwhile, as the kernel's does, and as is the
     * default; otherwise it has every entry that is there from beginning to end.
     */
    public void dumpsMissAndRepeat(boolean value) {
        dumpOptions.missesAndRepeats(value);
    }

    // Faults.

    /** Faults of the sockets. */
    public KernelFaults faults() {
        return faults;
    }

    /** The next so many notifications vanish without a trace: only an audit can tell. */
    public void loseSilently(int notifications) {
        multicast.loseSilently(notifications);
    }

    /** The next so many notifications are dropped; the drops counter tells, but no ENOBUFS. */
    public void dropUnannounced(int notifications) {
        multicast.dropUnannounced(notifications);
    }

    /** A process sends event sockets a neighbor message of this type; lladdr length 6, or {@link #NO_LLADDR}. */
    public void foreignEvent(
            int messageType, int ifindex, int family, long high, long low, int nudState, long lladdr,
            int lladdrLength) {
        int length = MessageEncoder.neighbor(multicast.message, 0, messageType, 0, 0, 0, family, ifindex, high, low,
                nudState, 0, RTN_UNICAST, lladdr, lladdrLength);
        multicast.deliver(length, SimulatedSocket.SMALL_CHARGE, A_PROCESS);
    }

    /** A process sends dump sockets a row with the sequence number of what they asked for last. */
    public void foreignRow(int ifindex, int family, long high, long low, int nudState, long lladdr) {
        for (DumpSocket socket : dumpSockets) {
            int length = MessageEncoder.neighbor(multicast.message, 0, Rtnetlink.RTM_NEWNEIGH, Nlm.NLM_F_MULTI,
                    socket.sequence(), 0, family, ifindex, high, low, nudState, 0, RTN_UNICAST, lladdr, 6);
            socket.offer(multicast.message, length, SimulatedSocket.SMALL_CHARGE, A_PROCESS);
        }
    }

    /** A process sends dump sockets NLMSG_DONE with the sequence number of what they asked for last. */
    public void foreignDone() {
        for (DumpSocket socket : dumpSockets) {
            int length = MessageEncoder.done(multicast.message, 0, socket.sequence(), 0, 0);
            socket.offer(multicast.message, length, SimulatedSocket.SMALL_CHARGE, A_PROCESS);
        }
    }

    /** Event sockets get a malformed message about a neighbor, in addition to what they would get anyway. */
    public void malformedEvent(Malformation malformation, int ifindex, int family, long high, long low) {
        int length = MessageEncoder.neighbor(multicast.message, 0, Rtnetlink.RTM_NEWNEIGH, 0, 0, 0, family, ifindex,
                high, low, Nud.NUD_REACHABLE, 0, RTN_UNICAST, 0, 6);
        multicast.deliver(
                malformation.apply(multicast.message, length), SimulatedSocket.SMALL_CHARGE, 0);
    }

    // What is true.

    /** Shows every link, by ascending ifindex. */
    public void forEachLink(LinkConsumer consumer) {
        for (int i = 0; i < links.size(); i++) {
            Link link = links.at(i);
            consumer.accept(link.ifindex, link.name, link.masterIfindex(), link.isVrf(), link.table);
        }
    }

    /** Shows every neighbor, whatever its state; IPv4 first. */
    public void forEachNeighbor(NeighborConsumer consumer) {
        forEachNeighbor(neighbors.store(Rtnetlink.AF_INET), consumer);
        forEachNeighbor(neighbors.store(Rtnetlink.AF_INET6), consumer);
    }

    /** Links there are. */
    public int linkCount() {
        return links.size();
    }

    /** Neighbors there are. */
    public int neighborCount() {
        return neighbors.store(Rtnetlink.AF_INET).count() + neighbors.store(Rtnetlink.AF_INET6).count();
    }

    /** Changes of links and of single neighbors so far. */
    public long changes() {
        return linkChanges.changes() + neighbors.changes();
    }

    /** Datagrams that receives on any socket have handed over so far. */
    public long datagramsDelivered() {
        return counters.delivered;
    }

    /** Datagrams dropped so far, on any socket, that its drops counter tells of. */
    public long datagramsDropped() {
        return counters.dropped;
    }

    /** Notifications so far that {@link #loseSilently} has taken. */
    public long notificationsLost() {
        return counters.lost;
    }

    /** Times so far that a socket became congested and reported ENOBUFS. */
    public long overruns() {
        return counters.overruns;
    }

    private static void forEachNeighbor(NeighborStore store, NeighborConsumer consumer) {
        for (int slot = 0; slot < store.slots(); slot++) {
            Link link = store.link(slot);
            if (link != null) {
                boolean valid = store.isValid(slot);
                consumer.accept(link.ifindex, store.family, store.high(slot), store.low(slot), store.nudState(slot),
                        store.ntfFlags(slot), valid ? store.lladdrLength(slot) : NO_LLADDR,
                        valid ? store.lladdr(slot) : 0);
            }
        }
    }
}
