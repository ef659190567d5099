package io.neighsync.netlink;

import static io.neighsync.netlink.Rtnetlink.RTM_DELLINK;
import static io.neighsync.netlink.Rtnetlink.RTM_NEWLINK;

import io.neighsync.netlink.Nlcap.Kind;
import java.net.Inet6Address;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.agrona.DirectBuffer;

/**
 * Writes a capture as the text that stands beside it: the order of the attributes is the wire's, their values are
 * what the decoders say, and names of numbers are its own.
 */
final class CaptureText {
    private static final DateTimeFormatter TIME =
        DateTimeFormatter.ofPattern("HH:mm:ss.SSSSSS").withZone(ZoneOffset.UTC);
    private static final Map<Integer, String> TYPES = Map.of(2, "ERROR", 3, "DONE", 16, "NEWLINK", 17, "DELLINK",
        18, "GETLINK", 28, "NEWNEIGH", 29, "DELNEIGH", 30, "GETNEIGH");
    private static final Map<Integer, String> FAMILIES = Map.of(0, "unspec", 2, "inet", 7, "bridge", 10, "inet6");
    private static final String[] STATES =
        {"INCOMPLETE", "REACHABLE", "STALE", "DELAY", "PROBE", "FAILED", "NOARP", "PERMANENT"};
    private static final String[] NEIGHBOR_FLAGS =
        {"USE", "SELF", "MASTER", "PROXY", "EXT_LEARNED", "OFFLOADED", "STICKY", "ROUTER"};
    private static final String[] EXTENDED_FLAGS = {"MANAGED", "LOCKED", "EXT_VALIDATED"};
    private static final String[] LINK_FLAGS = {"UP", "BROADCAST", "", "LOOPBACK", "", "", "RUNNING", "NOARP", "", "",
        "MASTER", "SLAVE", "MULTICAST", "", "", "", "LOWER_UP"};
    private static final int PRINTED_LINK_FLAGS = 0x11ccb;

    private final MessageCursor messages = new MessageCursor();
    private final AttributeCursor attributes = new AttributeCursor();
    private final NeighborDecoder neighbor = new NeighborDecoder();
    private final LinkDecoder link = new LinkDecoder();
    private final List<String> lines = new ArrayList<>();
    private int messageCount;
    private int undecoded;

    List<String> write(List<Nlcap.Entry> entries) {
        int index = 0;
        for (Nlcap.Entry entry : entries) {
            String time = TIME.format(Instant.ofEpochSecond(0, entry.nanos()));
            if (entry.kind() == Kind.MARKER) {
                lines.add("");
                lines.add(time + " ## " + entry.text());
            } else {
                writeDatagram(time, entry, index++);
            }
        }
        return lines;
    }

    int messageCount() {
        return messageCount;
    }

    int undecoded() {
        return undecoded;
    }

    private void writeDatagram(String time, Nlcap.Entry entry, int index) {
        String kind = switch (entry.kind()) {
            case EVENT -> "event";
            case DUMP -> "dump ";
            case REQUEST -> "req  ";
            default -> throw new IllegalStateException(entry.text());
        };
        DirectBuffer buffer = entry.buffer();
        messages.wrap(buffer, 0, buffer.capacity());
        while (messages.next()) {
            messageCount++;
            lines.add(String.format("%s %s [%d] %-8s nlflags=0x%x seq=%d pid=%s %s", time, kind, index,
                TYPES.get(messages.type()), messages.flags(), messages.sequence(),
                messages.portId() == 0 ? "0" : "x", body(buffer)));
        }
        if (messages.isMalformed()) {
            undecoded++;
        }
    }

    private String body(DirectBuffer buffer) {
        int type = messages.type();
        List<String> fields = new ArrayList<>();
        if (type == RTM_NEWLINK || type == RTM_DELLINK) {
            if (!link.wrap(buffer, messages.offset(), messages.length())) {
                undecoded++;
            }
            linkFields(buffer, fields);
        } else if (type >= Rtnetlink.RTM_NEWNEIGH && type <= Rtnetlink.RTM_GETNEIGH) {
            if (!neighbor.wrap(buffer, messages.offset(), messages.length())) {
                undecoded++;
            }
            neighborFields(buffer, fields);
        }
        return String.join(" ", fields);
    }

    private void neighborFields(DirectBuffer buffer, List<String> to) {
        to.add("fam=" + FAMILIES.get(neighbor.family()));
        to.add("idx=" + neighbor.ifindex());
        to.add("state=" + bits(neighbor.nudState(), STATES));
        to.add("flags=" + bits(neighbor.ntfFlags(), NEIGHBOR_FLAGS));
        to.add("type=" + neighbor.ndmType());
        attributes.wrap(buffer, messages.offset() + 28, messages.length() - 28);
        while (attributes.next()) {
            switch (attributes.type()) {
                case 1 -> to.add("dst=" + address());
                case 2 -> to.add("lladdr=" + lladdr(
                    buffer, neighbor.lladdrOffset(), neighbor.lladdrLength(), neighbor.lladdr()));
                case 3 -> {
                    // Ages differ from run to run; the text leaves them out.
                }
                case 4 -> to.add("PROBES=" + neighbor.probes());
                case 5 -> to.add("vlan=" + neighbor.vlan());
                case 7 -> to.add("VNI=" + neighbor.vni());
                case 8 -> to.add("IFINDEX=" + neighbor.outIfindex());
                case 9 -> to.add("MASTER=" + neighbor.master());
                case 10 -> to.add("LINK_NETNSID=" + neighbor.linkNetnsId());
                case 11 -> to.add("SRC_VNI=" + neighbor.sourceVni());
                case 12 -> to.add("protocol=" + neighbor.protocol());
                case 13 -> to.add("NH_ID=" + neighbor.nhId());
                case 15 -> to.add("ext=" + bits(neighbor.extFlags(), EXTENDED_FLAGS));
                default -> to.add("no accessor for NDA " + attributes.type());
            }
        }
    }

    private void linkFields(DirectBuffer buffer, List<String> to) {
        to.add("fam=" + FAMILIES.get(link.family()));
        to.add("idx=" + link.ifindex());
        to.add("flags=" + bits(link.flags() & PRINTED_LINK_FLAGS, LINK_FLAGS));
        to.add(String.format("change=0x%x", link.change()));
        attributes.wrap(buffer, messages.offset() + 32, messages.length() - 32);
        while (attributes.next()) {
            switch (attributes.type()) {
                case 1 -> to.add("addr=" + lladdr(buffer, link.lladdrOffset(), link.lladdrLength(), link.lladdr()));
                case 3 -> to.add("name=" + name(buffer));
                case 5 -> to.add("link=" + link.linkIfindex());
                case 10 -> to.add("master=" + link.master());
                case 16 -> to.add("operstate=" + link.operstate());
                case 18 -> linkInfoFields(to);
                case 37 -> to.add("link_netnsid=" + link.linkNetnsId());
                case 44 -> to.add("event=" + link.event());
                case 45 -> to.add("new_netnsid=" + link.newNetnsId());
                case 49 -> to.add("new_ifindex=" + link.newIfindex());
                case 52 -> to.add("props=" + String.join(",", link.propertyNames()));
                default -> {
                    // The text leaves the rest out.
                }
            }
        }
    }

    private void linkInfoFields(List<String> to) {
        if (link.kindLength() > 0) {
            to.add("kind=" + link.kind());
        }
        if (link.isVrf()) {
            to.add("table=" + link.vrfTable());
        }
        if (link.kind().equals("vlan")) {
            to.add("vid=" + link.vlanId());
        }
        if (!link.slaveKind().isEmpty()) {
            to.add("slave_kind=" + link.slaveKind());
        }
        if (link.isVrfSlave()) {
            to.add("slave_table=" + link.slaveTable());
        }
    }

    private String name(DirectBuffer buffer) {
        byte[] bytes = new byte[link.nameLength()];
        buffer.getBytes(link.nameOffset(), bytes);
        String name = new String(bytes, StandardCharsets.UTF_8);
        return name.equals(link.name()) ? name : name + " is not " + link.name();
    }

    private String address() {
        if (neighbor.addressLength() == 4) {
            int address = (int) neighbor.addressLow();
            return String.format("%d.%d.%d.%d",
                address >>> 24, (address >>> 16) & 255, (address >>> 8) & 255, address & 255);
        }
        byte[] bytes =
            ByteBuffer.allocate(16).putLong(neighbor.addressHigh()).putLong(neighbor.addressLow()).array();
        try {
            return compress(Inet6Address.getByAddress("", bytes, -1).getHostAddress());
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** From eight groups to the shortest form, for addresses with at most one run of zeros that is longest. */
    private static String compress(String groups) {
        String mapped = "0:0:0:0:0:ffff:";
        if (groups.startsWith(mapped)) {
            String[] halves = groups.substring(mapped.length()).split(":", -1);
            int high = Integer.parseInt(halves[0], 16);
            int low = Integer.parseInt(halves[1], 16);
            return "::ffff:" + (high >> 8) + "." + (high & 255) + "." + (low >> 8) + "." + (low & 255);
        }
        for (int run = 8; run > 1; run--) {
            String zeros = "(^|:)0(:0){" + (run - 1) + "}(:|$)";
            String shorter = groups.replaceFirst(zeros, "::");
            if (!shorter.equals(groups)) {
                return shorter;
            }
        }
        return groups;
    }

    private static String lladdr(DirectBuffer buffer, int offset, int length, long value) {
        byte[] bytes = new byte[length];
        if (length == 6) {
            for (int i = 0; i < 6; i++) {
                bytes[i] = (byte) (value >>> (40 - 8 * i));
            }
        } else {
            buffer.getBytes(offset, bytes);
        }
        return HexFormat.ofDelimiter(":").formatHex(bytes);
    }

    private static String bits(int value, String[] names) {
        List<String> set = new ArrayList<>();
        int rest = value;
        for (int i = 0; i < names.length; i++) {
            if (((value >> i) & 1) == 1 && !names[i].isEmpty()) {
                set.add(names[i]);
                rest &= ~(1 << i);
            }
        }
        if (rest != 0) {
            set.add(String.format("0x%x", rest));
        }
        return set.isEmpty() ? "0" : String.join("|", set);
    }
}
