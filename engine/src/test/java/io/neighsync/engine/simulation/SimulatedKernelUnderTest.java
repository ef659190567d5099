package io.neighsync.engine.simulation;

import io.neighsync.netlink.NetlinkPort;
import io.neighsync.netlink.Nud;
import io.neighsync.netlink.Rtnetlink;

/** The simulated kernel, as the contract commands it. */
final class SimulatedKernelUnderTest implements KernelUnderTest {
    private final SimulatedKernel kernel = new SimulatedKernel(1);

    SimulatedKernelUnderTest() {
        kernel.rowsPerDatagram(20);
    }

    @Override
    public NetlinkPort openEvents(int effectiveReceiveBuffer) {
        return kernel.openEvents(effectiveReceiveBuffer);
    }

    @Override
    public NetlinkPort openDump(int effectiveReceiveBuffer) {
        return kernel.openDump(effectiveReceiveBuffer);
    }

    @Override
    public int addLink(String name) {
        int ifindex = kernel.addLink(name, 0);
        kernel.adminUp(ifindex);
        return ifindex;
    }

    @Override
    public int addBridge(String name) {
        int ifindex = kernel.addBridge(name, 0);
        kernel.adminUp(ifindex);
        return ifindex;
    }

    @Override
    public void setUp(String name) {
        kernel.adminUp(ifindex(name));
    }

    @Override
    public void setDown(String name) {
        kernel.adminDown(ifindex(name));
    }

    @Override
    public void loseCarrier(String name) {
        kernel.carrierLoss(ifindex(name));
    }

    @Override
    public void rename(String name, String newName) {
        kernel.rename(ifindex(name), newName);
    }

    @Override
    public void setMaster(String name, String bridge) {
        kernel.setMaster(ifindex(name), bridge == null ? 0 : ifindex(bridge));
    }

    @Override
    public void remove(String name) {
        kernel.removeLink(ifindex(name));
    }

    @Override
    public void setNeighbor(int ifindex, int family, long high, long low, int nudState, int ntfFlags, long lladdr) {
        kernel.setNeighbor(ifindex, family, high, low, nudState, ntfFlags, lladdr, lladdr < 0 ? -1 : 6);
    }

    @Override
    public void deleteNeighbor(int ifindex, int family, long high, long low) {
        kernel.deleteNeighbor(ifindex, family, high, low);
    }

    @Override
    public void setNeighbors(int ifindex, int firstAddress, int count, long lladdr) {
        for (int i = 0; i < count; i++) {
            kernel.setNeighbor(ifindex, Rtnetlink.AF_INET, 0, (firstAddress + i) & 0xffff_ffffL, Nud.NUD_PERMANENT,
                    0, lladdr, 6);
        }
    }

    @Override
    public void close() {
        // Nothing outlives it.
    }

    private int ifindex(String name) {
        int[] found = new int[1];
        kernel.forEachLink((ifindex, linkName, master, vrf, table) -> {
            if (linkName.equals(name)) {
                found[0] = ifindex;
            }
        });
        return found[0];
    }
}
