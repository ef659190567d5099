package io.neighsync.engine.system;

import static io.neighsync.engine.system.MirroredHost.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Links change their names, their masters, their indexes and their namespaces under their neighbors. */
@Timeout(60)
class LinkIdentitySystemTest {
    private static final String PORT = "Ethernet0";
    private static final String OTHER = "Ethernet4";

    private MirroredHost host;
    private DaemonProcess daemon;

    @BeforeEach
    void start() {
        host = MirroredHost.enter();
        createLink(OTHER, "");
        addNeighbors(PORT, 1);
        daemon = host.mirror();
        expectRows(3);
    }

    /** Whatever was done, nothing was repaired by an audit, and no stage met an unexpected error. */
    @AfterEach
    void stop() {
        if (host == null) {
            return;
        }
        try (MirroredHost closing = host; DaemonProcess stopping = daemon) {
            if (stopping != null) {
                closing.awaitEqual(SOON);
                assertThat(stopping.terminate()).as(stopping.output()).isZero();
                assertThat(stopping.counted("audit_repairs")).isZero();
                assertThat(stopping.counted("errors")).isZero();
            }
        }
    }

    private void createLink(String name, String options) {
        host.ip("link add " + name + options + " type veth peer name peer-" + name,
                "link set " + name + " up", "link set peer-" + name + " up");
    }

    /** Three rows and a neighbor without one. */
    private void addNeighbors(String link, int lladdr) {
        String neighbor = " lladdr 02:00:00:00:01:%02x dev %s nud ".formatted(lladdr, link);
        host.ip("neigh replace 10.0.0.1" + neighbor + "permanent", "neigh replace 10.0.0.2" + neighbor + "reachable",
                "neigh replace fc00::1" + neighbor + "permanent", "neigh replace fe80::1" + neighbor + "permanent");
    }

    /** The kernel calls for so many rows besides that of the fence, and Redis has them. */
    private void expectRows(int rows) {
        host.awaitEqual(SOON);
        assertThat(host.expected().keySet().stream().filter(key -> !key.startsWith("fence0:"))).hasSize(rows);
    }

    @Test
    void shouldMoveRowsWhenALinkIsRenamed() {
        rename(PORT, "uplink0");
        host.awaitEqual(SOON);
        addNeighbors("uplink0", 2);
        expectRows(3);
        host.ip("neigh del 10.0.0.1 dev uplink0");
        expectRows(2);
    }

    @Test
    void shouldGiveEachRowItsNewOwnerWhenTwoLinksSwapNames() {
        addNeighbors(OTHER, 9);
        host.ip("neigh del 10.0.0.2 dev " + OTHER);
        expectRows(5);
        rename(PORT, "swap0");
        rename(OTHER, PORT);
        rename("swap0", OTHER);
        host.awaitEqual(SOON);
        addNeighbors(OTHER, 3);
        host.ip("neigh flush dev " + PORT + " nud all");
        host.awaitEqual(SOON);
    }

    /** Older kernels refuse to rename a link that is up. */
    private void rename(String from, String to) {
        try {
            host.ip("link set " + from + " name " + to);
        } catch (IllegalStateException busy) {
            host.ip("link set " + from + " down", "link set " + from + " name " + to, "link set " + to + " up");
        }
    }

    @Test
    void shouldRenameALinkThatIsDownForIt() {
        host.ip("link set " + PORT + " down");
        expectRows(0);
        host.ip("link set " + PORT + " name uplink0", "link set uplink0 up");
        addNeighbors("uplink0", 2);
        expectRows(3);
    }

    @Test
    void shouldDeleteRowsOnAdminDownAndTakeNewOnesOnUp() {
        host.ip("link set " + PORT + " down");
        expectRows(0);
        host.ip("link set " + PORT + " up");
        addNeighbors(PORT, 2);
        expectRows(3);
    }

    @Test
    void shouldKeepOnlyPermanentRowsWhenTheCarrierIsLost() {
        host.ip("neigh add 10.0.0.3 lladdr 02:00:00:00:01:01 dev " + PORT + " nud reachable extern_learn");
        expectRows(4);
        host.ip("link set peer0 down");
        Eventually.shouldHold(SOON, "the kernel deletes", () -> !host.expected().containsKey(PORT + ":10.0.0.3"));
        expectRows(2);
        host.ip("link set peer0 up");
        addNeighbors(PORT, 2);
        expectRows(3);
    }

    @Test
    void shouldTellALinkFromItsPredecessorOfTheSameName() {
        for (int i = 2; i < 5; i++) {
            host.ip("link del " + PORT);
            expectRows(0);
            createLink(PORT, "");
            addNeighbors(PORT, i);
            expectRows(3);
        }
        host.ip("link del " + PORT);
        createLink(PORT, "");
        expectRows(0);
    }

    @Test
    void shouldTellALinkFromItsPredecessorOfTheSameIndex() {
        String index = " index " + host.netns().ifindex(PORT);
        host.ip("link del " + PORT);
        createLink("Ethernet8", index);
        expectRows(0);
        addNeighbors("Ethernet8", 2);
        expectRows(3);
        host.ip("link del Ethernet8");
        createLink(PORT, index);
        addNeighbors(PORT, 3);
        expectRows(3);
        assertThat(host.expected()).containsEntry(PORT + ":10.0.0.1", "02:00:00:00:01:03 IPv4");
    }

    @Test
    void shouldForgetALinkThatMovesToAnotherNamespaceAndMeetItAgain() throws IOException {
        try (PeerNetns elsewhere = new PeerNetns()) {
            String here = PeerNetns.ownPath();
            host.ip("link set " + PORT + " netns " + elsewhere.path());
            expectRows(0);
            elsewhere.ip("link set " + PORT + " up");
            elsewhere.ip("neigh add 10.0.0.9 lladdr 02:00:00:00:01:09 dev " + PORT + " nud permanent");
            expectRows(0);
            elsewhere.ip("link set " + PORT + " netns " + here);
            host.ip("link set " + PORT + " up");
            expectRows(0);
            addNeighbors(PORT, 2);
            expectRows(3);
        }
    }

    @Test
    void shouldKeepTheRowsOfAPortThatJoinsAndLeavesABridge() {
        // an address of its own and a port that stays: an address or a carrier that changes costs it neighbors
        host.ip("link add Vlan10 address 02:00:00:00:00:10 type bridge", "link set " + OTHER + " master Vlan10",
                "link set Vlan10 up");
        addNeighbors("Vlan10", 7);
        expectRows(6);
        host.ip("link set " + PORT + " master Vlan10");
        host.awaitEqual(SOON);
        addNeighbors(PORT, 2);
        expectRows(6);
        host.ip("link set " + PORT + " nomaster");
        expectRows(6);
        host.ip("link set " + PORT + " master Vlan10", "link del Vlan10");
        expectRows(3);
    }

    @Test
    void shouldKeepTheRowsOfAPortOfABridgeThatIsNamedLikeAVrf() {
        host.ip("link add Vrf10 type bridge", "link set Vrf10 up", "link set " + PORT + " master Vrf10");
        addNeighbors("Vrf10", 7);
        addNeighbors(PORT, 2);
        expectRows(6);
        rename("Vrf10", "Vrf20");
        host.awaitEqual(SOON);
        host.ip("link del Vrf20");
        expectRows(3);
        host.ip("link add Vrf10 type bridge", "link set Vrf10 up", "link set " + PORT + " master Vrf10");
        expectRows(3);
    }
}
