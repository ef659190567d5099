package io.neighsync.engine.simulation;

import io.neighsync.netlink.Ntf;
import io.neighsync.netlink.Nud;
import io.neighsync.netlink.Rtnetlink;
import io.neighsync.netlink.ffm.Errno;
import java.util.List;
import org.agrona.collections.IntArrayList;

/** Carries out what a script asks of the kernel: turns its numbers into links, addresses and states that there are. */
final class KernelDriver {
    private static final List<String> LINKS = List.of("Ethernet0", "Ethernet4", "Vlan100", "Vlan200", "PortChannel1");
    private static final List<String> VRFS = List.of("Vrf-red", "Vrf-blue", "Vrf-green");
    private static final List<String> BRIDGES = List.of("Bridge", "Vrf10");
    private static final int[] STATES = {
        Nud.NUD_REACHABLE, Nud.NUD_REACHABLE, Nud.NUD_REACHABLE, Nud.NUD_PERMANENT, Nud.NUD_STALE, Nud.NUD_NOARP,
        Nud.NUD_FAILED, Nud.NUD_PROBE};
    private static final int[] AGES = {
        Nud.NUD_INCOMPLETE, Nud.NUD_DELAY, Nud.NUD_STALE, Nud.NUD_PROBE, Nud.NUD_REACHABLE, Nud.NUD_FAILED};
    private static final int[] ERRNOS = {Errno.EINTR, Errno.ENOMEM, Errno.EAGAIN};
    private static final long LLADDR = 0x0200_0000_0000L;
    private static final int MAX_LINKS = 10;

    private final SimulatedKernel kernel;
    private final int addresses;
    private final IntArrayList present = new IntArrayList();
    private final IntArrayList gone = new IntArrayList();

    KernelDriver(SimulatedKernel kernel, Profile profile) {
        this.kernel = kernel;
        this.addresses = profile.addresses();
    }

    /** Some links with neighbors, before anyone looks. */
    void begin(int neighbors) {
        for (int i = 0; i < 3; i++) {
            addLink(i, 1);
            up(i);
        }
        addVrf(0, 100);
        addVrf(1, 200);
        for (int link = 0; link < 3; link++) {
            for (int i = 0; i < neighbors; i++) {
                set(link, i, i << 3);
            }
        }
    }

    private int link(int choice) {
        return present.isEmpty() ? 0 : present.getInt(choice % present.size());
    }

    /** Every third address is IPv6; a few of both kinds are link-local. */
    private boolean isIpv6(int choice) {
        return choice % addresses % 3 == 2;
    }

    private int family(int choice) {
        return isIpv6(choice) ? Rtnetlink.AF_INET6 : Rtnetlink.AF_INET;
    }

    private long high(int choice) {
        int address = choice % addresses;
        return isIpv6(choice) ? (address % 11 == 5 ? 0xfe80L : 0xfc00L) << 48 : 0;
    }

    private long low(int choice) {
        int address = choice % addresses;
        return isIpv6(choice) ? 1 + address : (address % 11 == 4 ? 0xa9fe_0001L : 0x0a00_0001L) + address;
    }

    boolean set(int link, int address, int detail) {
        int state = STATES[detail & 7];
        int flags = (detail >> 3 & 7) == 7 ? Ntf.NTF_EXT_LEARNED : 0;
        boolean odd = (detail >> 6 & 31) == 31;
        long lladdr = (detail >> 11 & 63) == 63 ? 0xffff_ffff_ffffL : LLADDR + (detail >> 17 & 3);
        return kernel.setNeighbor(link(link), family(address), high(address), low(address), state, flags, lladdr,
                odd ? 8 : 6);
    }

    void burst(int changes, int seed) {
        int state = seed | 1;
        for (int i = 0; i < changes; i++) {
            state = state * 1_103_515_245 + 12_345;
            int choice = state >>> 8;
            if (choice % 3 == 0) {
                delete(choice >>> 4 & 15, choice >>> 8);
            } else {
                set(choice >>> 4 & 15, choice >>> 8, (choice & 1) << 17);
            }
        }
    }

    boolean delete(int link, int address) {
        return kernel.deleteNeighbor(link(link), family(address), high(address), low(address));
    }

    boolean age(int link, int address, int state) {
        return kernel.ageNeighbor(
                link(link), family(address), high(address), low(address), AGES[state % AGES.length]);
    }

    boolean collect(int link, int address) {
        return kernel.collectNeighbor(link(link), family(address), high(address), low(address));
    }

    boolean flush(int link) {
        return kernel.flush(link(link), ~Nud.NUD_PERMANENT);
    }

    /** All links but the first lose their neighbors, so that those that stay find a place in a small table. */
    void leaveOneLink() {
        for (int i = 1; i < present.size(); i++) {
            kernel.flush(present.getInt(i), -1);
        }
    }

    boolean addLink(int name, int reuse) {
        return added(present.size() >= MAX_LINKS ? 0 : kernel.addLink(pick(LINKS, name), oldIfindex(reuse)));
    }

    boolean addVrf(int name, int table) {
        return added(present.size() >= MAX_LINKS ? 0 : kernel.addVrf(pick(VRFS, name), oldIfindex(table), 1 + table));
    }

    boolean addBridge(int name, int reuse) {
        return added(present.size() >= MAX_LINKS ? 0 : kernel.addBridge(pick(BRIDGES, name), oldIfindex(reuse)));
    }

    private static String pick(List<String> names, int choice) {
        return names.get(choice % names.size());
    }

    /** Every other new link takes the index of one that is gone, if it can. */
    private int oldIfindex(int choice) {
        int ifindex = choice % 2 == 0 && !gone.isEmpty() ? gone.getInt(choice / 2 % gone.size()) : 0;
        return present.containsInt(ifindex) ? 0 : ifindex;
    }

    private boolean added(int ifindex) {
        if (ifindex != 0) {
            present.addInt(ifindex);
            kernel.adminUp(ifindex);
        }
        return ifindex != 0;
    }

    boolean removeLink(int link) {
        int ifindex = link(link);
        return removed(ifindex, kernel.removeLink(ifindex));
    }

    boolean moveToNamespace(int link) {
        int ifindex = link(link);
        return removed(ifindex, kernel.moveToNamespace(ifindex));
    }

    private boolean removed(int ifindex, boolean done) {
        if (done) {
            present.removeInt(ifindex);
            if (!gone.containsInt(ifindex)) {
                gone.addInt(ifindex);
            }
        }
        return done;
    }

    boolean rename(int link, int name) {
        int ifindex = link(link);
        return kernel.rename(ifindex, pick(isVrf(ifindex) ? VRFS : LINKS, name));
    }

    private boolean isVrf(int wanted) {
        boolean[] found = new boolean[1];
        kernel.forEachLink((ifindex, name, master, vrf, table) -> found[0] |= ifindex == wanted && vrf);
        return found[0];
    }

    boolean setMaster(int link, int master) {
        int wanted = master % 4 == 0 ? 0 : link(master / 4);
        return kernel.setMaster(link(link), wanted);
    }

    boolean up(int link) {
        return kernel.adminUp(link(link));
    }

    boolean down(int link) {
        return kernel.adminDown(link(link));
    }

    boolean carrier(int link) {
        int ifindex = link(link);
        return kernel.carrierLoss(ifindex) || kernel.carrierReturn(ifindex);
    }

    boolean learn(int link, int lladdr) {
        return kernel.fdbNoise(link(link), LLADDR + lladdr % 8, lladdr % 3 != 0);
    }

    boolean rehash(int family, int seed) {
        return kernel.rehash(family % 2 == 0 ? Rtnetlink.AF_INET : Rtnetlink.AF_INET6, seed);
    }

    /** A change in the kernel; false for a kind that is none. */
    boolean change(Action action) {
        switch (action.kind()) {
            case SET -> set(action.a(), action.b(), action.c());
            case BURST -> burst(action.a() & 0xff, action.b());
            case DELETE -> delete(action.a(), action.b());
            case AGE -> age(action.a(), action.b(), action.c());
            case COLLECT -> collect(action.a(), action.b());
            case FLUSH -> flush(action.a());
            case ADD_LINK -> addLink(action.a(), action.b());
            case ADD_VRF -> addVrf(action.a(), action.b());
            case ADD_BRIDGE -> addBridge(action.a(), action.b());
            case REMOVE_LINK -> removeLink(action.a());
            case RENAME -> rename(action.a(), action.b());
            case MASTER -> setMaster(action.a(), action.b());
            case UP -> up(action.a());
            case DOWN -> down(action.a());
            case CARRIER -> carrier(action.a());
            case NETNS -> moveToNamespace(action.a());
            case FDB -> learn(action.a(), action.b());
            case REHASH -> rehash(action.a(), action.b());
            default -> {
                return false;
            }
        }
        return true;
    }

    /** A fault of the sockets; false for a kind that is none. */
    boolean fail(Action action) {
        KernelFaults faults = kernel.faults();
        boolean onEvents = action.a() % 2 == 0;
        int errno = ERRNOS[action.b() % ERRNOS.length];
        switch (action.kind()) {
            case RECEIVE_ERROR -> {
                if (onEvents) {
                    faults.failEventReceive(errno);
                } else {
                    faults.failAnswerReceive(errno);
                }
            }
            case TRUNCATE -> {
                if (onEvents) {
                    faults.truncateEvent();
                } else {
                    faults.truncateAnswer();
                }
            }
            case SEND_ERROR -> faults.failSend(errno == Errno.EINTR ? Errno.ENOBUFS : errno);
            case OPEN_ERROR -> faults.failOpen(Errno.EMFILE);
            case DUMP_ERROR -> {
                if (onEvents) {
                    faults.refuseDump(Errno.ENOMEM);
                } else {
                    faults.breakDump(Errno.ENOMEM, action.b() % 3);
                }
            }
            case LOSE_ANSWERS -> faults.loseAnswers(1 + action.a() % 2);
            case DROP_UNANNOUNCED -> kernel.dropUnannounced(1 + action.a() % 3);
            case LOSE_SILENTLY -> kernel.loseSilently(1 + action.a() % 3);
            case FOREIGN -> speakForTheKernel(action);
            case MALFORMED -> {
                Malformation[] all = Malformation.values();
                kernel.malformedEvent(all[action.c() % all.length],
                        link(action.a()), family(action.b()), high(action.b()), low(action.b()));
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private void speakForTheKernel(Action action) {
        int address = action.b();
        switch (action.a() % 4) {
            case 0 -> kernel.foreignEvent(Rtnetlink.RTM_NEWNEIGH, link(action.a()), family(address), high(address),
                    low(address), Nud.NUD_REACHABLE, LLADDR + 99, 6);
            case 1 -> kernel.foreignEvent(Rtnetlink.RTM_DELNEIGH, link(action.a()), family(address), high(address),
                    low(address), Nud.NUD_FAILED, 0, SimulatedKernel.NO_LLADDR);
            case 2 -> kernel.foreignRow(
                    link(action.a()), family(address), high(address), low(address), Nud.NUD_REACHABLE, LLADDR + 99);
            default -> kernel.foreignDone();
        }
    }
}
