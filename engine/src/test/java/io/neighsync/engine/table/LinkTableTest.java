package io.neighsync.engine.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.event.LinkName;
import io.neighsync.engine.event.NeighborEvent;
import org.junit.jupiter.api.Test;

/** Names and master chains of links. */
class LinkTableTest {
    private static final int GENERATION = 1;

    private final LinkTable links = new LinkTable(name -> true);

    @Test
    void shouldSayWhenALinkIsNewOrHasAnotherName() {
        assertThat(put(1, "eth0", 0)).isTrue();
        assertThat(put(1, "eth0", 0)).isFalse();
        assertThat(put(1, "uplink", 0)).isTrue();
        assertThat(put(2, "eth0", 0)).isTrue();
        links.kill(1, 10);
        assertThat(put(1, "uplink", 0)).isTrue();
    }

    @Test
    void shouldReportANameAgainWhenAnotherLinkHadTakenIt() {
        put(1, "a", 0);
        put(2, "b", 0);
        put(1, "b", 0);
        assertThat(put(1, "c", 0)).isTrue();
        assertThat(put(2, "b", 0)).isTrue();
        assertThat(put(2, "b", 0)).isFalse();
    }

    @Test
    void shouldFollowMastersToTheVrf() {
        putVrf(10, "Vrf-red");
        put(9, "Bridge", 10);
        put(8, "PortChannel1", 9);
        put(7, "Ethernet0", 8);
        assertThat(links.vrfOf(7)).isEqualTo(10);
        assertThat(links.vrfOf(9)).isEqualTo(10);
        assertThat(links.vrfOf(10)).isEqualTo(10);
    }

    @Test
    void shouldBeInTheDefaultVrfWhenNoMasterIsAVrf() {
        put(9, "Bridge", 0);
        put(7, "Ethernet0", 9);
        assertThat(links.vrfOf(7)).isZero();
        assertThat(links.vrfOf(99)).isZero();
        put(6, "Ethernet4", 50);
        assertThat(links.vrfOf(6)).isZero();
    }

    @Test
    void shouldEndAChainThatClosesOnItself() {
        put(1, "a", 1);
        put(2, "b", 3);
        put(3, "c", 2);
        assertThat(links.vrfOf(1)).isZero();
        assertThat(links.vrfOf(2)).isZero();
    }

    @Test
    void shouldFollowAChangeOfMaster() {
        putVrf(10, "Vrf-red");
        putVrf(11, "Vrf-blue");
        put(7, "Ethernet0", 10);
        put(7, "Ethernet0", 11);
        assertThat(links.vrfOf(7)).isEqualTo(11);
        put(7, "Ethernet0", 0);
        assertThat(links.vrfOf(7)).isZero();
    }

    @Test
    void shouldNotLeadThroughALinkThatIsGone() {
        putVrf(10, "Vrf-red");
        put(7, "Ethernet0", 10);
        links.kill(10, 5);
        assertThat(links.vrfOf(7)).isZero();
        assertThat(links.isKnown(10)).isFalse();
        assertThat(links.touched(10)).isEqualTo(5);
    }

    @Test
    void shouldForgetTombstonesWhenTold() {
        put(1, "eth0", 0);
        links.kill(1, 5);
        links.kill(2, 6);
        assertThat(links.size()).isEqualTo(2);
        links.removeGone();
        assertThat(links.size()).isZero();
        assertThat(links.touched(1)).isEqualTo(-1);
    }

    @Test
    void shouldForgetAllThatTheDumpLackedAndNothingElse() {
        int count = 1_000;
        for (int i = 1; i <= count; i++) {
            put(i, "eth" + i, 0);
            if (i % 3 == 0) {
                links.touch(i, i % 2 == 0 ? 100 : 99);
            }
        }
        for (int i = 1; i <= count; i += 5) {
            put(i, "eth" + i, 0, GENERATION + 1);
        }
        links.removeUnseen(GENERATION + 1, 100);
        for (int i = 1; i <= count; i++) {
            boolean seen = i % 5 == 1;
            boolean touched = i % 6 == 0;
            assertThat(links.isKnown(i)).as("link %d", i).isEqualTo(seen || touched);
        }
    }

    private boolean put(int ifindex, String name, int master) {
        return put(ifindex, name, master, GENERATION);
    }

    private boolean put(int ifindex, String name, int master, int generation) {
        return !links.put(link(ifindex, name, master, generation)).isEmpty();
    }

    private void putVrf(int ifindex, String name) {
        NeighborEvent event = link(ifindex, name, 0, GENERATION);
        event.vrf = true;
        links.put(event);
    }

    private static NeighborEvent link(int ifindex, String name, int master, int generation) {
        NeighborEvent event = new NeighborEvent();
        event.ifindex = ifindex;
        event.linkName = new LinkName(name);
        event.master = master;
        event.generation = generation;
        return event;
    }
}
