package io.neighsync.engine.stage;

import static io.neighsync.engine.stage.KernelMessages.delLink;
import static io.neighsync.engine.stage.KernelMessages.delNeighbor;
import static io.neighsync.engine.stage.KernelMessages.newLink;
import static io.neighsync.engine.stage.KernelMessages.newNeighbor;
import static io.neighsync.engine.stage.KernelMessages.newVrf;
import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.event.Counter;
import io.neighsync.netlink.Rtnetlink;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Whose neighbor is it, and under which name? Every way in which links change, as the kernel tells of it, through
 * receiver and stages; VRF {@code hidden} is not mirrored.
 */
class IdentityHazardsTest {
    private static final int RED = 100;
    private static final int HIDDEN = 101;
    private static final int BRIDGE = 50;
    private static final int LAG = 40;
    private static final int MAX_MASTERS = 8;
    private static final String A = "02:00:00:00:00:0a";
    private static final String B = "02:00:00:00:00:0b";
    private static final long LLADDR_A = 0x02_00_00_00_00_0aL;
    private static final long LLADDR_B = 0x02_00_00_00_00_0bL;
    private static final int ADDRESS = 0x0a000001;

    private final SteppedStages stages = new SteppedStages(name -> !name.toString().equals("hidden"));

    @BeforeEach
    void dumpNothing() {
        stages.dump(List.of());
    }

    @AfterEach
    void close() {
        stages.close();
    }

    @Test
    void shouldMoveRowsToTheNewNameOfALinkThatIsRenamed() {
        events(newLink(2, "eth0"), newNeighbor(2, ADDRESS, LLADDR_A), newLink(2, "uplink"));
        assertRows("uplink:10.0.0.1=" + A);
        events(delNeighbor(2, ADDRESS));
        assertRows();
    }

    @Test
    void shouldExchangeRowsWhenLinksExchangeTheirNames() {
        events(newLink(2, "a"), newLink(3, "b"), newNeighbor(2, ADDRESS, LLADDR_A),
                newNeighbor(3, ADDRESS, LLADDR_B), newLink(2, "tmp"), newLink(3, "a"), newLink(2, "b"));
        assertRows("a:10.0.0.1=" + B, "b:10.0.0.1=" + A);
    }

    @Test
    void shouldLeaveNothingOfALinkWhoseIndexAnotherTakes() {
        events(newVrf(RED, "Vrf-red", 1), newLink(2, "eth0", RED), newNeighbor(2, ADDRESS, LLADDR_A),
                newNeighbor(2, ADDRESS + 1, LLADDR_A), delNeighbor(2, ADDRESS), delLink(2));
        assertRows();
        assertVrfs("default 0", "Vrf-red 0");
        events(newLink(2, "eth44"), newNeighbor(2, ADDRESS + 2, LLADDR_B));
        assertRows("eth44:10.0.0.3=" + B);
        assertVrfs("default 1", "Vrf-red 0");
    }

    @Test
    void shouldTakeANewBearerOfAnIndexForARenamedOneUntilADumpTellsWhenTheEndOfTheOldOneWasLost() {
        events(newLink(2, "eth0"), newNeighbor(2, ADDRESS, LLADDR_A), newLink(2, "eth44"));
        assertRows("eth44:10.0.0.1=" + A);
        stages.dump(ResyncCause.OVERRUN, List.of(newLink(2, "eth44")));
        assertRows();
    }

    @Test
    void shouldCountNeighborsOutOfTheirOldVrfWhenTheLinkMovesBeforeTheyAreDeleted() {
        events(newVrf(RED, "Vrf-red", 1), newVrf(HIDDEN, "hidden", 2), newLink(2, "eth0", RED),
                newNeighbor(2, ADDRESS, LLADDR_A));
        assertVrfs("default 0", "Vrf-red 1", "hidden 0");
        events(newLink(2, "eth0", HIDDEN));
        assertVrfs("default 0", "Vrf-red 0", "hidden 1");
        assertRows();
        events(delNeighbor(2, ADDRESS));
        assertVrfs("default 0", "Vrf-red 0", "hidden 0");
        events(newNeighbor(2, ADDRESS, LLADDR_B));
        assertRows();
        events(newLink(2, "eth0", RED));
        assertRows("eth0:10.0.0.1=" + B);
        assertVrfs("default 0", "Vrf-red 1", "hidden 0");
    }

    @Test
    void shouldTakeNeighborsOutOfAVrfThatIsDeletedEvenWhenNothingElseWasHeard() {
        events(newVrf(HIDDEN, "hidden", 2), newLink(2, "eth0", HIDDEN), newNeighbor(2, ADDRESS, LLADDR_A));
        assertRows();
        events(delLink(HIDDEN));
        assertVrfs("default 1");
        assertRows("eth0:10.0.0.1=" + A);
    }

    @Test
    void shouldFollowAVrfNameToAnotherIndexAndTable() {
        events(newVrf(RED, "Vrf-red", 1), newLink(2, "eth0", RED), newNeighbor(2, ADDRESS, LLADDR_A),
                newLink(2, "eth0"), delNeighbor(2, ADDRESS), delLink(RED),
                newVrf(RED + 5, "Vrf-red", 9), newLink(2, "eth0", RED + 5), newNeighbor(2, ADDRESS, LLADDR_B));
        assertRows("eth0:10.0.0.1=" + B);
        assertVrfs("default 0", "Vrf-red 1");
        assertThat(stages.vrfs().all().getLast().ifindex()).isEqualTo(RED + 5);
        assertThat(stages.vrfs().all().getLast().table()).isEqualTo(9);
    }

    @Test
    void shouldMirrorAVrfThatIsRenamedIntoWhatIsMirroredAndStopWhenItIsRenamedOutOfIt() {
        events(newVrf(HIDDEN, "hidden", 2), newLink(2, "eth0", HIDDEN), newNeighbor(2, ADDRESS, LLADDR_A));
        assertRows();
        events(newVrf(HIDDEN, "Vrf-blue", 2));
        assertRows("eth0:10.0.0.1=" + A);
        assertVrfs("default 0", "Vrf-blue 1");
        events(newVrf(HIDDEN, "hidden", 2));
        assertRows();
        assertThat(stages.vrfs().publishedRows()).isZero();
    }

    @Test
    void shouldTakeAlongWhatIsBelowABridgeAndALagThatMove() {
        events(newVrf(RED, "Vrf-red", 1), newVrf(HIDDEN, "hidden", 2), newLink(BRIDGE, "Bridge"),
                newLink(LAG, "PortChannel1", BRIDGE), newLink(2, "eth0", LAG), newNeighbor(2, ADDRESS, LLADDR_A));
        assertVrfs("default 1", "Vrf-red 0", "hidden 0");
        events(newLink(BRIDGE, "Bridge", RED));
        assertVrfs("default 0", "Vrf-red 1", "hidden 0");
        assertRows("eth0:10.0.0.1=" + A);
        events(newLink(BRIDGE, "Bridge", HIDDEN));
        assertVrfs("default 0", "Vrf-red 0", "hidden 1");
        assertRows();
        events(newLink(LAG, "PortChannel1"));
        assertVrfs("default 1", "Vrf-red 0", "hidden 0");
        assertRows("eth0:10.0.0.1=" + A);
    }

    @Test
    void shouldTakeWhatABridgeSaysOfItsPortsForNoEndAndNoMaster() {
        events(newVrf(RED, "Vrf-red", 1), newLink(BRIDGE, "Bridge", RED), newLink(2, "eth0", BRIDGE),
                newNeighbor(2, ADDRESS, LLADDR_A), newNeighbor(BRIDGE, ADDRESS, LLADDR_B));
        events(ofBridge(newLink(BRIDGE, "Bridge", BRIDGE)), ofBridge(newLink(2, "eth0", BRIDGE)),
                ofBridge(delLink(2)), ofBridge(delLink(BRIDGE)));
        assertRows("Bridge:10.0.0.1=" + B, "eth0:10.0.0.1=" + A);
        assertVrfs("default 0", "Vrf-red 2");
        events(newLink(2, "eth0"));
        assertVrfs("default 1", "Vrf-red 1");
    }

    @Test
    void shouldKnowTheVrfOfALinkThatIsDumpedBeforeItsMasters() {
        stages.dump(ResyncCause.OVERRUN, List.of(newLink(2, "eth0", BRIDGE), newLink(BRIDGE, "Bridge", HIDDEN),
                newVrf(HIDDEN, "hidden", 2), newNeighbor(2, ADDRESS, LLADDR_A)));
        assertRows();
        assertVrfs("default 0", "hidden 1");
    }

    @Test
    void shouldMoveNeighborsWhenTheirMasterBecomesKnown() {
        events(newLink(2, "eth0", HIDDEN), newNeighbor(2, ADDRESS, LLADDR_A));
        assertRows("eth0:10.0.0.1=" + A);
        assertVrfs("default 1");
        events(newVrf(HIDDEN, "hidden", 2));
        assertRows();
        assertVrfs("default 0", "hidden 1");
    }

    @Test
    void shouldFollowAChainOfMastersToItsLimitAndNoFurther() {
        events(newVrf(HIDDEN, "hidden", 2), newLink(2, "near", 3), newLink(1, "far", 2));
        for (int i = 3; i < 1 + MAX_MASTERS; i++) {
            events(newLink(i, "link" + i, i + 1));
        }
        events(newLink(1 + MAX_MASTERS, "last", HIDDEN), newNeighbor(1, ADDRESS, LLADDR_A),
                newNeighbor(2, ADDRESS, LLADDR_B));
        assertVrfs("default 1", "hidden 1");
        assertRows("far:10.0.0.1=" + A);
    }

    @Test
    void shouldEndWithAChainOfMastersThatClosesOnItself() {
        events(newLink(2, "a", 3), newLink(3, "b", 2), newLink(4, "c", 3), newLink(5, "d", 5),
                newNeighbor(2, ADDRESS, LLADDR_A), newNeighbor(4, ADDRESS, LLADDR_B),
                newNeighbor(5, ADDRESS, LLADDR_A));
        assertVrfs("default 3");
        events(newVrf(RED, "Vrf-red", 1), newLink(3, "b", RED));
        assertVrfs("default 1", "Vrf-red 2");
        events(delLink(3), delLink(5));
        assertVrfs("default 2", "Vrf-red 0");
        assertRows("a:10.0.0.1=" + A, "c:10.0.0.1=" + B);
    }

    @Test
    void shouldGiveAMovedLinksRowsBackWhenAnAuditFindsThatItMovedWithoutANotification() {
        events(newVrf(RED, "Vrf-red", 1), newVrf(HIDDEN, "hidden", 2), newLink(2, "eth0", HIDDEN),
                newNeighbor(2, ADDRESS, LLADDR_A));
        stages.dump(ResyncCause.AUDIT, List.of(newVrf(RED, "Vrf-red", 1), newVrf(HIDDEN, "hidden", 2),
                newLink(2, "eth0", RED), newNeighbor(2, ADDRESS, LLADDR_A)));
        assertRows("eth0:10.0.0.1=" + A);
        assertThat(stages.count(Counter.LINK_REPAIRS)).isEqualTo(1);
        assertThat(stages.count(Counter.NEIGHBOR_REPAIRS)).isZero();
    }

    @Test
    void shouldFindInAnAuditThatALinkIsGoneWithItsNeighborsAndItsVrf() {
        events(newVrf(HIDDEN, "hidden", 2), newLink(2, "eth0", HIDDEN), newLink(3, "eth1"),
                newNeighbor(2, ADDRESS, LLADDR_A), newNeighbor(3, ADDRESS, LLADDR_B));
        stages.dump(ResyncCause.AUDIT, List.of(newLink(2, "eth0", HIDDEN), newNeighbor(2, ADDRESS, LLADDR_A)));
        assertVrfs("default 1");
        assertRows("eth0:10.0.0.1=" + A);
        assertThat(stages.count(Counter.LINK_REPAIRS)).isEqualTo(2);
        assertThat(stages.count(Counter.NEIGHBOR_REPAIRS)).isEqualTo(1);
    }

    private static UnsafeBuffer ofBridge(UnsafeBuffer link) {
        link.putByte(16, (byte) Rtnetlink.AF_BRIDGE);
        return link;
    }

    private void events(UnsafeBuffer... messages) {
        for (UnsafeBuffer message : messages) {
            stages.event(message);
        }
    }

    private void assertRows(String... expected) {
        assertThat(stages.redis().rows().entrySet().stream().map(Object::toString)).containsExactly(expected);
        assertThat(stages.vrfs().publishedRows()).isEqualTo(expected.length);
    }

    /** Each VRF's name and how many neighbors it has, in the order of their indexes. */
    private void assertVrfs(String... expected) {
        assertThat(stages.vrfs().all()).extracting(vrf -> vrf.name() + " " + vrf.ipv4Neighbors())
                .containsExactly(expected);
    }
}
