package io.neighsync.engine.system;

import io.neighsync.netlink.NeighborInjector;
import io.neighsync.netlink.NeighborRequests;
import io.neighsync.netlink.Ntf;
import io.neighsync.netlink.Nud;
import io.neighsync.netlink.Rtnetlink;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * A random course of changes of neighbors and of four links, three ports and a bridge, determined by its seed. The
 * kernel refuses some of them, which is meant.
 */
final class NeighborScript {
    private static final int LINKS = 4;
    private static final int BRIDGE = 3;
    private static final int FIRST_INDEX = 1000;
    private static final int HOSTS = 12;
    private static final Map<String, Integer> STATES = Map.of(
            "permanent", Nud.NUD_PERMANENT, "reachable", Nud.NUD_REACHABLE, "stale", Nud.NUD_STALE,
            "delay", Nud.NUD_DELAY, "probe", Nud.NUD_PROBE, "noarp", Nud.NUD_NOARP, "failed", Nud.NUD_FAILED,
            "incomplete", Nud.NUD_INCOMPLETE, "none", Nud.NUD_NONE);
    private static final List<String> DRAWN_STATES = List.of(
            "permanent", "permanent", "permanent", "permanent", "reachable", "reachable", "reachable", "stale",
            "stale", "delay", "probe", "noarp", "failed", "incomplete", "none");
    private static final List<String> PREFIXES = List.of("10.0.0.", "10.0.1.", "169.254.7.", "fc00::", "fe80::");
    private static final long BROADCAST = 0xffff_ffff_ffffL;

    private final SplittableRandom random;
    private final boolean liveRename;
    private final String[] names = {"Ethernet100", "Ethernet104", "Ethernet108", "Vlan100"};
    private final List<Command> commands = new ArrayList<>();

    /**
     * One change.
     *
     * @param text     arguments that make ip(8) do it
     * @param neighbor does it, when it is about a neighbor, else null
     */
    record Command(String text, Consumer<NeighborInjector> neighbor) {
        boolean isNeighbor() {
            return neighbor != null;
        }

        @Override
        public String toString() {
            return "ip " + text;
        }
    }

    private NeighborScript(long seed, boolean liveRename) {
        this.random = new SplittableRandom(seed);
        this.liveRename = liveRename;
    }

    /**
     * The commands of a script.
     *
     * @param liveRename whether the kernel renames links that are up
     */
    static List<Command> of(long seed, int steps, boolean liveRename) {
        NeighborScript script = new NeighborScript(seed, liveRename);
        for (int link = 0; link < LINKS; link++) {
            script.create(link);
        }
        for (int step = 0; step < steps; step++) {
            script.step();
        }
        return script.commands;
    }

    /** Removes every link that a script may have left behind. */
    static List<Command> cleanUp() {
        NeighborScript script = new NeighborScript(0, true);
        for (String name : script.names) {
            script.ip("link del " + name);
            script.ip("link del " + otherName(name));
        }
        return script.commands;
    }

    private void step() {
        int link = random.nextInt(LINKS);
        int dice = random.nextInt(100);
        if (dice < 65) {
            setNeighbor(link);
        } else if (dice < 80) {
            deleteNeighbor(link);
        } else if (dice < 89) {
            changeState(link);
        } else if (dice < 90) {
            ip("neigh flush dev " + names[link] + " nud " + pick(List.of("all", "permanent", "stale")));
        } else {
            changeLink(link, dice);
        }
    }

    private void setNeighbor(int link) {
        String address = address();
        String state = pick(DRAWN_STATES);
        int flags = random.nextInt(6) == 0 ? Ntf.NTF_EXT_LEARNED : 0;
        long lladdr = lladdr();
        String text = "neigh replace " + address + " lladdr " + text(lladdr) + " dev " + names[link] + " nud " + state
                + (flags == 0 ? "" : " extern_learn");
        neighbor(text, address, (injector, family, high, low) -> injector.add(
                FIRST_INDEX + link, family, high, low, lladdr, STATES.get(state), flags));
    }

    private void changeState(int link) {
        String address = address();
        String state = pick(DRAWN_STATES);
        neighbor("neigh replace " + address + " dev " + names[link] + " nud " + state, address,
                (injector, family, high, low) -> injector.add(FIRST_INDEX + link, family, high, low,
                        NeighborRequests.NO_LLADDR, STATES.get(state), 0));
    }

    private void deleteNeighbor(int link) {
        String address = address();
        neighbor("neigh del " + address + " dev " + names[link], address,
                (injector, family, high, low) -> injector.delete(FIRST_INDEX + link, family, high, low));
    }

    private void changeLink(int link, int dice) {
        if (dice < 92) {
            String peer = link == BRIDGE ? names[link] : "peer" + link;
            ip("link set " + pick(List.of(names[link], peer)) + " down");
            ip("link set " + names[link] + " up");
        } else if (dice < 93) {
            ip("link set peer" + random.nextInt(BRIDGE) + " up");
        } else if (dice < 96) {
            rename(link);
        } else if (dice < 99) {
            int port = random.nextInt(BRIDGE);
            ip("link set " + names[port] + (random.nextBoolean() ? " nomaster" : " master " + names[BRIDGE]));
        } else {
            ip("link del " + names[link]);
            create(link);
        }
    }

    private void rename(int link) {
        String name = otherName(names[link]);
        if (liveRename && random.nextBoolean()) {
            ip("link set " + names[link] + " name " + name);
        } else {
            ip("link set " + names[link] + " down");
            ip("link set " + names[link] + " name " + name);
            ip("link set " + name + " up");
        }
        names[link] = name;
    }

    /** Always with the same index, so that each link that is created again is its predecessor's double. */
    private void create(int link) {
        String type = link == BRIDGE ? " type bridge" : " type veth peer name peer" + link;
        ip("link add " + names[link] + " index " + (FIRST_INDEX + link) + type);
        ip("link set " + names[link] + " up");
        if (link != BRIDGE) {
            ip("link set peer" + link + " up");
        }
    }

    private static String otherName(String name) {
        return name.startsWith("u-") ? name.substring(2) : "u-" + name;
    }

    private String address() {
        return pick(PREFIXES) + (1 + random.nextInt(HOSTS));
    }

    private long lladdr() {
        return switch (random.nextInt(40)) {
            case 0 -> 0;
            case 1 -> BROADCAST;
            default -> 0x0200_0000_0000L + random.nextInt(256);
        };
    }

    private static String text(long lladdr) {
        return "%012x".formatted(lladdr).replaceAll("(..)(?!$)", "$1:");
    }

    private <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private void ip(String text) {
        commands.add(new Command(text, null));
    }

    private void neighbor(String text, String address, Change change) {
        ByteBuffer bytes = ByteBuffer.wrap(parse(address));
        boolean inet6 = bytes.capacity() == 2 * Long.BYTES;
        int family = inet6 ? Rtnetlink.AF_INET6 : Rtnetlink.AF_INET;
        long high = inet6 ? bytes.getLong(0) : 0;
        long low = inet6 ? bytes.getLong(Long.BYTES) : bytes.getInt(0) & 0xffff_ffffL;
        commands.add(new Command(text, injector -> change.make(injector, family, high, low)));
    }

    private static byte[] parse(String address) {
        try {
            return InetAddress.getByName(address).getAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** Makes a change of the neighbor with an address. */
    private interface Change {
        void make(NeighborInjector injector, int family, long high, long low);
    }
}
