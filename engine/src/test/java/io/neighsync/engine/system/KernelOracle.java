package io.neighsync.engine.system;

import io.neighsync.netlink.TestNetns;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The rows that the kernel's table calls for, by what ip(8) prints: written apart from the product, simply. A row is
 * {@code <ifname>:<ip>} to {@code <lladdr> <family>}.
 */
final class KernelOracle {
    private KernelOracle() {
    }

    static Map<String, String> expectedRows(TestNetns netns) {
        Map<String, String> rows = new HashMap<>();
        netns.ip("-4 neigh show nud all").lines().forEach(line -> add(rows, line, "IPv4"));
        netns.ip("-6 neigh show nud all").lines().forEach(line -> add(rows, line, "IPv6"));
        return rows;
    }

    private static void add(Map<String, String> rows, String line, String family) {
        List<String> words = List.of(line.strip().split("\\s+"));
        String address = words.getFirst();
        String state = words.getLast();
        int lladdr = words.indexOf("lladdr");
        boolean linkLocal = family.equals("IPv6") && address.matches("fe[89ab][0-9a-f]:.*|ff02:.*");
        boolean learned = words.contains("extern_learn");
        boolean unresolved = state.equals("FAILED") || state.equals("INCOMPLETE")
                || (state.equals("NOARP") && !learned);
        if (!linkLocal && !unresolved && lladdr > 0 && !words.get(lladdr + 1).equals("ff:ff:ff:ff:ff:ff")) {
            rows.put(words.get(words.indexOf("dev") + 1) + ":" + address, words.get(lladdr + 1) + " " + family);
        }
    }
}
