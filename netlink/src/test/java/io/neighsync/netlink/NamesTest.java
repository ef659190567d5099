package io.neighsync.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Printable forms of the kernel's numbers. */
class NamesTest {
    @Test
    void shouldPrintNeighborStates() {
        assertThat(Nud.toString(Nud.NUD_NONE)).isEqualTo("0");
        assertThat(Nud.toString(0xff))
            .isEqualTo("INCOMPLETE|REACHABLE|STALE|DELAY|PROBE|FAILED|NOARP|PERMANENT");
        assertThat(Nud.toString(Nud.NUD_STALE | 0x100)).isEqualTo("STALE|0x100");
        StringBuilder text = new StringBuilder("nud ");
        Nud.append(text, 0);
        assertThat(text).hasToString("nud 0");
    }

    @Test
    void shouldPrintFlags() {
        assertThat(Ntf.toString(0xff)).isEqualTo("USE|SELF|MASTER|PROXY|EXT_LEARNED|OFFLOADED|STICKY|ROUTER");
        assertThat(NtfExt.toString(0x8000_0007)).isEqualTo("MANAGED|LOCKED|EXT_VALIDATED|0x80000000");
        assertThat(Iff.toString(Iff.IFF_UP | Iff.IFF_LOWER_UP)).isEqualTo("UP|LOWER_UP");
        assertThat(Nlm.toString(0x301)).isEqualTo("REQUEST|0x300");
    }

    @Test
    void shouldPrintTypes() {
        assertThat(Rtnetlink.toString(Rtnetlink.RTM_DELNEIGH)).isEqualTo("RTM_DELNEIGH");
        assertThat(Rtnetlink.toString(Nlm.NLMSG_DONE)).isEqualTo("NLMSG_DONE");
        assertThat(Rtnetlink.toString(4711)).isEqualTo("4711");
        assertThat(Rtnetlink.familyName(Rtnetlink.AF_INET6)).isEqualTo("inet6");
        assertThat(Rtnetlink.familyName(99)).isEqualTo("99");
        assertThat(Nda.toString(Nda.NDA_FLAGS_EXT)).isEqualTo("NDA_FLAGS_EXT");
        assertThat(Nda.toString(99)).isEqualTo("99");
        assertThat(Ifla.toString(Ifla.IFLA_MASTER)).isEqualTo("IFLA_MASTER");
    }
}
