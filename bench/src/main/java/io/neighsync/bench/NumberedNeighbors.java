package io.neighsync.bench;

import io.neighsync.netlink.NeighborInjector;
import io.neighsync.netlink.Ntf;
import io.neighsync.netlink.Nud;
import io.neighsync.netlink.Rtnetlink;
import java.util.BitSet;

/**
 * IPv4 neighbors of the bench link, which change in turn: each change gives the next one an lladdr that tells the
 * change's number, so what a row is to be follows from how many changes there were. One thread.
 *
 * <p>They are learned externally and STALE: the kernel keeps any number of such neighbors, as it does with permanent
 * ones, has no timer for them, and their NUD state can change while their row does not.
 */
final class NumberedNeighbors {
    private static final long FIRST_ADDRESS = 0x0a00_0001;
    private static final long FIRST_LLADDR = 0x0200_0000_0000L;
    private static final int LLADDR_BYTES = 6;

    private final int count;
    private final int ifindex;
    private final BitSet reachable;
    private long changes;
    private long confirmations;

    /**
     * Neighbors that the kernel does not have yet.
     *
     * @param count   of them, 1 to 16 million
     * @param ifindex of their link
     */
    NumberedNeighbors(int count, int ifindex) {
        this.count = count;
        this.ifindex = ifindex;
        reachable = new BitSet(count);
    }

    /** How many there are. */
    int count() {
        return count;
    }

    /** How many changes there were; that of each neighbor's first lladdr is one. */
    long changes() {
        return changes;
    }

    /** Gives every neighbor its next lladdr, as fast as the kernel takes them. */
    void changeAll(NeighborInjector injector) {
        for (int i = 0; i < count; i++) {
            change(injector);
        }
        injector.flush();
    }

    /** Gives the next neighbor its next lladdr. */
    void change(NeighborInjector injector) {
        int neighbor = (int) (changes++ % count);
        inject(injector, neighbor);
    }

    /** Turns the NUD state of the next neighbor, from STALE to REACHABLE or back, which changes no row. */
    void confirm(NeighborInjector injector) {
        int neighbor = (int) (confirmations++ % count);
        reachable.flip(neighbor);
        inject(injector, neighbor);
    }

    /** Turns the NUD state of every neighbor, as fast as the kernel does it. */
    void confirmAll(NeighborInjector injector) {
        for (int i = 0; i < count; i++) {
            confirm(injector);
        }
        injector.flush();
    }

    private void inject(NeighborInjector injector, int neighbor) {
        injector.add(ifindex, Rtnetlink.AF_INET, 0, address(neighbor), lladdr(neighbor),
            reachable.get(neighbor) ? Nud.NUD_REACHABLE : Nud.NUD_STALE, Ntf.NTF_EXT_LEARNED);
    }

    /** The key of a neighbor's row, as SONiC writes it: {@code Ethernet12:10.0.0.1}. */
    String key(int neighbor) {
        long address = address(neighbor);
        return BenchLink.NAME + ":" + (address >>> 24) + '.' + ((address >>> 16) & 0xff) + '.'
            + ((address >>> 8) & 0xff) + '.' + (address & 0xff);
    }

    /** The neighbor of a change. */
    int neighborOf(long change) {
        return (int) (change % count);
    }

    /** What the field {@code neigh} of a neighbor's row is to be now; every neighbor has changed once at least. */
    String lladdrText(int neighbor) {
        return lladdrText(lladdr(neighbor));
    }

    /** The change that gave a row this {@code neigh}, or -1 where there is no row. */
    static long changeOf(String lladdrText) {
        return lladdrText == null ? -1 : Long.parseLong(lladdrText.replace(":", ""), 16) - FIRST_LLADDR;
    }

    private static String lladdrText(long lladdr) {
        StringBuilder text = new StringBuilder(3 * LLADDR_BYTES);
        for (int shift = Byte.SIZE * (LLADDR_BYTES - 1); shift >= 0; shift -= Byte.SIZE) {
            int octet = (int) (lladdr >>> shift) & 0xff;
            text.append(Character.forDigit(octet >>> 4, 16)).append(Character.forDigit(octet & 0xf, 16)).append(':');
        }
        text.setLength(text.length() - 1);
        return text.toString();
    }

    private long address(int neighbor) {
        return FIRST_ADDRESS + neighbor;
    }

    /** By the number of its last change. */
    private long lladdr(int neighbor) {
        long last = changes - 1;
        return FIRST_LLADDR + last - Math.floorMod(last - neighbor, count);
    }
}
