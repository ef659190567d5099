package io.neighsync.engine.table;

import io.neighsync.engine.event.LinkName;
import io.neighsync.netlink.Rtnetlink;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.agrona.collections.Int2ObjectHashMap;

/**
 * Neighbors and rows by VRF. A neighbor counts where its row says it belongs, so that one deleted after its link moved
 * leaves the VRF under which it was stored. Written by CoalesceStage's thread; any thread reads {@link #all}.
 */
public final class VrfCounts {
    private final Predicate<LinkName> mirrored;
    private final Int2ObjectHashMap<Vrf> byIfindex = new Int2ObjectHashMap<>();
    private final Vrf defaultVrf;
    private volatile Vrf[] all;
    private Vrf last;
    private int publishedRows;

    /** One VRF's counts; any thread reads. */
    public static final class Vrf {
        private final int ifindex;
        private volatile LinkName name;
        private volatile int table;
        private final AtomicInteger ipv4 = new AtomicInteger();
        private final AtomicInteger ipv6 = new AtomicInteger();
        private final AtomicInteger rows = new AtomicInteger();
        private volatile boolean mirrored;

        private Vrf(int ifindex, LinkName name) {
            this.ifindex = ifindex;
            this.name = name;
        }

        /** The VRF device; 0 for the default VRF. */
        public int ifindex() {
            return ifindex;
        }

        /** Its name; {@code default} for the default VRF. */
        public LinkName name() {
            return name;
        }

        /** Its routing table; 0 for the default VRF. */
        public int table() {
            return table;
        }

        /** IPv4 neighbors the kernel has in it. */
        public int ipv4Neighbors() {
            return ipv4.get();
        }

        /** IPv6 neighbors the kernel has in it. */
        public int ipv6Neighbors() {
            return ipv6.get();
        }

        /** Rows decided present; 0 when it is not mirrored. */
        public int rows() {
            return mirrored ? rows.get() : 0;
        }

        private AtomicInteger neighbors(int family) {
            return family == Rtnetlink.AF_INET ? ipv4 : ipv6;
        }
    }

    /** Counts with the default VRF only; {@code mirrored} is asked for a VRF's name. */
    public VrfCounts(Predicate<LinkName> mirrored) {
        this.mirrored = mirrored;
        defaultVrf = new Vrf(0, LinkTable.DEFAULT_VRF);
        defaultVrf.mirrored = mirrored.test(LinkTable.DEFAULT_VRF);
        byIfindex.put(0, defaultVrf);
        last = defaultVrf;
        publish();
    }

    /** A VRF device is there, or has another name or table than before. */
    public void describe(int ifindex, LinkName name, int table) {
        Vrf vrf = byIfindex.get(ifindex);
        if (vrf == null) {
            vrf = new Vrf(ifindex, name);
            byIfindex.put(ifindex, vrf);
        }
        vrf.name = name;
        vrf.table = table;
        boolean was = vrf.mirrored;
        vrf.mirrored = mirrored.test(name);
        if (was != vrf.mirrored) {
            publishedRows += vrf.mirrored ? vrf.rows.get() : -vrf.rows.get();
        }
        publish();
    }

    /** A link is gone; if it was a VRF device, its neighbors have been moved out before. */
    public void forget(int ifindex) {
        if (byIfindex.remove(ifindex) != null) {
            last = defaultVrf;
            publish();
        }
    }

    /** Only the default VRF is there until others are described again. */
    public void forgetAll() {
        byIfindex.clear();
        byIfindex.put(0, defaultVrf);
        last = defaultVrf;
        publish();
    }

    void zero() {
        for (Vrf vrf : all) {
            vrf.ipv4.lazySet(0);
            vrf.ipv6.lazySet(0);
            vrf.rows.lazySet(0);
        }
        publishedRows = 0;
    }

    private void publish() {
        Vrf[] vrfs = byIfindex.values().toArray(new Vrf[0]);
        Arrays.sort(vrfs, Comparator.comparingInt(Vrf::ifindex));
        all = vrfs;
    }

    /** The VRFs there are, the default one first. Any thread. */
    public List<Vrf> all() {
        return List.of(all);
    }

    /** Rows in VRFs that are mirrored. */
    public int publishedRows() {
        return publishedRows;
    }

    void addNeighbor(int vrf, int family, int delta) {
        AtomicInteger count = of(vrf).neighbors(family);
        count.lazySet(count.get() + delta);
    }

    void addRow(int ifindex, int delta) {
        Vrf vrf = of(ifindex);
        vrf.rows.lazySet(vrf.rows.get() + delta);
        publishedRows += vrf.mirrored ? delta : 0;
    }

    /** A VRF whose device was not announced counts as the default VRF. */
    private Vrf of(int ifindex) {
        if (last.ifindex != ifindex) {
            Vrf vrf = byIfindex.get(ifindex);
            last = vrf == null ? defaultVrf : vrf;
        }
        return last;
    }
}
