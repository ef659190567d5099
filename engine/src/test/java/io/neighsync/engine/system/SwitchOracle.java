package io.neighsync.engine.system;

import io.neighsync.netlink.TestNetns;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The rows that the kernel's table calls for on a SONiC switch, by what ip(8) prints and by what CONFIG_DB says:
 * written apart from the product, simply.
 *
 * @param dualTor   CONFIG_DB has a PEER_SWITCH
 * @param linkLocal links that have {@code ipv6_use_link_local_only}
 */
record SwitchOracle(boolean dualTor, Set<String> linkLocal) {
    /** Nothing special. */
    static final SwitchOracle PLAIN = new SwitchOracle(false, Set.of());

    private static final Pattern WHITE_SPACE = Pattern.compile("\\s+");
    private static final Pattern FE80 = Pattern.compile("fe[89ab][0-9a-f]:.*");

    /** A neighbor as ip(8) prints it. */
    private record Neighbor(String address, String link, String lladdr, String state, boolean learned) {
        static Neighbor parse(String line) {
            List<String> words = List.of(WHITE_SPACE.split(line.strip()));
            int lladdr = words.indexOf("lladdr");
            return new Neighbor(words.getFirst(), words.get(words.indexOf("dev") + 1),
                    lladdr < 0 ? "" : words.get(lladdr + 1), words.getLast(), words.contains("extern_learn"));
        }

        boolean isIpv6() {
            return address.contains(":");
        }

        boolean isUnresolved() {
            return state.equals("FAILED") || state.equals("INCOMPLETE");
        }

        String key() {
            return link + ":" + address;
        }

        String row(String neighbor) {
            return neighbor + (isIpv6() ? " IPv6" : " IPv4");
        }
    }

    /** Rows of NEIGH_TABLE, as {@link RedisRows} has them. */
    Map<String, String> rows(TestNetns netns) {
        Map<String, String> rows = new HashMap<>();
        neighbors(netns).filter(this::isInScope).forEach(neighbor -> {
            boolean local = neighbor.state.equals("NOARP") && !neighbor.learned;
            if (neighbor.isUnresolved() && dualTor) {
                rows.put(neighbor.key(), neighbor.row("00:00:00:00:00:00"));
            } else if (!neighbor.isUnresolved() && !local && !neighbor.lladdr.isEmpty()
                    && !neighbor.lladdr.equals("ff:ff:ff:ff:ff:ff")) {
                rows.put(neighbor.key(), neighbor.row(neighbor.lladdr));
            }
        });
        return rows;
    }

    /** Keys of NEIGH_FAILED_TABLE. */
    Set<String> failed(TestNetns netns) {
        Set<String> keys = new TreeSet<>();
        neighbors(netns).filter(this::isInScope)
                .filter(neighbor -> dualTor && neighbor.isIpv6() && neighbor.state.equals("FAILED"))
                .forEach(neighbor -> keys.add(neighbor.key()));
        return keys;
    }

    private boolean isInScope(Neighbor neighbor) {
        if (!neighbor.isIpv6()) {
            return !(dualTor && neighbor.address.startsWith("169.254."));
        }
        return !neighbor.address.startsWith("ff02:")
                && (!FE80.matcher(neighbor.address).matches() || linkLocal.contains(neighbor.link));
    }

    private static Stream<Neighbor> neighbors(TestNetns netns) {
        return Stream.of("-4", "-6")
                .flatMap(family -> netns.ip(family + " neigh show nud all").lines()).map(Neighbor::parse);
    }
}
