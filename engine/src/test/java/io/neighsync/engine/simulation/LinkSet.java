package io.neighsync.engine.simulation;

import java.util.ArrayList;
import java.util.List;

/** The links of a {@link SimulatedKernel} by their ifindex. */
final class LinkSet {
    private final List<Link> links = new ArrayList<>();
    private int lastIfindex;
    private int version = 1;

    /** Counts additions and removals, as the kernel's dev_base_seq; never 0. */
    int version() {
        return version;
    }

    int size() {
        return links.size();
    }

    Link at(int position) {
        return links.get(position);
    }

    /** The link of this ifindex, or null. */
    Link get(int ifindex) {
        int position = firstAbove(ifindex - 1);
        return position < links.size() && links.get(position).ifindex == ifindex ? links.get(position) : null;
    }

    /** The link of this name, or null. */
    Link get(String name) {
        for (int i = 0; i < links.size(); i++) {
            if (links.get(i).name.equals(name)) {
                return links.get(i);
            }
        }
        return null;
    }

    /** Position of the first link whose ifindex is above this one; {@link #size()} if there is none. */
    int firstAbove(int ifindex) {
        int low = 0;
        int high = links.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (links.get(middle).ifindex <= ifindex) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** An ifindex that was not given out before, unless a caller has asked for it by number. */
    int nextIfindex() {
        do {
            lastIfindex++;
        } while (get(lastIfindex) != null);
        return lastIfindex;
    }

    void add(Link link) {
        links.add(firstAbove(link.ifindex), link);
        changed();
    }

    void remove(Link link) {
        links.remove(link);
        changed();
    }

    /** The member of a master that joined it first, or null. */
    Link firstMember(Link master) {
        Link first = null;
        for (int i = 0; i < links.size(); i++) {
            Link link = links.get(i);
            if (link.master == master && (first == null || link.joined < first.joined)) {
                first = link;
            }
        }
        return first;
    }

    /** Lowest link-layer address of the ports of a bridge; 0 without a port (br_stp_recalculate_bridge_id). */
    long lowestPortAddress(Link bridge) {
        long lowest = 0;
        for (int i = 0; i < links.size(); i++) {
            Link link = links.get(i);
            if (link.master == bridge && (lowest == 0 || link.lladdr < lowest)) {
                lowest = link.lladdr;
            }
        }
        return lowest;
    }

    private void changed() {
        version++;
        if (version == 0) {
            version = 1;
        }
    }
}
