package io.neighsync.engine.simulation;

import io.neighsync.netlink.Nud;
import io.neighsync.netlink.Rtnetlink;
import java.util.Arrays;

/**
 * The neighbors of one address family, in hash buckets as the kernel's {@code arp_tbl} and {@code nd_tbl}
 * ({@code net/core/neighbour.c}): a new entry goes to the head of its bucket, a table with more entries than buckets
 * doubles them under a new hash.
 *
 * <p>An entry is a slot of parallel arrays; slots are used again.
 */
final class NeighborStore {
    static final int NONE = -1;
    /** NUD_VALID: the entry has a link-layer address. */
    static final int NUD_VALID = Nud.NUD_PERMANENT | Nud.NUD_NOARP | Nud.NUD_REACHABLE | Nud.NUD_PROBE
            | Nud.NUD_STALE | Nud.NUD_DELAY;

    private static final int FIRST_BUCKETS = 8;
    private static final int FIRST_CAPACITY = 64;

    final int family;
    private final int familyIndex;
    private long seed;
    private int[] heads = new int[FIRST_BUCKETS];
    private int count;
    private int free = NONE;
    private int used;

    private int[] next = new int[FIRST_CAPACITY];
    private int[] linkNext = new int[FIRST_CAPACITY];
    private int[] linkPrevious = new int[FIRST_CAPACITY];
    private Link[] links = new Link[FIRST_CAPACITY];
    private long[] high = new long[FIRST_CAPACITY];
    private long[] low = new long[FIRST_CAPACITY];
    private long[] lladdr = new long[FIRST_CAPACITY];
    private byte[] lladdrLength = new byte[FIRST_CAPACITY];
    private byte[] nudState = new byte[FIRST_CAPACITY];
    private byte[] ntfFlags = new byte[FIRST_CAPACITY];
    private byte[] type = new byte[FIRST_CAPACITY];

    NeighborStore(int family, long seed) {
        this.family = family;
        this.familyIndex = family == Rtnetlink.AF_INET ? 0 : 1;
        this.seed = seed;
        Arrays.fill(heads, NONE);
    }

    int count() {
        return count;
    }

    int buckets() {
        return heads.length;
    }

    /** First entry of a bucket. */
    int head(int bucket) {
        return heads[bucket];
    }

    /** Next entry of the same bucket. */
    int next(int slot) {
        return next[slot];
    }

    /** First entry of a link. */
    int first(Link link) {
        return link.firstNeighbor[familyIndex];
    }

    /** Next entry of the same link. */
    int nextOfLink(int slot) {
        return linkNext[slot];
    }

    /** Slots below this number may hold entries: those with a {@link #link}. */
    int slots() {
        return used;
    }

    /** The link of an entry; null for a slot that is not in use. */
    Link link(int slot) {
        return links[slot];
    }

    long high(int slot) {
        return high[slot];
    }

    long low(int slot) {
        return low[slot];
    }

    long lladdr(int slot) {
        return lladdr[slot];
    }

    /** Length of the link-layer address that the kernel keeps, whatever the state. */
    int lladdrLength(int slot) {
        return lladdrLength[slot];
    }

    int nudState(int slot) {
        return nudState[slot] & 0xff;
    }

    int ntfFlags(int slot) {
        return ntfFlags[slot] & 0xff;
    }

    /** RTN_* of the address. */
    int type(int slot) {
        return type[slot];
    }

    boolean isValid(int slot) {
        return (nudState[slot] & NUD_VALID) != 0;
    }

    void setState(int slot, int nudState, int ntfFlags) {
        this.nudState[slot] = (byte) nudState;
        this.ntfFlags[slot] = (byte) ntfFlags;
    }

    void setLladdr(int slot, long lladdr, int length) {
        this.lladdr[slot] = lladdr;
        this.lladdrLength[slot] = (byte) length;
    }

    int find(int ifindex, long high, long low) {
        int slot = heads[bucket(ifindex, high, low)];
        while (slot != NONE
                && (this.low[slot] != low || this.high[slot] != high || links[slot].ifindex != ifindex)) {
            slot = next[slot];
        }
        return slot;
    }

    /** Adds an entry that must not be there yet, without a state. */
    int add(Link link, long high, long low, int type) {
        int slot = allocate();
        links[slot] = link;
        this.high[slot] = high;
        this.low[slot] = low;
        this.type[slot] = (byte) type;
        setState(slot, Nud.NUD_NONE, 0);
        setLladdr(slot, 0, 0);
        if (++count > heads.length) {
            rehash(2 * heads.length, mix(seed + 1));
        }
        insert(slot);
        int first = first(link);
        linkNext[slot] = first;
        linkPrevious[slot] = NONE;
        if (first != NONE) {
            linkPrevious[first] = slot;
        }
        link.firstNeighbor[familyIndex] = slot;
        return slot;
    }

    void remove(int slot) {
        Link link = links[slot];
        unlink(slot, bucket(link.ifindex, high[slot], low[slot]));
        int after = linkNext[slot];
        int before = linkPrevious[slot];
        if (before == NONE) {
            link.firstNeighbor[familyIndex] = after;
        } else {
            linkNext[before] = after;
        }
        if (after != NONE) {
            linkPrevious[after] = before;
        }
        links[slot] = null;
        next[slot] = free;
        free = slot;
        count--;
    }

    /** Puts every entry into the bucket another hash gives it, as neigh_hash_grow does. */
    void rehash(long newSeed) {
        rehash(heads.length, newSeed);
    }

    private void rehash(int buckets, long newSeed) {
        int[] old = heads;
        heads = new int[buckets];
        Arrays.fill(heads, NONE);
        seed = newSeed;
        for (int head : old) {
            int slot = head;
            while (slot != NONE) {
                int following = next[slot];
                insert(slot);
                slot = following;
            }
        }
    }

    private void insert(int slot) {
        int bucket = bucket(links[slot].ifindex, high[slot], low[slot]);
        next[slot] = heads[bucket];
        heads[bucket] = slot;
    }

    private void unlink(int slot, int bucket) {
        if (heads[bucket] == slot) {
            heads[bucket] = next[slot];
            return;
        }
        int before = heads[bucket];
        while (next[before] != slot) {
            before = next[before];
        }
        next[before] = next[slot];
    }

    private int bucket(int ifindex, long high, long low) {
        return (int) mix(seed ^ low ^ mix(high + ifindex)) & (heads.length - 1);
    }

    private static long mix(long value) {
        long mixed = (value ^ (value >>> 32)) * 0x9e37_79b9_7f4a_7c15L;
        return mixed ^ (mixed >>> 29);
    }

    private int allocate() {
        if (free != NONE) {
            int slot = free;
            free = next[slot];
            return slot;
        }
        if (used == next.length) {
            grow(2 * used);
        }
        return used++;
    }

    private void grow(int capacity) {
        next = Arrays.copyOf(next, capacity);
        linkNext = Arrays.copyOf(linkNext, capacity);
        linkPrevious = Arrays.copyOf(linkPrevious, capacity);
        links = Arrays.copyOf(links, capacity);
        high = Arrays.copyOf(high, capacity);
        low = Arrays.copyOf(low, capacity);
        lladdr = Arrays.copyOf(lladdr, capacity);
        lladdrLength = Arrays.copyOf(lladdrLength, capacity);
        nudState = Arrays.copyOf(nudState, capacity);
        ntfFlags = Arrays.copyOf(ntfFlags, capacity);
        type = Arrays.copyOf(type, capacity);
    }
}
