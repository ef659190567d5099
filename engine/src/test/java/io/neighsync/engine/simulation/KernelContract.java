package io.neighsync.engine.simulation;

import static io.neighsync.netlink.Nud.NUD_DELAY;
import static io.neighsync.netlink.Nud.NUD_FAILED;
import static io.neighsync.netlink.Nud.NUD_INCOMPLETE;
import static io.neighsync.netlink.Nud.NUD_NOARP;
import static io.neighsync.netlink.Nud.NUD_PERMANENT;
import static io.neighsync.netlink.Nud.NUD_REACHABLE;
import static io.neighsync.netlink.Nud.NUD_STALE;
import static io.neighsync.netlink.Rtnetlink.AF_INET;
import static io.neighsync.netlink.Rtnetlink.AF_INET6;
import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.netlink.DatagramBatch;
import io.neighsync.netlink.NetlinkPort;
import io.neighsync.netlink.Ntf;
import io.neighsync.netlink.ffm.Errno;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What event sockets of a kernel say, for the simulated one and the running one alike. */
@Timeout(60)
abstract class KernelContract {
    static final long NONE = -1;
    static final long MAC = 0x0200_0000_0001L;
    private static final long OTHER_MAC = 0x0200_0000_0002L;
    private static final long HOST = 0x0a00_0001L;
    private static final long FC00 = 0xfc00L << 48;
    private static final long FF02 = 0xff02L << 48;
    private static final long GROUP = 0xe000_004dL;

    private final EventLog log = new EventLog("lo");
    private KernelUnderTest kernel;
    private NetlinkPort events;
    private int eth0;

    abstract KernelUnderTest open();

    @BeforeEach
    void openKernel() {
        kernel = open();
        events = kernel.openEvents(1 << 20);
        eth0 = kernel.addLink("eth0");
        log.drain(events);
        assertThat(log.take()).containsExactly("NEWLINK eth0", "NEWLINK eth0 up");
    }

    @AfterEach
    void closeKernel() {
        if (kernel != null) {
            if (events != null) {
                events.close();
            }
            kernel.close();
        }
    }

    @Test
    void shouldAnnounceWhatIsNewOrDifferentAndDeleteInTwoSteps() {
        set(AF_INET, 0, HOST, NUD_REACHABLE, 0, MAC);
        set(AF_INET, 0, HOST, NUD_REACHABLE, 0, MAC);
        set(AF_INET, 0, HOST, NUD_REACHABLE, 0, OTHER_MAC);
        set(AF_INET, 0, HOST, NUD_STALE, 0, NONE);
        set(AF_INET6, FC00, 1, NUD_PERMANENT, 0, MAC);
        set(AF_INET6, FC00, 1, NUD_PERMANENT, 0, MAC);
        kernel.deleteNeighbor(eth0, AF_INET6, FC00, 1);
        kernel.deleteNeighbor(eth0, AF_INET, 0, HOST);
        expect("NEWNEIGH eth0 10.0.0.1 REACHABLE lladdr 20000000001",
                "NEWNEIGH eth0 10.0.0.1 REACHABLE lladdr 20000000002",
                "NEWNEIGH eth0 10.0.0.1 STALE lladdr 20000000002",
                "NEWNEIGH eth0 fc00::1 PERMANENT lladdr 20000000001",
                "NEWNEIGH eth0 fc00::1 FAILED",
                "DELNEIGH eth0 fc00::1 FAILED",
                "NEWNEIGH eth0 10.0.0.1 FAILED",
                "DELNEIGH eth0 10.0.0.1 FAILED");
    }

    @Test
    void shouldAnnounceChangedFlags() {
        set(AF_INET, 0, HOST, NUD_STALE, 0, MAC);
        set(AF_INET, 0, HOST, NUD_STALE, Ntf.NTF_ROUTER, MAC);
        set(AF_INET, 0, HOST, NUD_STALE, Ntf.NTF_EXT_LEARNED, MAC);
        set(AF_INET, 0, HOST, NUD_NOARP, Ntf.NTF_EXT_LEARNED | Ntf.NTF_ROUTER, MAC);
        kernel.deleteNeighbor(eth0, AF_INET, 0, HOST);
        expect("NEWNEIGH eth0 10.0.0.1 STALE lladdr 20000000001",
                "NEWNEIGH eth0 10.0.0.1 STALE lladdr 20000000001 ROUTER",
                "NEWNEIGH eth0 10.0.0.1 STALE lladdr 20000000001 EXT_LEARNED",
                "NEWNEIGH eth0 10.0.0.1 NOARP lladdr 20000000001 EXT_LEARNED|ROUTER",
                "NEWNEIGH eth0 10.0.0.1 FAILED ROUTER",
                "DELNEIGH eth0 10.0.0.1 FAILED ROUTER");
    }

    @Test
    void shouldAnnounceUnresolvedStatesOnlyWhenSomethingWasResolved() {
        set(AF_INET, 0, HOST, NUD_INCOMPLETE, 0, NONE);
        set(AF_INET, 0, HOST, NUD_DELAY, 0, MAC);
        set(AF_INET, 0, HOST, NUD_INCOMPLETE, 0, MAC);
        set(AF_INET, 0, HOST, NUD_FAILED, 0, NONE);
        kernel.deleteNeighbor(eth0, AF_INET, 0, HOST);
        set(AF_INET, 0, HOST, NUD_FAILED, 0, NONE);
        kernel.deleteNeighbor(eth0, AF_INET, 0, HOST);
        expect("NEWNEIGH eth0 10.0.0.1 DELAY lladdr 20000000001",
                "NEWNEIGH eth0 10.0.0.1 INCOMPLETE",
                "NEWNEIGH eth0 10.0.0.1 FAILED",
                "DELNEIGH eth0 10.0.0.1 FAILED",
                "DELNEIGH eth0 10.0.0.1 FAILED");
    }

    @Test
    void shouldKeepANeighborWithoutAnyStateWhenItsAddressIsMissing() {
        set(AF_INET, 0, HOST, NUD_REACHABLE, 0, NONE);
        kernel.setDown("eth0");
        expect("NEWLINK eth0", "DELNEIGH eth0 10.0.0.1 0");
    }

    @Test
    void shouldNotAnnounceGroupsUntilTheyChange() {
        set(AF_INET, 0, GROUP, NUD_NOARP, 0, NONE);
        set(AF_INET6, FF02, 77, NUD_NOARP, 0, NONE);
        expect();
        set(AF_INET, 0, GROUP, NUD_PERMANENT, 0, MAC);
        kernel.setDown("eth0");
        expect("NEWNEIGH eth0 224.0.0.77 PERMANENT lladdr 20000000001",
                "NEWLINK eth0",
                "DELNEIGH eth0 224.0.0.77 PERMANENT lladdr 20000000001",
                "DELNEIGH eth0 ff02::4d NOARP lladdr 33330000004d");
    }

    @Test
    void shouldDeleteAllNeighborsAfterALinkIsDown() {
        setOneOfEach();
        kernel.setDown("eth0");
        expect("NEWLINK eth0",
                "DELNEIGH eth0 10.0.0.1 PERMANENT lladdr 20000000001",
                "DELNEIGH eth0 10.0.0.2 NOARP lladdr 20000000001 EXT_LEARNED",
                "DELNEIGH eth0 10.0.0.3 REACHABLE lladdr 20000000001",
                "DELNEIGH eth0 fc00::1 PERMANENT lladdr 20000000001");
        set(AF_INET, 0, HOST, NUD_PERMANENT, 0, MAC);
        kernel.setUp("eth0");
        expect("NEWNEIGH eth0 10.0.0.1 PERMANENT lladdr 20000000001", "NEWLINK eth0 up");
    }

    @Test
    void shouldKeepPermanentNeighborsWhenTheCarrierIsLost() {
        setOneOfEach();
        kernel.loseCarrier("eth0");
        expect("DELNEIGH eth0 10.0.0.2 NOARP lladdr 20000000001 EXT_LEARNED",
                "DELNEIGH eth0 10.0.0.3 REACHABLE lladdr 20000000001");
        kernel.setDown("eth0");
        expect("NEWLINK eth0",
                "DELNEIGH eth0 10.0.0.1 PERMANENT lladdr 20000000001",
                "DELNEIGH eth0 fc00::1 PERMANENT lladdr 20000000001");
    }

    @Test
    void shouldSayNothingOfNeighborsWhenALinkIsRenamed() {
        setOneOfEach();
        kernel.rename("eth0", "eth7");
        expect("NEWLINK eth7 up");
        kernel.deleteNeighbor(eth0, AF_INET6, FC00, 1);
        expect("NEWNEIGH eth7 fc00::1 FAILED", "DELNEIGH eth7 fc00::1 FAILED");
    }

    @Test
    void shouldDeleteNeighborsBeforeTheirLink() {
        setOneOfEach();
        kernel.remove("eth0");
        expect("NEWLINK eth0",
                "DELNEIGH eth0 10.0.0.1 PERMANENT lladdr 20000000001",
                "DELNEIGH eth0 10.0.0.2 NOARP lladdr 20000000001 EXT_LEARNED",
                "DELNEIGH eth0 10.0.0.3 REACHABLE lladdr 20000000001",
                "DELNEIGH eth0 fc00::1 PERMANENT lladdr 20000000001",
                "DELLINK eth0");
    }

    @Test
    void shouldDeleteNeighborsBeforeTheirLinkWhenItIsDown() {
        kernel.setDown("eth0");
        set(AF_INET, 0, HOST, NUD_PERMANENT, 0, MAC);
        kernel.remove("eth0");
        expect("NEWLINK eth0",
                "NEWNEIGH eth0 10.0.0.1 PERMANENT lladdr 20000000001",
                "DELNEIGH eth0 10.0.0.1 PERMANENT lladdr 20000000001",
                "DELLINK eth0");
    }

    @Test
    void shouldKeepThePortsNeighborsAndFlushTheBridgesWhenTheBridgeChangesItsAddress() {
        int br0 = kernel.addBridge("br0");
        kernel.addLink("eth1");
        set(AF_INET, 0, HOST, NUD_PERMANENT, 0, MAC);
        setPermanent(br0);
        expect("NEWLINK br0", "NEWLINK br0 up", "NEWLINK eth1", "NEWLINK eth1 up",
                "NEWNEIGH eth0 10.0.0.1 PERMANENT lladdr 20000000001",
                "NEWNEIGH br0 10.0.0.1 PERMANENT lladdr 20000000001");
        kernel.setMaster("eth0", "br0");
        expect("NEWLINK eth0 master br0 up", "DELNEIGH br0 10.0.0.1 PERMANENT lladdr 20000000001");
        setPermanent(br0);
        kernel.setMaster("eth1", "br0");
        kernel.setMaster("eth1", null);
        expect("NEWNEIGH br0 10.0.0.1 PERMANENT lladdr 20000000001",
                "NEWLINK eth1 master br0 up", "NEWLINK eth1 up");
        kernel.setMaster("eth0", null);
        expect("NEWLINK eth0 up", "DELNEIGH br0 10.0.0.1 PERMANENT lladdr 20000000001");
    }

    @Test
    void shouldReleaseThePortsOfABridgeThatIsRemoved() {
        int br0 = kernel.addBridge("br0");
        kernel.setMaster("eth0", "br0");
        set(AF_INET, 0, HOST, NUD_PERMANENT, 0, MAC);
        setPermanent(br0);
        log.drain(events);
        log.take();
        kernel.remove("br0");
        expect("NEWLINK eth0 up",
                "NEWLINK br0",
                "DELNEIGH br0 10.0.0.1 PERMANENT lladdr 20000000001",
                "DELLINK br0");
    }

    @Test
    void shouldFlushTheBridgeWhenItsPortIsRemoved() {
        int br0 = kernel.addBridge("br0");
        kernel.setMaster("eth0", "br0");
        set(AF_INET, 0, HOST, NUD_PERMANENT, 0, MAC);
        setPermanent(br0);
        log.drain(events);
        log.take();
        kernel.remove("eth0");
        expect("NEWLINK eth0 master br0",
                "DELNEIGH br0 10.0.0.1 PERMANENT lladdr 20000000001",
                "DELNEIGH eth0 10.0.0.1 PERMANENT lladdr 20000000001",
                "DELLINK eth0");
    }

    @Test
    void shouldHoldAsManyEventsAsTheReceiveBufferPaysFor() {
        assertOverrun(212_992, 256);
        assertOverrun(2 << 20, 2520);
        assertOverrun(4096, 4);
    }

    private void assertOverrun(int receiveBuffer, int held) {
        try (NetlinkPort port = kernel.openEvents(receiveBuffer); DatagramBatch one = new DatagramBatch(1, 4096);
            DatagramBatch batch = new DatagramBatch(64, 4096)) {
            kernel.setNeighbors(eth0, 0x0a00_0000, held, MAC);
            assertThat(port.drops()).isZero();
            kernel.setNeighbors(eth0, 0x0b00_0000, 100, MAC);
            assertThat(port.drops()).isEqualTo(100);

            assertThat(port.receive(batch)).isEqualTo(-Errno.ENOBUFS);
            assertThat(batch.count()).isZero();
            assertThat(port.receive(one)).isEqualTo(1);
            kernel.setNeighbors(eth0, 0x0c00_0000, 10, MAC);
            assertThat(port.drops()).as("nothing is queued while congested").isEqualTo(110);
            int received = 1;
            while (received < held) {
                int count = port.receive(batch);
                assertThat(count).isPositive();
                received += count;
            }
            assertThat(received).isEqualTo(held);

            kernel.setNeighbors(eth0, 0x0d00_0000, 3, MAC);
            assertThat(port.receive(batch)).isEqualTo(3);
            assertThat(port.receive(batch)).isZero();
            assertThat(port.drops()).isEqualTo(110);
            for (int i = 0; i < 4; i++) {
                delete(0x0a00_0000 + (i << 24), i == 0 ? held : i == 1 ? 100 : i == 2 ? 10 : 3);
            }
        }
        events.close();
        events = kernel.openEvents(1 << 20);
    }

    private void delete(int firstAddress, int count) {
        for (int i = 0; i < count; i++) {
            kernel.deleteNeighbor(eth0, AF_INET, 0, firstAddress + i);
        }
    }

    private void setOneOfEach() {
        set(AF_INET, 0, HOST, NUD_PERMANENT, 0, MAC);
        set(AF_INET, 0, HOST + 1, NUD_NOARP, Ntf.NTF_EXT_LEARNED, MAC);
        set(AF_INET, 0, HOST + 2, NUD_REACHABLE, 0, MAC);
        set(AF_INET6, FC00, 1, NUD_PERMANENT, 0, MAC);
        expect("NEWNEIGH eth0 10.0.0.1 PERMANENT lladdr 20000000001",
                "NEWNEIGH eth0 10.0.0.2 NOARP lladdr 20000000001 EXT_LEARNED",
                "NEWNEIGH eth0 10.0.0.3 REACHABLE lladdr 20000000001",
                "NEWNEIGH eth0 fc00::1 PERMANENT lladdr 20000000001");
    }

    private void setPermanent(int ifindex) {
        kernel.setNeighbor(ifindex, AF_INET, 0, HOST, NUD_PERMANENT, 0, MAC);
    }

    private void set(int family, long high, long low, int nudState, int ntfFlags, long lladdr) {
        kernel.setNeighbor(eth0, family, high, low, nudState, ntfFlags, lladdr);
    }

    private void expect(String... lines) {
        log.drain(events);
        assertThat(log.take()).containsExactly(lines);
    }
}
