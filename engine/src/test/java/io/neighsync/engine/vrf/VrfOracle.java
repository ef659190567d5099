package io.neighsync.engine.vrf;

import io.neighsync.engine.system.KernelOracle;
import io.neighsync.netlink.TestNetns;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The neighbors and links of a namespace at one moment, and the rows they call for, by VRF, by what ip(8) prints:
 * written apart from the product, simply. A link is in the VRF at the end of its chain of masters (port, bridge, VRF),
 * else in the one called default.
 */
final class VrfOracle {
    static final String DEFAULT = "default";

    private static final Pattern LINK = Pattern.compile("\\d+: ");

    private final Map<String, String> masters = new HashMap<>();
    private final Set<String> vrfs = new HashSet<>();
    private final List<String> neighbors;
    private final Map<String, String> rows;

    private VrfOracle(String output) {
        Map<Boolean, List<String>> lines = output.lines()
                .collect(Collectors.partitioningBy(line -> LINK.matcher(line).lookingAt()));
        lines.get(true).forEach(this::addLink);
        neighbors = lines.get(false);
        rows = KernelOracle.rows(neighbors.stream());
    }

    /** Runs ip(8) on each of the lines, and then looks; in one process, which costs tens of milliseconds. */
    static VrfOracle after(TestNetns netns, String... lines) {
        List<String> batch = new ArrayList<>(List.of(lines));
        batch.addAll(List.of("link show", "neigh show nud all"));
        try {
            Path file = Files.createTempFile("ip", ".batch");
            try {
                Files.write(file, batch);
                return new VrfOracle(netns.ip("-d -o -batch " + file));
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The rows of the VRFs that are mirrored. */
    Map<String, String> rows(Predicate<String> mirrored) {
        Map<String, String> chosen = new HashMap<>(rows);
        chosen.keySet().removeIf(row -> !mirrored.test(vrfOf(row.substring(0, row.indexOf(':')))));
        return chosen;
    }

    /** How many neighbors, whatever their state, a VRF has. */
    int countNeighbors(String vrf) {
        return (int) neighbors.stream().filter(line -> vrf.equals(vrfOfNeighbor(line))).count();
    }

    private void addLink(String line) {
        List<String> words = List.of(line.strip().split("[\\s\\\\]+"));
        String name = words.get(1).replaceFirst(":$", "").replaceFirst("@.*", "");
        int master = words.indexOf("master");
        if (master > 0) {
            masters.put(name, words.get(master + 1));
        }
        int vrf = words.indexOf("vrf");
        if (vrf > 0 && words.get(vrf + 1).equals("table")) {
            vrfs.add(name);
        }
    }

    private String vrfOfNeighbor(String line) {
        List<String> words = List.of(line.split(" ", -1));
        return vrfOf(words.get(words.indexOf("dev") + 1));
    }

    private String vrfOf(String link) {
        String at = link;
        while (at != null && !vrfs.contains(at)) {
            at = masters.get(at);
        }
        return at == null ? DEFAULT : at;
    }
}
