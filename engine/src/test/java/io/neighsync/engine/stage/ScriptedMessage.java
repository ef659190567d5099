package io.neighsync.engine.stage;

import io.neighsync.engine.event.EventKind;
import io.neighsync.engine.event.NeighborEvent;
import io.neighsync.engine.event.Origin;
import io.neighsync.netlink.Ntf;
import io.neighsync.netlink.Nud;
import io.neighsync.netlink.Rtnetlink;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A neighbor message of a script, as a reader of ip(8) would write it down.
 *
 * @param added   RTM_NEWNEIGH, else RTM_DELNEIGH
 * @param ifindex the link
 * @param ip      the address as inet_ntop(3) prints it
 * @param state   NUD_* bits
 * @param learned whether NTF_EXT_LEARNED is set
 * @param lladdr  the link-layer address, bytes in hexadecimal and colons; empty for one of no bytes, {@link #NO_LLADDR}
 *                for none
 */
record ScriptedMessage(boolean added, int ifindex, String ip, int state, boolean learned, String lladdr) {
    static final String NO_LLADDR = "none";

    private static final Map<String, InetAddress> PARSED = new ConcurrentHashMap<>();

    /** The address, parsed. */
    InetAddress address() {
        return PARSED.computeIfAbsent(ip, ScriptedMessage::parse);
    }

    private static InetAddress parse(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(literal, e);
        }
    }

    boolean isIpv6() {
        return ip.contains(":");
    }

    /** The bytes of the link-layer address; -1 when there is none. */
    int lladdrLength() {
        return lladdr.equals(NO_LLADDR) ? -1 : (lladdr.length() + 1) / 3;
    }

    /** What names the neighbor, whatever its state. */
    String neighbor() {
        return ifindex + " " + ip;
    }

    /** The message as ParseStage leaves it. */
    NeighborEvent event(Origin origin, int generation) {
        NeighborEvent event = new NeighborEvent();
        event.kind = added ? EventKind.NEIGH_SET : EventKind.NEIGH_DEL;
        event.origin = origin;
        event.generation = generation;
        event.ifindex = ifindex;
        event.nudState = state;
        event.ntfFlags = Ntf.NTF_ROUTER | (learned ? Ntf.NTF_EXT_LEARNED : 0);
        InetAddress address = address();
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        boolean isIpv6 = address instanceof Inet6Address;
        event.family = isIpv6 ? Rtnetlink.AF_INET6 : Rtnetlink.AF_INET;
        event.addressHigh = isIpv6 ? bytes.getLong() : 0;
        event.addressLow = isIpv6 ? bytes.getLong() : bytes.getInt() & 0xffff_ffffL;
        event.lladdrLength = lladdrLength();
        event.lladdr = event.lladdrLength == 6 ? HexFormat.fromHexDigitsToLong(lladdr.replace(":", "")) : 0;
        return event;
    }

    @Override
    public String toString() {
        return (added ? "NEW " : "DEL ") + neighbor() + " " + Nud.toString(state) + (learned ? " ext " : " ") + lladdr;
    }
}
