package io.neighsync.bench;

import io.neighsync.netlink.TestNetns;

/** A network namespace of its own with the link that daemons are measured on. */
final class BenchNetns {
    private BenchNetns() {
    }

    /** Enters a new one, until it is closed. */
    static TestNetns enter() {
        TestNetns netns = TestNetns.enter();
        netns.ip("link add " + BenchLink.NAME + " type veth peer name peer0");
        netns.ip("link set " + BenchLink.NAME + " up");
        netns.ip("link set peer0 up");
        return netns;
    }
}
