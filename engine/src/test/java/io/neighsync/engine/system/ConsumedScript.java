package io.neighsync.engine.system;

import io.neighsync.netlink.NeighborInjector;
import io.neighsync.netlink.NeighborRequests;
import io.neighsync.netlink.Nud;
import io.neighsync.netlink.Rtnetlink;
import io.neighsync.redis.OrchagentConsumer.Operation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * A random script of changes to a few neighbors of a dual-ToR switch in an EVPN, with a daemon that writes three tables
 * and an orchagent for each; and what orchagent may be told of it. One thread.
 */
final class ConsumedScript implements AutoCloseable {
    private static final int KEYS = 64;
    private static final int CHANGES = 3_000;
    private static final long WRITE_NANOS = 20_000_000L;
    private static final long ON_THE_WAY_NANOS = 400_000L;
    private static final long LOOK_NANOS = 200_000L;
    private static final long FIRST = 0x0a00_0001L;
    private static final long INET6_HIGH = 0xfc00_0000_0000_0000L;
    private static final long LLADDR = 0x0200_0000_0000L;
    private static final Map<String, String> FAILED = Map.of("NULL", "NULL");
    private static final String ZERO = "00:00:00:00:00:00";

    private final SonicHost host;
    private final Pace pace;
    private final SplittableRandom random;
    private final int ifindex;
    private final LateOrchagent neighbors;
    private final LateOrchagent failed;
    private final LateOrchagent routes;
    private final KeyHistory neighborHistory = new KeyHistory();
    private final KeyHistory failedHistory = new KeyHistory();
    private final State[] states = new State[KEYS];
    private DaemonProcess daemon;

    /** How orchagent pops. */
    enum Pace {
        /** As soon as there is a message. */
        PROMPT,
        /** Now and then, not as often as there are messages. */
        LATE,
        /** Now and then, and the daemon is killed and started again. */
        KILLED
    }

    /** What a neighbor is in the kernel. */
    private enum State { ABSENT, VALID, FAILED }

    ConsumedScript(SonicHost host, Pace pace, long seed) {
        this.host = host;
        this.pace = pace;
        this.random = new SplittableRandom(seed);
        host.dualTor(true);
        host.config().hset("VXLAN_EVPN_NVO|nvo", "source_vtep", "vtep");
        host.ip("link add Vrf10 type bridge", "link set Vrf10 up", "link set Ethernet0 master Vrf10");
        ifindex = host.netns().ifindex("Ethernet0");
        neighbors = new LateOrchagent(host.redis(), SonicHost.NEIGHBORS);
        failed = new LateOrchagent(host.redis(), SonicHost.FAILED);
        routes = new LateOrchagent(host.redis(), SonicHost.ROUTES);
        Arrays.fill(states, State.ABSENT);
        daemon = host.mirror();
    }

    /** The fields of a row, in their order. */
    static Map<String, String> fields(String lladdr, boolean ipv6) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("neigh", lladdr);
        fields.put("family", ipv6 ? "IPv6" : "IPv4");
        return fields;
    }

    /** Makes the changes, and waits until orchagent has what the kernel has. */
    void run() {
        try (NeighborInjector injector = NeighborInjector.open()) {
            for (int i = 0; i < CHANGES; i++) {
                change(injector, random.nextInt(KEYS));
                if (random.nextInt(8) == 0) {
                    injector.flush();
                    if (random.nextInt(4) == 0) {
                        letTheDaemonWrite();
                    }
                    consume();
                }
                if (pace == Pace.KILLED && i == CHANGES / 2) {
                    injector.flush();
                    daemon.kill9();
                    daemon = host.mirror();
                }
            }
            for (int key = 0; key < KEYS; key++) {
                changeTwice(injector, key);
            }
        }
        Eventually.shouldBeEqual(SonicHost.SOON, () -> {
            List.of(neighbors, failed, routes).forEach(LateOrchagent::popAll);
            return misfits();
        }, List::of);
    }

    /** The second time, perhaps, while the first is on its way. */
    private void changeTwice(NeighborInjector injector, int key) {
        change(injector, key);
        injector.flush();
        long start = System.nanoTime();
        long nanos = random.nextLong(ON_THE_WAY_NANOS);
        while (System.nanoTime() - start < nanos) {
            Thread.onSpinWait();
        }
        change(injector, key);
        injector.flush();
    }

    /** Else it would merge nearly all changes. */
    private void letTheDaemonWrite() {
        int before = neighbors.messages();
        long start = System.nanoTime();
        while (neighbors.messages() == before && System.nanoTime() - start < WRITE_NANOS) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private void consume() {
        for (LateOrchagent each : List.of(neighbors, failed, routes)) {
            if (pace == Pace.PROMPT) {
                each.popAll();
            } else if (random.nextInt(16) == 0) {
                each.pop(1 + random.nextInt(2));
            }
        }
    }

    private void change(NeighborInjector injector, int key) {
        int what = random.nextInt(6);
        if (states[key] != State.VALID || what < 3) {
            set(injector, key);
        } else if (what == 3) {
            injector.add(ifindex, family(key), high(key), low(key), NeighborRequests.NO_LLADDR, Nud.NUD_FAILED, 0);
            states[key] = State.FAILED;
            fail(key);
            // when the kernel collects garbage
            neighborHistory.mayVanish(name(key));
            if (isIpv6(key)) {
                failedHistory.mayVanish(name(key));
            }
        } else {
            injector.delete(ifindex, family(key), high(key), low(key));
            states[key] = State.ABSENT;
            // the kernel says FAILED before it says that a neighbor is gone
            fail(key);
            neighborHistory.delete(name(key));
            failedHistory.delete(name(key));
        }
    }

    private void fail(int key) {
        neighborHistory.set(name(key), fields(ZERO, isIpv6(key)));
        if (isIpv6(key)) {
            failedHistory.set(name(key), FAILED);
        }
    }

    private void set(NeighborInjector injector, int key) {
        long lladdr = LLADDR + (key << 8) + random.nextInt(3);
        injector.add(ifindex, family(key), high(key), low(key), lladdr, Nud.NUD_PERMANENT, 0);
        states[key] = State.VALID;
        String text = "02:00:00:00:%02x:%02x".formatted(lladdr >> 8 & 0xff, lladdr & 0xff);
        neighborHistory.set(name(key), fields(text, isIpv6(key)));
        failedHistory.delete(name(key));
    }

    private static boolean isIpv6(int key) {
        return key % 2 == 1;
    }

    private static int family(int key) {
        return isIpv6(key) ? Rtnetlink.AF_INET6 : Rtnetlink.AF_INET;
    }

    private static long high(int key) {
        return isIpv6(key) ? INET6_HIGH : 0;
    }

    private static long low(int key) {
        return isIpv6(key) ? key + 1 : FIRST + key;
    }

    private static String address(int key) {
        return isIpv6(key) ? "fc00::" + Integer.toHexString(key + 1) : "10.0.0." + (key + 1);
    }

    private static String name(int key) {
        return "Ethernet0:" + address(key);
    }

    /** What orchagent was told wrongly, and what waits or is missing still. */
    List<String> misfits() {
        List<String> misfits = new ArrayList<>(neighborHistory.misfits(neighbors.operations()));
        failedHistory.misfits(failed.operations()).forEach(misfit -> misfits.add("NEIGH_FAILED_TABLE " + misfit));
        misfits.addAll(routeMisfits());
        for (LateOrchagent each : List.of(neighbors, failed, routes)) {
            misfits.addAll(each.errors());
            if (each.waiting() > 0) {
                misfits.add(each.waiting() + " keys wait");
            }
        }
        SwitchOracle oracle = new SwitchOracle(true, Set.of());
        misfits.addAll(RowDifferences.between(host.rows(), oracle.rows(host.netns())));
        if (!host.failed().equals(oracle.failed(host.netns()))) {
            misfits.add("failed are " + host.failed() + ", should be " + oracle.failed(host.netns()));
        }
        return misfits;
    }

    /** Routes are only deleted: each when its neighbor is set, and no more often. */
    private List<String> routeMisfits() {
        List<String> misfits = new ArrayList<>();
        Map<String, Integer> deletes = new HashMap<>();
        for (Operation operation : routes.operations()) {
            if (operation.set()) {
                misfits.add("route " + operation);
            }
            deletes.merge(operation.key(), 1, Integer::sum);
        }
        for (int key = 0; key < KEYS; key++) {
            int count = deletes.getOrDefault("Vrf10:" + address(key), 0);
            long sets = neighborHistory.sets(name(key));
            // a daemon that was started anew sees each neighbor come once more
            long most = sets + (pace == Pace.KILLED ? 1 : 0);
            if (count == 0 != (sets == 0) || count > most) {
                misfits.add(count + " deletes of the route to " + address(key) + ", which was set " + sets + " times");
            }
        }
        return misfits;
    }

    /** Of what was told. */
    String figures() {
        return "changes=" + CHANGES + " neighbors=" + neighbors.operations().size() + " failed="
                + failed.operations().size() + " routes=" + routes.operations().size() + " messages="
                + neighbors.messages();
    }

    @Override
    public void close() {
        daemon.close();
        List.of(neighbors, failed, routes).forEach(LateOrchagent::close);
    }
}
