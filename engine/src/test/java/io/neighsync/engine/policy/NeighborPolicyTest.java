package io.neighsync.engine.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.event.EventKind;
import io.neighsync.engine.event.LinkName;
import io.neighsync.engine.event.NeighborEvent;
import io.neighsync.engine.event.PolicySettings;
import io.neighsync.engine.event.Verdict;
import io.neighsync.netlink.Ntf;
import io.neighsync.netlink.Nud;
import io.neighsync.netlink.Rtnetlink;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The specification: which neighbor has a row, in the mode that reproduces SONiC's C++ daemon and in ours. Rows 2, 16
 * and 17 are about names, routes and repetitions, which the policy does not see: see PolicyDifferentialTest.
 */
class NeighborPolicyTest {
    private static final LinkName LINK = new LinkName("Ethernet0");
    private static final int ALL_STATES = 0x100;

    /** {@code on}: dual-ToR (d), an EVPN NVO (e), IPv6 link-local neighbors configured (l). */
    @ParameterizedTest(name = "row {0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
        # | case                                | msg| address        | state     | ext| mac | on | strict  | ours
        - | IPv4 reachable                      | NEW| 10.0.0.1       | REACHABLE | -  | mac | -  | SET     | SET
        - | IPv4 stale                          | NEW| 10.0.0.1       | STALE     | -  | mac | -  | SET     | SET
        - | IPv4 delay                          | NEW| 10.0.0.1       | DELAY     | -  | mac | -  | SET     | SET
        - | IPv4 probe                          | NEW| 10.0.0.1       | PROBE     | -  | mac | -  | SET     | SET
        - | IPv4 permanent                      | NEW| 10.0.0.1       | PERMANENT | -  | mac | -  | SET     | SET
        - | IPv4 without a state                | NEW| 10.0.0.1       | NONE      | -  | mac | -  | SET     | SET
        - | IPv6 reachable                      | NEW| fc00::1        | REACHABLE | -  | mac | -  | SET     | SET
        - | IPv6 permanent, everything on       | NEW| fc00::1        | PERMANENT | -  | mac | del| SET     | SET
        1 | bridge FDB                          | NEW| AF_BRIDGE      | REACHABLE | -  | mac | -  | NONE    | NONE
        1 | MPLS                                | NEW| AF_MPLS        | REACHABLE | -  | mac | -  | NONE    | NONE
        1 | bridge FDB, gone                    | DEL| AF_BRIDGE      | REACHABLE | -  | mac | -  | NONE    | NONE
        3 | IPv4 link-local                     | NEW| 169.254.1.1    | REACHABLE | -  | mac | -  | SET     | SET
        3 | IPv4 link-local, dual-ToR           | NEW| 169.254.1.1    | REACHABLE | -  | mac | d  | KEEP    | DEL
        3 | ... unresolved, before row 8        | NEW| 169.254.1.1    | FAILED    | -  | none| d  | KEEP    | DEL
        3 | ... gone                            | DEL| 169.254.1.1    | REACHABLE | -  | mac | d  | KEEP    | DEL
        3 | ... gone, without dual-ToR          | DEL| 169.254.1.1    | REACHABLE | -  | mac | -  | DEL     | DEL
        3 | the last of 169.254/16              | NEW| 169.254.255.255| STALE     | -  | mac | d  | KEEP    | DEL
        3 | just above 169.254/16               | NEW| 169.255.0.0    | STALE     | -  | mac | d  | SET     | SET
        3 | just below 169.254/16               | NEW| 169.253.255.255| STALE     | -  | mac | d  | SET     | SET
        4 | IPv6 link-local                     | NEW| fe80::1        | REACHABLE | -  | mac | -  | KEEP    | DEL
        4 | ... configured                      | NEW| fe80::1        | REACHABLE | -  | mac | l  | SET     | SET
        4 | ... unresolved, before row 8        | NEW| fe80::1        | FAILED    | -  | none| d  | KEEP    | DEL
        4 | ... unresolved and configured       | NEW| fe80::1        | FAILED    | -  | none| dl | SET_ZERO| SET_ZERO
        4 | ... unresolved, before row 9        | NEW| fe80::1        | FAILED    | -  | none| -  | KEEP    | DEL
        4 | ... probed, before row 6            | NEW| fe80::1        | PROBE     | -  | mac | e  | KEEP    | DEL
        4 | ... gone: passes                    | DEL| fe80::1        | REACHABLE | -  | mac | -  | DEL     | DEL
        4 | the last of fe80::/10               | NEW| febf:ffff::1   | PERMANENT | -  | mac | -  | KEEP    | DEL
        4 | just above fe80::/10                | NEW| fec0::1        | REACHABLE | -  | mac | -  | SET     | SET
        4 | just below fe80::/10                | NEW| fe7f:ffff::1   | REACHABLE | -  | mac | -  | SET     | SET
        5 | IPv6 link-local multicast           | NEW| ff02::1        | PERMANENT | -  | mac | -  | KEEP    | DEL
        5 | ... transient                       | NEW| ff12::1        | PERMANENT | -  | mac | l  | KEEP    | DEL
        5 | ... unresolved, before row 8        | NEW| ff02::1        | FAILED    | -  | none| d  | KEEP    | DEL
        5 | ... moved to remote, before row 10  | NEW| ff02::1        | NOARP     | -  | mac | e  | KEEP    | DEL
        5 | ... gone                            | DEL| ff02::1        | PERMANENT | -  | mac | e  | KEEP    | DEL
        5 | multicast of site scope             | NEW| ff05::1        | PERMANENT | -  | mac | -  | SET     | SET
        6 | probed, EVPN                        | NEW| 10.0.0.1       | PROBE     | -  | mac | e  | KEEP    | REFRESH
        6 | ... IPv6, learned                   | NEW| fc00::1        | PROBE     | ext| mac | de | KEEP    | REFRESH
        6 | ... without a usable address        | NEW| 10.0.0.1       | PROBE     | -  | ones| e  | KEEP    | KEEP
        6 | ... without an address              | NEW| 10.0.0.1       | PROBE     | -  | none| e  | KEEP    | KEEP
        6 | ... gone: passes                    | DEL| 10.0.0.1       | PROBE     | -  | mac | e  | DEL     | DEL
        6 | PROBE and another bit               | NEW| 10.0.0.1       | 0x90      | -  | mac | e  | SET     | SET
        7 | NOARP                               | NEW| 10.0.0.1       | NOARP     | -  | mac | -  | KEEP    | DEL
        7 | ... IPv6                            | NEW| fc00::1        | NOARP     | -  | mac | d  | KEEP    | DEL
        7 | ... learned                         | NEW| 10.0.0.1       | NOARP     | ext| mac | -  | SET     | SET
        7 | ... NOARP and PERMANENT is not NOARP| NEW| 10.0.0.1       | 0xc0      | -  | mac | -  | SET     | SET
        7 | ... gone                            | DEL| 10.0.0.1       | NOARP     | -  | mac | -  | KEEP    | DEL
        7 | ... gone, learned                   | DEL| 10.0.0.1       | NOARP     | ext| mac | -  | DEL     | DEL
        7 | ... gone, NOARP and PERMANENT       | DEL| 10.0.0.1       | 0xc0      | -  | mac | -  | DEL     | DEL
        8 | INCOMPLETE, dual-ToR                | NEW| 10.0.0.1       | INCOMPLETE| -  | none| d  | SET_ZERO| SET_ZERO
        8 | FAILED, dual-ToR                    | NEW| fc00::1        | FAILED    | -  | none| d  | SET_ZERO| SET_ZERO
        8 | ... with an address                 | NEW| fc00::1        | FAILED    | -  | mac | de | SET_ZERO| SET_ZERO
        8 | ... with an odd address             | NEW| fc00::1        | FAILED    | -  | 20  | d  | SET_ZERO| SET_ZERO
        8 | ... gone                            | DEL| fc00::1        | FAILED    | -  | none| d  | DEL     | DEL
        9 | gone                                | DEL| 10.0.0.1       | REACHABLE | -  | mac | -  | DEL     | DEL
        9 | gone, everything on                 | DEL| fc00::1        | STALE     | -  | none| del| DEL     | DEL
        9 | INCOMPLETE                          | NEW| 10.0.0.1       | INCOMPLETE| -  | none| -  | DEL     | DEL
        9 | FAILED                              | NEW| fc00::1        | FAILED    | -  | none| e  | DEL     | DEL
        9 | FAILED with an address              | NEW| 10.0.0.1       | FAILED    | -  | mac | -  | DEL     | DEL
        9 | FAILED with a broadcast address     | NEW| 10.0.0.1       | FAILED    | -  | ones| -  | DEL     | DEL
        9 | FAILED and PERMANENT is not FAILED  | NEW| 10.0.0.1       | 0xa0      | -  | mac | d  | SET     | SET
        10| moved to remote                     | NEW| 10.0.0.1       | NOARP     | -  | mac | e  | DEL     | DEL
        10| ... without an address              | NEW| fc00::1        | NOARP     | -  | none| de | DEL     | DEL
        10| ... gone                            | DEL| 10.0.0.1       | NOARP     | -  | mac | e  | DEL     | DEL
        11| synchronized by EVPN                | NEW| 10.0.0.1       | NOARP     | ext| mac | e  | SET     | SET
        12| no address                          | NEW| 10.0.0.1       | REACHABLE | -  | none| -  | KEEP    | DEL
        12| no bytes of address                 | NEW| 10.0.0.1       | PERMANENT | -  | 0   | -  | KEEP    | DEL
        12| ... synchronized by EVPN            | NEW| 10.0.0.1       | NOARP     | ext| none| e  | KEEP    | DEL
        13| broadcast                           | NEW| 10.0.0.1       | PERMANENT | -  | ones| -  | KEEP    | DEL
        14| all zero                            | NEW| 10.0.0.1       | PERMANENT | -  | zero| -  | SET     | SET
        15| an address of 20 bytes              | NEW| 10.0.0.1       | PERMANENT | -  | 20  | -  | KEEP    | DEL
        15| an address of 4 bytes               | NEW| fc00::1        | REACHABLE | -  | 4   | del| KEEP    | DEL
        15| ... gone: never looked at           | DEL| 10.0.0.1       | REACHABLE | -  | 20  | -  | DEL     | DEL
        """)
    void shouldDecide(
            String row, String name, String type, String address, String state, String ext, String lladdr, String on,
            Verdict strict, Verdict ours) {
        NeighborEvent event = event(type, address, state, ext.equals("ext"), lladdr);
        assertThat(NeighborPolicy.verdict(event, LINK, settings(true, on))).as("strict, " + name).isEqualTo(strict);
        assertThat(NeighborPolicy.verdict(event, LINK, settings(false, on))).as("ours, " + name).isEqualTo(ours);
    }

    /** Row 18: NEIGH_FAILED_TABLE. */
    @ParameterizedTest(name = "row 18: {0}")
    @CsvSource(delimiter = '|', textBlock = """
        # case                              | msg| address  | state     | ext| on | strict| ours
        FAILED                              | NEW| fc00::1  | FAILED    | -  | d  | SET   | SET
        FAILED, everything on               | NEW| fc00::1  | FAILED    | ext| del| SET   | SET
        FAILED, no dual-ToR                 | NEW| fc00::1  | FAILED    | -  | el | KEEP  | DEL
        FAILED, IPv4                        | NEW| 10.0.0.1 | FAILED    | -  | d  | NONE  | NONE
        FAILED, link-local                  | NEW| fe80::1  | FAILED    | -  | d  | KEEP  | DEL
        FAILED, link-local, configured      | NEW| fe80::1  | FAILED    | -  | dl | SET   | SET
        FAILED, multicast                   | NEW| ff12::1  | FAILED    | -  | dl | KEEP  | DEL
        FAILED and another bit is resolved  | NEW| fc00::1  | 0xa0      | -  | d  | DEL   | DEL
        INCOMPLETE                          | NEW| fc00::1  | INCOMPLETE| -  | d  | KEEP  | KEEP
        no state                            | NEW| fc00::1  | NONE      | -  | d  | KEEP  | KEEP
        INCOMPLETE, no dual-ToR             | NEW| fc00::1  | INCOMPLETE| -  | -  | KEEP  | DEL
        REACHABLE                           | NEW| fc00::1  | REACHABLE | -  | d  | DEL   | DEL
        STALE                               | NEW| fc00::1  | STALE     | -  | d  | DEL   | DEL
        DELAY                               | NEW| fc00::1  | DELAY     | -  | d  | DEL   | DEL
        PERMANENT                           | NEW| fc00::1  | PERMANENT | -  | d  | DEL   | DEL
        PROBE, EVPN: before row 6           | NEW| fc00::1  | PROBE     | -  | de | DEL   | DEL
        NOARP, no EVPN: before row 7        | NEW| fc00::1  | NOARP     | -  | d  | DEL   | DEL
        NOARP and PERMANENT: a bit is enough| NEW| fc00::1  | 0xc0      | -  | d  | DEL   | DEL
        REACHABLE, no dual-ToR              | NEW| fc00::1  | REACHABLE | -  | -  | KEEP  | DEL
        REACHABLE, link-local               | NEW| fe80::1  | REACHABLE | -  | d  | KEEP  | DEL
        gone                                | DEL| fc00::1  | FAILED    | -  | d  | DEL   | DEL
        gone, NOARP: before row 7           | DEL| fc00::1  | NOARP     | -  | d  | DEL   | DEL
        gone, link-local: passes            | DEL| fe80::1  | FAILED    | -  | d  | DEL   | DEL
        gone, multicast                     | DEL| ff02::1  | FAILED    | -  | d  | KEEP  | DEL
        gone, no dual-ToR                   | DEL| fc00::1  | FAILED    | -  | e  | KEEP  | DEL
        gone, IPv4                          | DEL| 10.0.0.1 | FAILED    | -  | d  | NONE  | NONE
        bridge FDB                          | NEW| AF_BRIDGE| FAILED    | -  | d  | NONE  | NONE
        """)
    void shouldDecideAboutFailedNeighbors(
            String name, String type, String address, String state, String ext, String on, Verdict strict,
            Verdict ours) {
        NeighborEvent event = event(type, address, state, ext.equals("ext"), "none");
        assertThat(NeighborPolicy.failedVerdict(event, LINK, settings(true, on)))
                .as("strict, " + name).isEqualTo(strict);
        assertThat(NeighborPolicy.failedVerdict(event, LINK, settings(false, on))).as("ours, " + name).isEqualTo(ours);
    }

    @Test
    void shouldCompareStatesByEquality() {
        Set<Integer> special = Set.of(Nud.NUD_INCOMPLETE, Nud.NUD_FAILED, Nud.NUD_NOARP, Nud.NUD_PROBE);
        for (int state = 0; state < ALL_STATES; state++) {
            if (!special.contains(state)) {
                NeighborEvent event = event("NEW", "fc00::1", Integer.toString(state), false, "mac");
                for (String on : new String[] {"-", "d", "e", "de", "del"}) {
                    assertThat(NeighborPolicy.verdict(event, LINK, settings(true, on)))
                            .as("state 0x%x, %s", state, on).isEqualTo(Verdict.SET);
                }
            }
        }
    }

    @Test
    void shouldGiveRowsToLinkLocalNeighborsOfConfiguredLinksOnly() {
        NeighborEvent event = event("NEW", "fe80::1", "REACHABLE", false, "mac");
        PolicySettings settings = settings(false, "l");
        assertThat(NeighborPolicy.verdict(event, new LinkName("Ethernet0"), settings)).isEqualTo(Verdict.SET);
        assertThat(NeighborPolicy.verdict(event, new LinkName("Ethernet4"), settings)).isEqualTo(Verdict.DEL);
        assertThat(NeighborPolicy.verdict(event, null, settings)).as("link not known").isEqualTo(Verdict.DEL);
        assertThat(NeighborPolicy.verdict(event, null, settings(true, "l"))).isEqualTo(Verdict.KEEP);
    }

    @Test
    void shouldCallOddOnlyAnAddressThatIsThere() {
        assertThat(NeighborPolicy.isOddLladdr(-1)).isFalse();
        assertThat(NeighborPolicy.isOddLladdr(6)).isFalse();
        assertThat(NeighborPolicy.isOddLladdr(0)).isTrue();
        assertThat(NeighborPolicy.isOddLladdr(20)).isTrue();
    }

    private static PolicySettings settings(boolean strict, String on) {
        return new PolicySettings(strict, on.contains("d"), on.contains("e"),
                on.contains("l") ? Set.of(LINK) : Set.of());
    }

    private static NeighborEvent event(String type, String address, String state, boolean ext, String lladdr) {
        NeighborEvent event = new NeighborEvent();
        event.kind = type.equals("NEW") ? EventKind.NEIGH_SET : EventKind.NEIGH_DEL;
        event.nudState = state(state);
        event.ntfFlags = Ntf.NTF_ROUTER | (ext ? Ntf.NTF_EXT_LEARNED : 0);
        setAddress(event, address);
        setLladdr(event, lladdr);
        return event;
    }

    private static int state(String name) {
        return switch (name) {
            case "NONE" -> Nud.NUD_NONE;
            case "INCOMPLETE" -> Nud.NUD_INCOMPLETE;
            case "REACHABLE" -> Nud.NUD_REACHABLE;
            case "STALE" -> Nud.NUD_STALE;
            case "DELAY" -> Nud.NUD_DELAY;
            case "PROBE" -> Nud.NUD_PROBE;
            case "FAILED" -> Nud.NUD_FAILED;
            case "NOARP" -> Nud.NUD_NOARP;
            case "PERMANENT" -> Nud.NUD_PERMANENT;
            default -> Integer.decode(name);
        };
    }

    private static void setAddress(NeighborEvent event, String text) {
        if (text.startsWith("AF_")) {
            event.family = text.equals("AF_BRIDGE") ? Rtnetlink.AF_BRIDGE : 28;
            return;
        }
        InetAddress address = parse(text);
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        if (address instanceof Inet6Address) {
            event.family = Rtnetlink.AF_INET6;
            event.addressHigh = bytes.getLong();
            event.addressLow = bytes.getLong();
        } else {
            event.family = Rtnetlink.AF_INET;
            event.addressLow = bytes.getInt() & 0xffff_ffffL;
        }
    }

    private static void setLladdr(NeighborEvent event, String lladdr) {
        event.lladdrLength = switch (lladdr) {
            case "none" -> -1;
            case "mac", "ones", "zero" -> 6;
            default -> Integer.parseInt(lladdr);
        };
        event.lladdr = switch (lladdr) {
            case "mac" -> 0x02_00_00_00_00_01L;
            case "ones" -> 0xffff_ffff_ffffL;
            default -> 0;
        };
    }

    private static InetAddress parse(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(literal, e);
        }
    }
}
