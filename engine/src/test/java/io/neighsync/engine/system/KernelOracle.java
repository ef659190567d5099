package io.neighsync.engine.system;

import io.neighsync.netlink.TestNetns;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The rows that the kernel's table calls for, by what ip(8) prints: written apart from the product, simply. A row is
 * {@code <ifname>:<ip>} to {@code <lladdr> <family>}.
 */
public final class KernelOracle {
    private static final Pattern WHITE_SPACE = Pattern.compile("\\s+");
    private static final Pattern LINK_LOCAL = Pattern.compile("fe[89ab][0-9a-f]:.*|ff02:.*");

    private KernelOracle() {
    }

    /** The rows of the neighbors in the namespace. */
    public static Map<String, String> expectedRows(TestNetns netns) {
        Map<String, String> rows = new HashMap<>();
        forEachExpectedRow(netns, rows::put);
        return rows;
    }

    /** The rows for lines that {@code ip neigh show nud all} has printed. */
    public static Map<String, String> rows(Stream<String> lines) {
        Map<String, String> rows = new HashMap<>();
        lines.forEach(line -> add(rows::put, line));
        return rows;
    }

    /** Hands over one row after the other: for tables that are too large for a map. */
    static void forEachExpectedRow(TestNetns netns, BiConsumer<String, String> rows) {
        netns.ip("-4 neigh show nud all").lines().forEach(line -> add(rows, line));
        netns.ip("-6 neigh show nud all").lines().forEach(line -> add(rows, line));
    }

    private static void add(BiConsumer<String, String> rows, String line) {
        List<String> words = List.of(WHITE_SPACE.split(line.strip()));
        String address = words.getFirst();
        String family = address.contains(":") ? "IPv6" : "IPv4";
        String state = words.getLast();
        int lladdr = words.indexOf("lladdr");
        boolean linkLocal = family.equals("IPv6") && LINK_LOCAL.matcher(address).matches();
        boolean learned = words.contains("extern_learn");
        boolean unresolved = state.equals("FAILED") || state.equals("INCOMPLETE")
                || (state.equals("NOARP") && !learned);
        if (!linkLocal && !unresolved && lladdr > 0 && !words.get(lladdr + 1).equals("ff:ff:ff:ff:ff:ff")) {
            rows.accept(words.get(words.indexOf("dev") + 1) + ":" + address, words.get(lladdr + 1) + " " + family);
        }
    }
}
