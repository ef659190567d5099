package io.neighsync.engine.stage;

import io.neighsync.netlink.NetlinkPort;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Opens scripted sockets and remembers them. */
public final class ScriptedPorts implements Supplier<NetlinkPort> {
    private final List<ScriptedPort> opened = new ArrayList<>();
    private int failures;

    /** The next so many sockets cannot be opened. */
    void failNext(int sockets) {
        failures = sockets;
    }

    @Override
    public NetlinkPort get() {
        if (failures > 0) {
            failures--;
            throw new IllegalStateException("out of descriptors");
        }
        opened.add(new ScriptedPort());
        return opened.getLast();
    }

    /** The socket opened last. */
    public ScriptedPort current() {
        return opened.getLast();
    }

    /** How many were opened so far. */
    int count() {
        return opened.size();
    }

    ScriptedPort get(int index) {
        return opened.get(index);
    }
}
