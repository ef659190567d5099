package io.neighsync.engine.system;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Runs each test on a host of its own. */
abstract class OnMirroredHost {
    private MirroredHost host;
    private int ifindex;

    @BeforeEach
    final void enter() {
        host = MirroredHost.enter();
        ifindex = host.netns().ifindex("Ethernet0");
    }

    @AfterEach
    final void leave() {
        if (host != null) {
            host.close();
        }
    }

    final MirroredHost host() {
        return host;
    }

    /** The index of its port. */
    final int ifindex() {
        return ifindex;
    }
}
