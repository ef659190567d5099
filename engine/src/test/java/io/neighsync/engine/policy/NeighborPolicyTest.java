package io.neighsync.engine.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.event.Verdict;
import io.neighsync.netlink.Rtnetlink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of the rules that depend on the message alone: each line is one case. */
class NeighborPolicyTest {
    private static final int REACHABLE = 0x02;
    private static final long GLOBAL = 0xfc00_0000_0000_0000L;

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        // case,                          family, high hex,         nud,  ntf,  len, lladdr hex,   verdict
        "IPv4 reachable,                       2, 0,                0x02, 0x00,  6, 020000000001, SET",
        "IPv4 stale,                           2, 0,                0x04, 0x00,  6, 020000000001, SET",
        "IPv4 delay,                           2, 0,                0x08, 0x00,  6, 020000000001, SET",
        "IPv4 probe,                           2, 0,                0x10, 0x00,  6, 020000000001, SET",
        "IPv4 permanent,                       2, 0,                0x80, 0x00,  6, 020000000001, SET",
        "IPv6 reachable,                      10, fc00000000000000, 0x02, 0x00,  6, 020000000001, SET",
        "1 bridge FDB,                         7, 0,                0x80, 0x00,  6, 020000000001, NONE",
        "1 MPLS,                              28, 0,                0x80, 0x00,  6, 020000000001, NONE",
        "3 IPv4 link-local is a normal row,    2, 0,                0x02, 0x00,  6, 020000000001, SET",
        "4 fe80::/10,                         10, fe80000000000000, 0x02, 0x00,  6, 020000000001, DEL",
        "4 the last of fe80::/10,             10, febfffffffffffff, 0x80, 0x00,  6, 020000000001, DEL",
        "4 just above fe80::/10,              10, fec0000000000000, 0x02, 0x00,  6, 020000000001, SET",
        "4 just below fe80::/10,              10, fe7fffffffffffff, 0x02, 0x00,  6, 020000000001, SET",
        "5 ff02::/16,                         10, ff02000000000000, 0x80, 0x00,  6, 333300000001, DEL",
        "5 ff05::/16 is not link-local,       10, ff05000000000000, 0x80, 0x00,  6, 333300000001, SET",
        "7 NOARP,                              2, 0,                0x40, 0x00,  6, 01005e000001, DEL",
        "7 NOARP learned externally,           2, 0,                0x40, 0x10,  6, 020000000001, SET",
        "7 NOARP|PERMANENT is not NOARP,       2, 0,                0xc0, 0x00,  6, 020000000001, SET",
        "9 INCOMPLETE,                         2, 0,                0x01, 0x00, -1, 0,            DEL",
        "9 FAILED,                            10, fc00000000000000, 0x20, 0x00, -1, 0,            DEL",
        "9 FAILED with an address,             2, 0,                0x20, 0x00,  6, 020000000001, DEL",
        "12 no lladdr,                         2, 0,                0x02, 0x00, -1, 0,            DEL",
        "13 broadcast,                         2, 0,                0x80, 0x00,  6, ffffffffffff, DEL",
        "14 all zero,                          2, 0,                0x80, 0x00,  6, 0,            SET",
        "15 lladdr of 20 bytes,                2, 0,                0x80, 0x00, 20, 0,            DEL",
        "15 lladdr of no bytes,                2, 0,                0x80, 0x00,  0, 0,            DEL",
    })
    void shouldDecide(String name, int family, String high, String nud, String ntf, int length, String lladdr,
            Verdict verdict) {
        assertThat(NeighborPolicy.onNewNeighbor(family, Long.parseUnsignedLong(high, 16), Integer.decode(nud),
                Integer.decode(ntf), length, Long.parseUnsignedLong(lladdr, 16))).as(name).isEqualTo(verdict);
    }

    @Test
    void shouldDeleteWhateverTheKernelDeletes() {
        assertThat(NeighborPolicy.onDeletedNeighbor(Rtnetlink.AF_INET)).isEqualTo(Verdict.DEL);
        assertThat(NeighborPolicy.onDeletedNeighbor(Rtnetlink.AF_INET6)).isEqualTo(Verdict.DEL);
        assertThat(NeighborPolicy.onDeletedNeighbor(Rtnetlink.AF_BRIDGE)).isEqualTo(Verdict.NONE);
    }

    @Test
    void shouldDecideTheSameForEveryStateThatIsNotSpecial() {
        for (int nud = 0; nud < 0x100; nud++) {
            boolean special = nud == 0x01 || nud == 0x20 || nud == 0x40;
            assertThat(NeighborPolicy.onNewNeighbor(Rtnetlink.AF_INET6, GLOBAL, nud, 0, 6, 1))
                    .as("nud 0x%x", nud).isEqualTo(special ? Verdict.DEL : Verdict.SET);
        }
    }

    @Test
    void shouldCallOddOnlyAnAddressThatIsThere() {
        assertThat(NeighborPolicy.isOddLladdr(-1)).isFalse();
        assertThat(NeighborPolicy.isOddLladdr(6)).isFalse();
        assertThat(NeighborPolicy.isOddLladdr(0)).isTrue();
        assertThat(NeighborPolicy.isOddLladdr(20)).isTrue();
        assertThat(NeighborPolicy.onNewNeighbor(Rtnetlink.AF_INET, 0, REACHABLE, 0, 20, 0)).isEqualTo(Verdict.DEL);
    }
}
