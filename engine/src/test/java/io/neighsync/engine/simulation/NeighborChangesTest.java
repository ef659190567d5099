package io.neighsync.engine.simulation;

import static io.neighsync.netlink.Nud.NUD_DELAY;
import static io.neighsync.netlink.Nud.NUD_FAILED;
import static io.neighsync.netlink.Nud.NUD_INCOMPLETE;
import static io.neighsync.netlink.Nud.NUD_NOARP;
import static io.neighsync.netlink.Nud.NUD_PERMANENT;
import static io.neighsync.netlink.Nud.NUD_PROBE;
import static io.neighsync.netlink.Nud.NUD_REACHABLE;
import static io.neighsync.netlink.Nud.NUD_STALE;
import static io.neighsync.netlink.Rtnetlink.AF_INET;
import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.netlink.NetlinkPort;
import io.neighsync.netlink.Ntf;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NeighborChangesTest {
    private static final long HOST = 0x0a00_0001L;
    private static final long GROUP = 0xe000_004dL;
    private static final long MAC = 0x0200_0000_0001L;

    private final SimulatedKernel kernel = new SimulatedKernel(7);
    private final NetlinkPort port = kernel.openEvents(1 << 20);
    private final EventLog log = new EventLog();
    private final int eth0 = kernel.addLink("eth0", 0);

    @Test
    void shouldNotAnnounceIncompleteAndDelayThatAriseByThemselves() {
        assertThat(age(NUD_INCOMPLETE)).isTrue();
        assertThat(rows()).containsExactly("10.0.0.1 1 -1");
        set(NUD_REACHABLE, 0);
        assertThat(age(NUD_STALE)).isTrue();
        assertThat(age(NUD_DELAY)).isTrue();
        assertThat(rows()).containsExactly("10.0.0.1 8 6");
        assertThat(age(NUD_PROBE)).isTrue();
        assertThat(age(NUD_FAILED)).isTrue();
        assertThat(rows()).containsExactly("10.0.0.1 32 -1");
        assertThat(age(NUD_INCOMPLETE)).isTrue();
        assertThat(said()).containsExactly(
                "NEWLINK eth0",
                "NEWNEIGH eth0 10.0.0.1 REACHABLE lladdr 20000000001",
                "NEWNEIGH eth0 10.0.0.1 STALE lladdr 20000000001",
                "NEWNEIGH eth0 10.0.0.1 PROBE lladdr 20000000001",
                "NEWNEIGH eth0 10.0.0.1 FAILED");
    }

    @Test
    void shouldRefuseStepsTheStateMachineDoesNotHave() {
        for (int state : new int[] {NUD_REACHABLE, NUD_STALE, NUD_DELAY, NUD_PROBE, NUD_FAILED, NUD_PERMANENT}) {
            assertThat(age(state)).isFalse();
        }
        set(NUD_PERMANENT, 0);
        for (int state : new int[] {NUD_INCOMPLETE, NUD_STALE, NUD_DELAY, NUD_PROBE, NUD_FAILED, NUD_REACHABLE}) {
            assertThat(age(state)).isFalse();
        }
        assertThat(rows()).containsExactly("10.0.0.1 128 6");
    }

    @Test
    void shouldCollectOnlyWhatMayGo() {
        for (int state : new int[] {NUD_PERMANENT, NUD_NOARP}) {
            set(state, 0);
            assertThat(collect()).isFalse();
        }
        set(NUD_STALE, Ntf.NTF_EXT_LEARNED);
        assertThat(collect()).isFalse();
        set(NUD_STALE, 0);
        said();
        assertThat(collect()).isTrue();
        assertThat(collect()).isFalse();
        assertThat(said()).containsExactly("DELNEIGH eth0 10.0.0.1 STALE lladdr 20000000001");
    }

    @Test
    void shouldFlushTheStatesAskedForInTwoStepsEach() {
        set(NUD_STALE, 0);
        kernel.setNeighbor(eth0, AF_INET, 0, HOST + 1, NUD_PERMANENT, 0, MAC, 6);
        said();
        assertThat(kernel.flush(eth0, NUD_STALE | NUD_REACHABLE)).isTrue();
        assertThat(kernel.flush(eth0, NUD_STALE | NUD_REACHABLE)).isFalse();
        assertThat(said()).containsExactly("NEWNEIGH eth0 10.0.0.1 FAILED", "DELNEIGH eth0 10.0.0.1 FAILED");
        assertThat(rows()).containsExactly("10.0.0.2 128 6");
    }

    @Test
    void shouldMakeAGroupNoarpWithoutAWord() {
        said();
        assertThat(kernel.ageNeighbor(eth0, AF_INET, 0, GROUP, NUD_INCOMPLETE)).isTrue();
        assertThat(rows()).containsExactly("224.0.0.77 64 6");
        assertThat(said()).isEmpty();
        kernel.adminUp(eth0);
        kernel.carrierLoss(eth0);
        assertThat(said()).containsExactly("NEWLINK eth0 up", "DELNEIGH eth0 224.0.0.77 NOARP lladdr 1005e00004d");
    }

    @Test
    void shouldApplyNothingToALinkThatIsNotThere() {
        long changes = kernel.changes();
        int vrf = kernel.addVrf("Vrf-red", 0, 10);
        assertThat(kernel.changes()).isEqualTo(changes + 1);
        for (int ifindex : new int[] {4711, vrf}) {
            assertThat(kernel.setNeighbor(ifindex, AF_INET, 0, HOST, NUD_REACHABLE, 0, MAC, 6)).isFalse();
            assertThat(kernel.ageNeighbor(ifindex, AF_INET, 0, HOST, NUD_INCOMPLETE)).isFalse();
            assertThat(kernel.deleteNeighbor(ifindex, AF_INET, 0, HOST)).isFalse();
            assertThat(kernel.setMaster(ifindex, vrf)).isFalse();
            assertThat(kernel.carrierLoss(ifindex)).isFalse();
            assertThat(kernel.rename(ifindex, "eth0")).isFalse();
        }
        assertThat(kernel.removeLink(4711)).isFalse();
        assertThat(kernel.addLink("eth0", 0)).isZero();
        assertThat(kernel.addLink("eth1", eth0)).isZero();
        assertThat(kernel.setMaster(eth0, 4711)).isFalse();
        assertThat(kernel.changes()).isEqualTo(changes + 1);
    }

    private void set(int nudState, int ntfFlags) {
        assertThat(kernel.setNeighbor(eth0, AF_INET, 0, HOST, nudState, ntfFlags, MAC, 6)).isTrue();
        assertThat(kernel.setNeighbor(eth0, AF_INET, 0, HOST, nudState, ntfFlags, MAC, 6)).isFalse();
    }

    private boolean age(int nudState) {
        return kernel.ageNeighbor(eth0, AF_INET, 0, HOST, nudState);
    }

    private boolean collect() {
        return kernel.collectNeighbor(eth0, AF_INET, 0, HOST);
    }

    private List<String> said() {
        log.drain(port);
        return log.take();
    }

    private List<String> rows() {
        List<String> rows = new ArrayList<>();
        kernel.forEachNeighbor((ifindex, family, high, low, nudState, ntfFlags, lladdrLength, lladdr) ->
            rows.add("%d.%d.%d.%d %d %d".formatted(low >>> 24, low >>> 16 & 255, low >>> 8 & 255, low & 255, nudState,
                    lladdrLength)));
        return rows;
    }
}
