package io.neighsync.bench;

/** The link of the network namespace in which whole daemons are measured. */
final class BenchLink {
    /** Its name. */
    static final String NAME = "Ethernet12";

    private BenchLink() {
    }

    /** Leaves it without neighbors: those that are permanent go when the link does down. */
    static void clear() {
        Commands.run("ip", "link", "set", NAME, "down");
        Commands.run("ip", "link", "set", NAME, "up");
    }

    /** Its index. */
    static int ifindex() {
        String line = Commands.run("ip", "-o", "link", "show", "dev", NAME);
        return Integer.parseInt(line.substring(0, line.indexOf(':')));
    }
}
