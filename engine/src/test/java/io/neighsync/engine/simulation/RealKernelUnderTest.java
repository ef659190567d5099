package io.neighsync.engine.simulation;

import io.neighsync.netlink.NeighborInjector;
import io.neighsync.netlink.NetlinkConfig;
import io.neighsync.netlink.NetlinkPort;
import io.neighsync.netlink.NetlinkSocket;
import io.neighsync.netlink.Nud;
import io.neighsync.netlink.Rtnetlink;
import io.neighsync.netlink.TestNetns;

/** The running kernel, in a fresh network namespace: a link is one end of a veth pair, its other end "peer...". */
final class RealKernelUnderTest implements KernelUnderTest {
    private static final long DEADLINE_NANOS = 20_000_000_000L;
    private static final int DUMP_RECEIVE_BUFFER = 1 << 20;

    private final TestNetns netns = TestNetns.enter();
    private final NeighborInjector injector = NeighborInjector.open();
    private int links;

    @Override
    public NetlinkPort openEvents(int effectiveReceiveBuffer) {
        return NetlinkSocket.openEvents(new NetlinkConfig(effectiveReceiveBuffer, 64, DUMP_RECEIVE_BUFFER));
    }

    @Override
    public NetlinkPort openDump(int effectiveReceiveBuffer) {
        return NetlinkSocket.openDump(new NetlinkConfig(4096, 64, effectiveReceiveBuffer));
    }

    @Override
    public int addLink(String name) {
        links++;
        netns.ip("link add %s address 02:00:00:00:00:%02x type veth peer name peer%s".formatted(name, links, name));
        netns.ip("link set peer" + name + " up");
        netns.ip("link set " + name + " up");
        await(name, "state UP");
        return netns.ifindex(name);
    }

    @Override
    public int addBridge(String name) {
        netns.ip("link add " + name + " type bridge");
        netns.ip("link set " + name + " up");
        return netns.ifindex(name);
    }

    @Override
    public void setUp(String name) {
        netns.ip("link set " + name + " up");
        await(name, "state UP");
    }

    @Override
    public void setDown(String name) {
        netns.ip("link set " + name + " down");
    }

    @Override
    public void loseCarrier(String name) {
        netns.ip("link set peer" + name + " down");
        await(name, "NO-CARRIER");
        await(name, "state LOWERLAYERDOWN");
    }

    @Override
    public void rename(String name, String newName) {
        netns.ip("link set " + name + " name " + newName);
    }

    @Override
    public void setMaster(String name, String bridge) {
        netns.ip("link set " + name + (bridge == null ? " nomaster" : " master " + bridge));
    }

    @Override
    public void remove(String name) {
        netns.ip("link del " + name);
    }

    @Override
    public void setNeighbor(int ifindex, int family, long high, long low, int nudState, int ntfFlags, long lladdr) {
        injector.add(ifindex, family, high, low, lladdr, nudState, ntfFlags);
        try {
            injector.flush();
        } catch (IllegalStateException refusal) {
            if (lladdr >= 0) {
                throw refusal;
            }
        }
    }

    @Override
    public void deleteNeighbor(int ifindex, int family, long high, long low) {
        injector.delete(ifindex, family, high, low);
        injector.flush();
    }

    @Override
    public void setNeighbors(int ifindex, int firstAddress, int count, long lladdr) {
        for (int i = 0; i < count; i++) {
            injector.add(ifindex, Rtnetlink.AF_INET, 0, (firstAddress + i) & 0xffff_ffffL, lladdr,
                    Nud.NUD_PERMANENT, 0);
        }
        injector.flush();
    }

    @Override
    public void close() {
        injector.close();
        netns.close();
    }

    private void await(String name, String state) {
        long deadline = System.nanoTime() + DEADLINE_NANOS;
        while (!netns.ip("-o link show dev " + name).contains(state)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(name + " has not reached " + state);
            }
        }
    }
}
