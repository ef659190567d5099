package io.neighsync.engine.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.event.LinkChanges;
import io.neighsync.engine.event.LinkName;
import io.neighsync.engine.event.NeighborEvent;
import java.util.List;
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

    @Test
    void shouldTellALinkFirstAndThenThoseBelowItThatItTakesAlong() {
        putVrf(10, "Vrf-red");
        put(9, "Bridge", 0);
        put(8, "PortChannel1", 9);
        put(7, "Ethernet0", 8);
        put(6, "Ethernet4", 0);
        assertThat(tell(link(9, "Bridge", 10, GENERATION))).startsWith("9 Bridge 10")
                .containsExactlyInAnyOrder("9 Bridge 10", "8 PortChannel1 10", "7 Ethernet0 10");
        assertThat(tell(link(8, "PortChannel1", 0, GENERATION)))
                .containsExactlyInAnyOrder("8 PortChannel1 0", "7 Ethernet0 0");
        assertThat(tell(link(7, "Ethernet0", 9, GENERATION))).containsExactly("7 Ethernet0 10");
    }

    @Test
    void shouldTellTheMembersOfAVrfThatIsGone() {
        putVrf(10, "Vrf-red");
        put(7, "Ethernet0", 10);
        put(6, "Ethernet4", 0);
        assertThat(texts(links.kill(10, 5))).containsExactly("10 null 0 gone", "7 Ethernet0 0");
        assertThat(links.vrfOf(10)).isZero();
    }

    @Test
    void shouldTellTheMembersOfAMasterThatBecomesKnownLater() {
        put(7, "Ethernet0", 10);
        assertThat(links.isKnown(10)).isFalse();
        assertThat(links.vrfOf(7)).isZero();
        assertThat(tell(vrf(10, "Vrf-red", 1))).containsExactly("10 Vrf-red 10", "7 Ethernet0 10");
    }

    @Test
    void shouldTellTheMembersWhenAnIndexIsNoVrfAnyMore() {
        putVrf(10, "Vrf-red");
        put(7, "Ethernet0", 10);
        assertThat(tell(link(10, "Ethernet44", 0, GENERATION))).containsExactly("10 Ethernet44 0", "7 Ethernet0 0");
    }

    @Test
    void shouldTellWhenAVrfHasAnotherTable() {
        assertThat(tell(vrf(10, "Vrf-red", 1))).containsExactly("10 Vrf-red 10");
        assertThat(tell(vrf(10, "Vrf-red", 1))).isEmpty();
        assertThat(tell(vrf(10, "Vrf-red", 2))).containsExactly("10 Vrf-red 10");
    }

    @Test
    void shouldGiveNoNamesToLinksOfVrfsThatAreNotMirrored() {
        LinkTable filtered = new LinkTable(name -> name.toString().equals("Vrf-red"));
        filtered.put(vrf(10, "Vrf-red", 1));
        filtered.put(vrf(11, "Vrf-blue", 1));
        filtered.put(link(7, "Ethernet0", 10, GENERATION));
        filtered.put(link(8, "Ethernet4", 11, GENERATION));
        filtered.put(link(9, "Ethernet8", 0, GENERATION));
        assertThat(filtered.publishedName(7)).isEqualTo(new LinkName("Ethernet0"));
        assertThat(filtered.publishedName(8)).isNull();
        assertThat(filtered.publishedName(9)).isNull();
        assertThat(filtered.publishedName(99)).isNull();
        assertThat(filtered.publishedName(11)).isNull();
        assertThat(texts(filtered.put(vrf(10, "Vrf-green", 1)))).containsExactly("10 null 10", "7 null 10");
        assertThat(texts(filtered.put(vrf(11, "Vrf-red", 1)))).containsExactly("11 Vrf-red 11", "8 Ethernet4 11");
    }

    @Test
    void shouldMirrorNothingOfAVrfWhoseNameAnotherTookUntilItIsHeardOfAgain() {
        putVrf(10, "Vrf-red");
        put(7, "Ethernet0", 10);
        assertThat(tell(vrf(15, "Vrf-red", 9))).startsWith("15 Vrf-red 15")
                .containsExactlyInAnyOrder("15 Vrf-red 15", "10 null 10", "7 null 10");
        assertThat(tell(link(7, "Ethernet0", 15, GENERATION))).containsExactly("7 Ethernet0 15");
        assertThat(texts(links.kill(10, 5))).containsExactly("10 null 0 gone");
    }

    @Test
    void shouldFollowMastersToTheLimitAndNoFurther() {
        putVrf(100, "Vrf-red");
        for (int i = 1; i <= LinkTable.MAX_MASTERS; i++) {
            put(i, "link" + i, i + 1);
        }
        put(LinkTable.MAX_MASTERS + 1, "last", 100);
        assertThat(links.vrfOf(2)).as("%d masters", LinkTable.MAX_MASTERS).isEqualTo(100);
        assertThat(links.vrfOf(1)).as("%d masters", LinkTable.MAX_MASTERS + 1).isZero();
    }

    @Test
    void shouldFollowAMasterOutOfAChainThatHadClosedOnItself() {
        putVrf(10, "Vrf-red");
        put(2, "b", 3);
        put(3, "c", 2);
        assertThat(tell(link(3, "c", 10, GENERATION))).containsExactly("3 c 10", "2 b 10");
    }

    @Test
    void shouldKeepTheTombstoneOfAMasterUntilItsLastMemberLeaves() {
        putVrf(10, "Vrf-red");
        put(7, "Ethernet0", 10);
        links.kill(10, 5);
        links.removeGone();
        assertThat(links.touched(10)).isEqualTo(5);
        put(7, "Ethernet0", 0);
        links.removeGone();
        assertThat(links.size()).isEqualTo(1);
        put(7, "Ethernet0", 99);
        assertThat(links.size()).isEqualTo(2);
        links.kill(7, 6);
        links.removeGone();
        assertThat(links.size()).isZero();
    }

    @Test
    void shouldTellEveryLinkAnewOnce() {
        putVrf(10, "Vrf-red");
        put(7, "Ethernet0", 10);
        links.tellAnew();
        assertThat(tell(link(7, "Ethernet0", 10, 2))).containsExactly("7 Ethernet0 10");
        assertThat(tell(link(7, "Ethernet0", 10, 2))).isEmpty();
        assertThat(tell(vrf(10, "Vrf-red", 0))).containsExactly("10 Vrf-red 10");
        assertThat(tell(vrf(10, "Vrf-red", 0))).isEmpty();
    }

    @Test
    void shouldTellThoseThatADumpLackedAndTheirMembers() {
        putVrf(10, "Vrf-red");
        put(7, "Ethernet0", 10);
        put(8, "Ethernet4", 0);
        put(7, "Ethernet0", 10, 2);
        assertThat(texts(links.removeUnseen(2, 100)))
                .containsExactlyInAnyOrder("10 null 0 gone", "8 null 0 gone", "7 Ethernet0 0");
        assertThat(texts(links.removeUnseen(2, 100))).isEmpty();
        assertThat(links.removeUnseen(2, 100).isEmpty()).isTrue();
    }

    @Test
    void shouldTellAllThatADumpLackedAlsoWhenEverythingIsToldAnew() {
        putVrf(10, "Vrf-red");
        put(7, "Ethernet0", 10);
        put(8, "Ethernet4", 0);
        links.tellAnew();
        assertThat(texts(links.removeUnseen(2, 100)))
                .containsExactlyInAnyOrder("10 null 0 gone", "8 null 0 gone", "7 null 0 gone");
    }

    @Test
    void shouldBearTheMarkOfOneAuditUntilItIsTakenAway() {
        put(7, "Ethernet0", 0);
        assertThat(links.unmarkRepaired(7, 3)).isFalse();
        assertThat(links.unmarkRepaired(99, 3)).isFalse();
        links.markRepaired(7, 3);
        assertThat(links.unmarkRepaired(7, 4)).isFalse();
        assertThat(links.unmarkRepaired(7, 3)).isTrue();
        assertThat(links.unmarkRepaired(7, 3)).isFalse();
    }

    private List<String> tell(NeighborEvent event) {
        return texts(links.put(event));
    }

    /** Each change as {@code <ifindex> <published name> <VRF> [gone]}. */
    private static List<String> texts(LinkChanges changes) {
        return changes.all().stream().map(change -> change.ifindex() + " " + change.name() + " " + change.vrfIfindex()
                + (change.gone() ? " gone" : "")).toList();
    }

    private boolean put(int ifindex, String name, int master) {
        return put(ifindex, name, master, GENERATION);
    }

    private boolean put(int ifindex, String name, int master, int generation) {
        return !links.put(link(ifindex, name, master, generation)).isEmpty();
    }

    private void putVrf(int ifindex, String name) {
        links.put(vrf(ifindex, name, 0));
    }

    private static NeighborEvent vrf(int ifindex, String name, int table) {
        NeighborEvent event = link(ifindex, name, 0, GENERATION);
        event.vrf = true;
        event.vrfTable = table;
        return event;
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
