package io.neighsync.engine.stage;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The VRFs of a capture and the neighbors in them, from its text alone: links and neighbors by what the last line about
 * each says, and the chain of masters walked anew whenever someone asks.
 */
final class DecodedVrfs {
    private static final String MULTICAST = "ff02:";
    private static final String LINK_LOCAL = "fe80:";

    private final Map<String, Map<String, String>> links = new HashMap<>();
    private final Map<String, Map<String, String>> neighbors = new HashMap<>();

    /** Takes one line that is an event or a row of a dump. */
    void line(String line) {
        // <time> event [<n>] NEWNEIGH nlflags=0x0 ... dst=10.0.0.2 lladdr=02:00:00:00:10:02
        String[] words = line.substring(line.indexOf(']') + 1).strip().split(" +", -1);
        Map<String, String> fields = new HashMap<>();
        for (String word : words) {
            int at = word.indexOf('=');
            fields.put(at < 0 ? "" : word.substring(0, at), word.substring(at + 1));
        }
        boolean ours = !fields.getOrDefault("fam", "").equals("bridge")
                && !fields.getOrDefault("flags", "").contains("PROXY");
        String ifindex = fields.get("idx");
        switch (ours ? words[0] : "") {
            case "NEWLINK" -> links.put(ifindex, fields);
            case "DELLINK" -> links.remove(ifindex);
            case "NEWNEIGH" -> neighbors.put(ifindex + " " + fields.get("dst"), fields);
            case "DELNEIGH" -> neighbors.remove(ifindex + " " + fields.get("dst"));
            default -> { }
        }
    }

    /** The tables of the VRFs there are, by their names; 0 for the default VRF. */
    SortedMap<String, Integer> tables() {
        SortedMap<String, Integer> tables = new TreeMap<>(Map.of("default", 0));
        links.values().stream().filter(link -> "vrf".equals(link.get("kind")))
                .forEach(link -> tables.put(link.get("name"), Integer.parseInt(link.get("table"))));
        return tables;
    }

    /** The links there are: ifindex, name and VRF. */
    SortedSet<String> linksByVrf() {
        SortedSet<String> known = new TreeSet<>();
        links.forEach((ifindex, link) -> known.add(ifindex + " " + link.get("name") + " " + vrfOf(ifindex)));
        return known;
    }

    /** The neighbors of each VRF there is: link, address, and link-layer address or - for one without a row. */
    SortedMap<String, SortedSet<String>> held() {
        SortedMap<String, SortedSet<String>> held = new TreeMap<>();
        tables().keySet().forEach(name -> held.put(name, new TreeSet<>()));
        neighbors.values().forEach(neighbor -> held.get(vrfOf(neighbor.get("idx"))).add(
                links.get(neighbor.get("idx")).get("name") + " " + address(neighbor.get("dst")) + " "
                        + rowOf(neighbor)));
        return held;
    }

    /** The rows of the VRFs that are mirrored, link-layer addresses by key. */
    SortedMap<String, String> rows(Predicate<String> mirrored) {
        SortedMap<String, String> rows = new TreeMap<>();
        for (Map<String, String> neighbor : neighbors.values()) {
            if (!rowOf(neighbor).equals("-") && mirrored.test(vrfOf(neighbor.get("idx")))) {
                rows.put(links.get(neighbor.get("idx")).get("name") + ":" + neighbor.get("dst"), rowOf(neighbor));
            }
        }
        return rows;
    }

    private String vrfOf(String ifindex) {
        Set<String> passed = new HashSet<>();
        for (String at = ifindex; at != null && passed.add(at); at = links.get(at).get("master")) {
            if ("vrf".equals(links.get(at).get("kind"))) {
                return links.get(at).get("name");
            }
        }
        return "default";
    }

    private static String rowOf(Map<String, String> neighbor) {
        String state = neighbor.get("state");
        boolean without = state.equals("FAILED") || state.equals("INCOMPLETE") || state.equals("NOARP")
                || neighbor.get("dst").startsWith(LINK_LOCAL) || neighbor.get("dst").startsWith(MULTICAST);
        return without ? "-" : neighbor.get("lladdr");
    }

    /** In the form that does not depend on who writes it. */
    private static String address(String text) {
        try {
            return InetAddress.getByName(text).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
