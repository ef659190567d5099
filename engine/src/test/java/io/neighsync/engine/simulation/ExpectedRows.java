package io.neighsync.engine.simulation;

import io.neighsync.engine.table.VrfCounts;
import io.neighsync.netlink.Ntf;
import io.neighsync.netlink.Nud;
import io.neighsync.netlink.Rtnetlink;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

    private record LinkFacts(String name, int master, boolean vrf) {
    }

    /** Of this kernel as it is now, through these filters. */
    ExpectedRows(SimulatedKernel kernel, List<String> include, List<String> exclude) {
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
        if (found.equals(rows)) {
            return null;
        }
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
        boolean mirrored = (include.isEmpty() || include.contains(vrf)) && !exclude.contains(vrf);
        boolean resolved = switch (nudState) {
            case Nud.NUD_FAILED, Nud.NUD_INCOMPLETE -> false;
            case Nud.NUD_NOARP -> (ntfFlags & Ntf.NTF_EXT_LEARNED) != 0;
            default -> true;
        };
        boolean ethernet = lladdrLength == 6 && lladdr != 0xffff_ffff_ffffL;
        if (mirrored && resolved && ethernet && !isLinkLocal(family, high)) {
            rows.put(links.get(ifindex).name() + ":" + address(family, high, low),
                    lladdr(lladdr) + (family == Rtnetlink.AF_INET ? " IPv4" : " IPv6"));
            rowsByVrf.merge(vrf, 1, Integer::sum);
        }
    }

    private String vrf(int ifindex) {
        for (int at = ifindex; at != 0; at = links.get(at).master()) {
            if (links.get(at).vrf()) {
                return links.get(at).name();
            }
        }
        return DEFAULT;
    }

    private static boolean isLinkLocal(int family, long high) {
        long first = high >>> 48;
        return family == Rtnetlink.AF_INET6 && ((first >= 0xfe80 && first <= 0xfebf) || first == 0xff02);
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
