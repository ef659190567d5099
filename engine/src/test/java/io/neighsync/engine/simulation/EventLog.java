package io.neighsync.engine.simulation;

import io.neighsync.netlink.AddressText;
import io.neighsync.netlink.DatagramBatch;
import io.neighsync.netlink.Iff;
import io.neighsync.netlink.LinkDecoder;
import io.neighsync.netlink.MessageCursor;
import io.neighsync.netlink.NeighborDecoder;
import io.neighsync.netlink.NetlinkPort;
import io.neighsync.netlink.Ntf;
import io.neighsync.netlink.Nud;
import io.neighsync.netlink.Rtnetlink;
import io.neighsync.netlink.ffm.Errno;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What event sockets say, a line for each message, in a form in which two kernels can be compared.
 *
 * <p>Left out are: link messages that repeat the last one in all that counts here, forwarding database entries, and
 * neighbors the kernel makes itself (groups other than {@code 224.0.0.77} and {@code ff02::4d}). Lines about neighbors
 * that go together, which a kernel may send in any order, are sorted.
 */
final class EventLog {
    private static final int RTN_MULTICAST = 5;
    private static final List<String> GROUPS = List.of("224.0.0.77", "ff02::4d");

    private final TreeSet<String> ignored = new TreeSet<>();
    private final Map<Integer, String> names = new HashMap<>();
    private final Map<String, String> lastStates = new HashMap<>();
    private final List<String> lines = new ArrayList<>();
    private final List<String> deletions = new ArrayList<>();
    private final MessageCursor messages = new MessageCursor();
    private final NeighborDecoder neighbor = new NeighborDecoder();
    private final LinkDecoder link = new LinkDecoder();

    /** Leaves out links of these names, and those that begin with "peer". */
    EventLog(String... ignored) {
        this.ignored.addAll(Arrays.asList(ignored));
    }

    /** Takes all that a port has to say. */
    void drain(NetlinkPort port) {
        try (DatagramBatch batch = new DatagramBatch(16, 4096)) {
            int received = port.receive(batch);
            while (received > 0) {
                for (int i = 0; i < received; i++) {
                    datagram(batch.buffer(), batch.offset(i), batch.length(i));
                }
                received = port.receive(batch);
            }
            if (received < 0) {
                throw new AssertionError(Errno.name(received));
            }
        }
    }

    /** Takes a datagram. */
    void datagram(DirectBuffer buffer, int offset, int length) {
        messages.wrap(buffer, offset, length);
        while (messages.next()) {
            if (link.wrap(buffer, messages.offset(), messages.length())) {
                link();
            } else if (neighbor.wrap(buffer, messages.offset(), messages.length())) {
                neighbor();
            }
        }
    }

    /** The lines since the last call. */
    List<String> take() {
        endDeletions();
        List<String> taken = List.copyOf(lines);
        lines.clear();
        return taken;
    }

    /** The network address in printable form. */
    static String address(NeighborDecoder neighbor) {
        UnsafeBuffer text = new UnsafeBuffer(new byte[AddressText.MAX_BYTES]);
        int length = neighbor.family() == Rtnetlink.AF_INET ? AddressText.putIpv4(text, 0, (int) neighbor.addressLow())
                : AddressText.putIpv6(text, 0, neighbor.addressHigh(), neighbor.addressLow());
        return text.getStringWithoutLengthAscii(0, length);
    }

    private void link() {
        names.putIfAbsent(link.ifindex(), link.name());
        boolean bridge = link.family() == Rtnetlink.AF_BRIDGE;
        boolean gone = link.messageType() == Rtnetlink.RTM_DELLINK;
        String master = link.master() == 0 ? "" : " master " + names.get(link.master());
        boolean up = (link.flags() & Iff.IFF_UP) != 0 && !bridge;
        String line = (bridge ? "bridge " : "") + (gone ? "DELLINK " : "NEWLINK ") + link.name()
                + (gone ? "" : master + (up ? " up" : ""));
        String key = link.ifindex() + (bridge ? "b" : "");
        String state = link.name() + " " + link.master() + up;
        if (gone) {
            lastStates.remove(key);
        } else if (state.equals(lastStates.put(key, state))) {
            return;
        }
        if (!bridge) {
            names.put(link.ifindex(), link.name());
        }
        if (!isIgnored(link.name())) {
            endDeletions();
            lines.add(line);
        }
    }

    private void neighbor() {
        String name = names.getOrDefault(neighbor.ifindex(), "unknown");
        String address = neighbor.hasDestination() ? address(neighbor) : "";
        boolean own = neighbor.ndmType() == RTN_MULTICAST && !GROUPS.contains(address);
        if (neighbor.family() == Rtnetlink.AF_BRIDGE || own || isIgnored(name)) {
            return;
        }
        boolean deletion = neighbor.messageType() == Rtnetlink.RTM_DELNEIGH;
        StringBuilder line = new StringBuilder(deletion ? "DELNEIGH " : "NEWNEIGH ").append(name).append(' ');
        line.append(address).append(' ').append(Nud.toString(neighbor.nudState()));
        if (neighbor.lladdrLength() >= 0) {
            line.append(" lladdr ").append(Long.toHexString(neighbor.lladdr()));
        }
        if (neighbor.ntfFlags() != 0) {
            line.append(' ').append(Ntf.toString(neighbor.ntfFlags()));
        }
        if (deletion) {
            deletions.add(line.toString());
        } else {
            endDeletions();
            lines.add(line.toString());
        }
    }

    private void endDeletions() {
        deletions.sort(null);
        lines.addAll(deletions);
        deletions.clear();
    }

    private boolean isIgnored(String name) {
        return name.startsWith("peer") || ignored.contains(name);
    }
}
