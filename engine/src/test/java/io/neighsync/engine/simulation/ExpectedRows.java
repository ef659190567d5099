package io.neighsync.engine.simulation;

import io.neighsync.engine.event.LinkName;
import io.neighsync.engine.event.PolicySettings;
import io.neighsync.engine.table.VrfCounts;
import io.neighsync.netlink.Ntf;
import io.neighsync.netlink.Nud;
import io.neighsync.netlink.Rtnetlink;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The rows a kernel's tables call for, worked out from the contract alone: nothing here is shared with the product. A
 * row is {@code <ifname>:<ip>} to {@code <lladdr> <family>}.
 */
final class ExpectedRows {
    private static final String DEFAULT = "default";

    private final List<String> include;
    private final List<String> exclude;
    private final Map<Integer, LinkFacts> links = new HashMap<>();
    private final Map<String, String> rows = new HashMap<>();
    private final Map<String, Integer> rowsByVrf = new HashMap<>();
    /** Rows that may be there or not. */
    private final Set<String> possible = new HashSet<>();
    private final Set<String> failed = new HashSet<>();
    private final Set<String> possiblyFailed = new HashSet<>();
    private final PolicySettings settings;

    private record LinkFacts(String name, int master, boolean vrf) {
    }

    /** Of this kernel as it is now, through these filters, on a switch that is configured so. */
    ExpectedRows(
            SimulatedKernel kernel, List<String> include, List<String> exclude, PolicySettings settings) {
        this.settings = settings;
        this.include = include;
        this.exclude = exclude;
        kernel.forEachLink((ifindex, name, master, vrf, table) ->
                links.put(ifindex, new LinkFacts(name, master, vrf)));
        kernel.forEachNeighbor(this::add);
    }

    /** The rows. */
    Map<String, String> rows() {
        return rows;
    }

    /** What is wrong with these rows, or null when nothing is. */
    String differences(Map<String, String> found) {
        Map<String, String> certain = new HashMap<>(found);
        certain.keySet().removeAll(possible);
        return certain.equals(rows) ? null : describe(certain);
    }

    /** Whether every row must be there or must not. */
    boolean isCertain() {
        return possible.isEmpty();
    }

    /** What is wrong with these unresolved neighbors, or null when nothing is. */
    String failedDifferences(Set<String> found) {
        Set<String> certain = new HashSet<>(found);
        certain.removeAll(possiblyFailed);
        return certain.equals(failed) ? null : "unresolved: found " + certain + ", expected " + failed;
    }

    private String describe(Map<String, String> found) {
        Map<String, String> wrong = new TreeMap<>();
        rows.forEach((key, value) -> {
            if (!value.equals(found.get(key))) {
                wrong.put(key, "is " + found.get(key) + ", should be " + value);
            }
        });
        found.forEach((key, value) -> {
            if (!rows.containsKey(key)) {
                wrong.put(key, "is " + value + ", should not be");
            }
        });
        return wrong.size() + " wrong rows: " + wrong;
    }

    /** What is wrong with these counts, or null when nothing is. */
    String differences(VrfCounts counts) {
        Map<String, Integer> counted = new HashMap<>();
        for (VrfCounts.Vrf vrf : counts.all()) {
            if (vrf.rows() != 0) {
                counted.merge(vrf.name().toString(), vrf.rows(), Integer::sum);
            }
        }
        return counted.equals(rowsByVrf) ? null : "rows by VRF: counted " + counted + ", expected " + rowsByVrf;
    }

    private void add(int ifindex, int family, long high, long low, int nudState, int ntfFlags, int lladdrLength,
            long lladdr) {
        String vrf = vrf(ifindex);
        String name = links.get(ifindex).name();
        String key = name + ":" + address(family, high, low);
        String value = lladdr(lladdr) + (family == Rtnetlink.AF_INET ? " IPv4" : " IPv6");
        boolean mirrored = (include.isEmpty() || include.contains(vrf)) && !exclude.contains(vrf);
        if (!mirrored || isOutOfScope(family, high, low, name)) {
            return;
        }
        boolean unresolved = nudState == Nud.NUD_FAILED || nudState == Nud.NUD_INCOMPLETE;
        boolean usable = lladdrLength == 6 && lladdr != 0xffff_ffff_ffffL
                && (nudState != Nud.NUD_NOARP || (ntfFlags & Ntf.NTF_EXT_LEARNED) != 0);
        if (settings.evpnNvo() && nudState == Nud.NUD_PROBE) {
            possible.add(key);
        } else if (unresolved ? settings.dualTor() : usable) {
            rows.put(key, unresolved ? lladdr(0) + value.substring(value.indexOf(' ')) : value);
            rowsByVrf.merge(vrf, 1, Integer::sum);
        }
        if (settings.dualTor() && family == Rtnetlink.AF_INET6) {
            addFailed(key, nudState);
        }
    }

    private void addFailed(String key, int nudState) {
        switch (nudState) {
            case Nud.NUD_FAILED -> failed.add(key);
            case Nud.NUD_PERMANENT, Nud.NUD_NOARP, Nud.NUD_REACHABLE, Nud.NUD_PROBE, Nud.NUD_STALE, Nud.NUD_DELAY -> { }
            default -> possiblyFailed.add(key);
        }
    }

    private boolean isOutOfScope(int family, long high, long low, String link) {
        if (family == Rtnetlink.AF_INET) {
            return settings.dualTor() && low >>> 16 == 0xa9fe;
        }
        long first = high >>> 48;
        boolean linkLocal = first >= 0xfe80 && first <= 0xfebf;
        return first == 0xff02 || (linkLocal && !settings.linkLocal().contains(new LinkName(link)));
    }

    private String vrf(int ifindex) {
        for (int at = ifindex; at != 0; at = links.get(at).master()) {
            if (links.get(at).vrf()) {
                return links.get(at).name();
            }
        }
        return DEFAULT;
    }

    private static String address(int family, long high, long low) {
        try {
            if (family == Rtnetlink.AF_INET) {
                return InetAddress.getByAddress(ByteBuffer.allocate(4).putInt((int) low).array()).getHostAddress();
            }
            // the simulated addresses are of the form x::y, which inet_ntop writes just so
            return Long.toHexString(high >>> 48) + "::" + Long.toHexString(low);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String lladdr(long lladdr) {
        return String.format("%012x", lladdr).replaceAll("(..)(?=.)", "$1:");
    }
}
