package io.neighsync.engine.stage;

import io.neighsync.engine.event.PolicySettings;
import io.neighsync.netlink.Nud;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What SONiC's C++ neighsyncd does to APPL_DB, message by message: its rules written down once more, apart from the
 * product. Numbers are the rows of {@code docs/behavior-differences.md}.
 *
 * <p>Source of the facts: sonic-net/sonic-swss, neighsyncd/neighsync.cpp as of 2026-08 with pull request 4849 of
 * 2026-09; addresses and link-layer addresses are text there (libnl, nl_addr2str). The consumers are taken to have
 * moved what was written before the next message comes, and a daemon that exits to be back, without a dump, by then.
 */
final class CppDaemon {
    static final String NEIGHBORS = "NEIGH_TABLE";
    static final String FAILED = "NEIGH_FAILED_TABLE";
    static final String ROUTES = "ROUTE_TABLE";

    private static final String ZERO = "00:00:00:00:00:00";
    private static final String BROADCAST = "ff:ff:ff:ff:ff:ff";
    private static final int VALID = Nud.NUD_PERMANENT | Nud.NUD_NOARP | Nud.NUD_REACHABLE | Nud.NUD_PROBE
            | Nud.NUD_STALE | Nud.NUD_DELAY;

    private final Map<Integer, KernelLink> kernel;
    private final Map<Integer, KernelLink> cache = new HashMap<>();
    private final Set<String> failedRows = new HashSet<>();
    private PolicySettings settings = PolicySettings.PLAIN;
    private Set<String> linkLocal = Set.of();
    private int exits;

    /**
     * A link of the kernel.
     *
     * @param name   IFLA_IFNAME
     * @param master its master's ifindex, or 0
     */
    record KernelLink(String name, int master) {
    }

    /** A daemon on a kernel with these links, by ifindex; it looks them up when it meets one that it does not know. */
    CppDaemon(Map<Integer, KernelLink> kernel) {
        this.kernel = kernel;
    }

    /** CONFIG_DB changes: the next message finds it so. */
    void configure(PolicySettings changed) {
        settings = changed;
        linkLocal = new HashSet<>();
        changed.linkLocal().forEach(link -> linkLocal.add(link.toString()));
    }

    /** How often the daemon has ended itself (15). */
    int exits() {
        return exits;
    }

    /** What it does for one message: the tables are consumed apart, so those of NEIGH_FAILED_TABLE come last. */
    List<Operation> onMessage(ScriptedMessage message) {
        String link = nameOf(message.ifindex());                                        // 2
        if (isIgnored(message, link)) {
            return List.of();
        }
        List<Operation> operations = new ArrayList<>();
        String key = link + ":" + message.ip();
        boolean probed = settings.evpnNvo() && message.added() && message.state() == Nud.NUD_PROBE;
        boolean ours = !settings.evpnNvo() && isLocalNoArp(message);
        if (!probed && !ours) {                                                         // 6, 7
            onNeighbor(message, key, operations);
        }
        if (settings.dualTor() && message.isIpv6()) {
            onFailure(message, key, operations);                                        // 18
        }
        return operations;
    }

    /** 3, 4 and 5. */
    private boolean isIgnored(ScriptedMessage message, String link) {
        InetAddress address = message.address();
        if (!message.isIpv6()) {
            return settings.dualTor() && address.isLinkLocalAddress();
        }
        return address.isMCLinkLocal()
                || (address.isLinkLocalAddress() && message.added() && !isLinkLocalEnabled(link));
    }

    private boolean isLinkLocalEnabled(String link) {
        boolean hasTable = link.startsWith("Ethernet") || link.startsWith("PortChannel") || link.startsWith("Vlan");
        return hasTable && linkLocal.contains(link);
    }

    private static boolean isLocalNoArp(ScriptedMessage message) {
        return message.state() == Nud.NUD_NOARP && !message.learned();
    }

    private void onNeighbor(ScriptedMessage message, String key, List<Operation> operations) {
        boolean unresolved = message.state() == Nud.NUD_INCOMPLETE || message.state() == Nud.NUD_FAILED;
        boolean zero = settings.dualTor() && unresolved;                                // 8
        boolean deleted = !message.added() || (unresolved && !zero) || isLocalNoArp(message); // 9, 10
        if (deleted) {
            operations.add(Operation.delete(NEIGHBORS, key));
            return;
        }
        String lladdr = zero ? ZERO : message.lladdr();
        if (lladdr.isEmpty() || lladdr.equals(ScriptedMessage.NO_LLADDR)) {
            return;                                                                     // 12
        }
        if (lladdr.length() != ZERO.length()) {
            exits++;                                                                    // 15
        } else if (!lladdr.equals(BROADCAST)) {                                         // 13
            String vrf = vrfOf(message.ifindex());
            if (settings.evpnNvo() && vrf.startsWith("Vrf")) {
                operations.add(Operation.delete(ROUTES, vrf + ":" + message.ip()));     // 16
            }
            String family = message.isIpv6() ? "IPv6" : "IPv4";
            operations.add(Operation.set(NEIGHBORS, key, "neigh " + lladdr + " family " + family)); // 17
        }
    }

    private void onFailure(ScriptedMessage message, String key, List<Operation> operations) {
        if (message.added() && message.state() == Nud.NUD_FAILED) {
            failedRows.add(key);
            operations.add(Operation.set(FAILED, key, "NULL NULL"));
        } else if ((!message.added() || (message.state() & VALID) != 0) && failedRows.remove(key)) {
            operations.add(Operation.delete(FAILED, key));
        }
    }

    private String nameOf(int ifindex) {
        KernelLink link = lookUp(ifindex);
        return link == null ? Integer.toString(ifindex) : link.name();
    }

    /** The name of the link's master; empty when there is none. */
    private String vrfOf(int ifindex) {
        KernelLink link = lookUp(ifindex);
        KernelLink master = link == null ? null : lookUp(link.master());
        return master == null ? "" : master.name();
    }

    private KernelLink lookUp(int ifindex) {
        if (!cache.containsKey(ifindex)) {
            cache.clear();
            cache.putAll(kernel);
        }
        return cache.get(ifindex);
    }

    /** Forgets the links it knows and what it published, as if it had never been. */
    void forget() {
        cache.clear();
        failedRows.clear();
    }
}
