package io.neighsync.engine.system;

import io.neighsync.netlink.TestNetns;

/** A network namespace with one port, Ethernet0, that is up. */
final class TestHost {
    private TestHost() {
    }

    /** Moves the calling thread into it; skips the test where that is not possible. */
    static TestNetns enter() {
        TestNetns netns = TestNetns.enter();
        netns.ip("link add Ethernet0 type veth peer name peer0");
        netns.ip("link set Ethernet0 up");
        netns.ip("link set peer0 up");
        return netns;
    }

    /** Leaves it, if it was entered. */
    static void leave(TestNetns netns) {
        if (netns != null) {
            netns.close();
        }
    }
}
