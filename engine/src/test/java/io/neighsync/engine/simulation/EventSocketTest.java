package io.neighsync.engine.simulation;

import static io.neighsync.netlink.Rtnetlink.AF_INET;
import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.netlink.NetlinkPort;
import io.neighsync.netlink.Nud;
import io.neighsync.netlink.Rtnetlink;
import io.neighsync.netlink.ffm.Errno;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EventSocketTest {
    private static final long HOST = 0x0a00_0001L;
    private static final long MAC = 0x0200_0000_0001L;

    private final SimulatedKernel kernel = new SimulatedKernel(7);
    private final int eth0 = kernel.addLink("eth0", 0);
    private final NetlinkPort port = kernel.openEvents(1 << 20);
    private final SocketReader reader = new SocketReader(port);

    @AfterEach
    void close() {
        reader.close();
    }

    @Test
    void shouldLoseWithoutATraceWhenAskedTo() {
        kernel.loseSilently(2);
        set(HOST);
        kernel.bridgeNoise(eth0);
        kernel.rename(eth0, "eth7");
        set(HOST + 1);
        assertThat(reader.all()).containsExactly("0 NEW 10.0.0.2");
        assertThat(port.drops()).isZero();
        assertThat(kernel.notificationsLost()).isEqualTo(2);
        assertThat(kernel.neighborCount()).isEqualTo(2);
    }

    @Test
    void shouldDropWithoutAnErrorWhenAskedTo() {
        kernel.dropUnannounced(1);
        set(HOST);
        set(HOST + 1);
        assertThat(reader.all()).containsExactly("0 NEW 10.0.0.2");
        assertThat(port.drops()).isEqualTo(1);
        assertThat(kernel.datagramsDropped()).isEqualTo(1);
        assertThat(kernel.overruns()).isZero();
    }

    @Test
    void shouldNotBeChargedForBridgeMessages() {
        int br0 = kernel.addBridge("br0", 0);
        kernel.setMaster(eth0, br0);
        reader.all();
        for (int i = 0; i < 10_000; i++) {
            assertThat(kernel.fdbNoise(eth0, i, i % 2 == 0)).isTrue();
            assertThat(kernel.bridgeNoise(br0)).isTrue();
        }
        assertThat(reader.all()).isEmpty();
        assertThat(port.drops()).isZero();
    }

    @Test
    void shouldFailOrTruncateAReceiveOnceWhenAskedTo() {
        set(HOST);
        set(HOST + 1);
        kernel.faults().failEventReceive(Errno.ENOMEM);
        assertThat(reader.next()).containsExactly("ENOMEM");
        kernel.faults().truncateEvent();
        assertThat(reader.next()).containsExactly("malformed truncated");
        assertThat(reader.all()).containsExactly("0 NEW 10.0.0.2");
    }

    @Test
    void shouldShowWhatAProcessSendsAsSuch() {
        kernel.foreignEvent(Rtnetlink.RTM_DELNEIGH, eth0, AF_INET, 0, HOST, Nud.NUD_FAILED, 0, -1);
        assertThat(reader.all()).containsExactly("0 DEL 10.0.0.1 from a process");
    }

    @ParameterizedTest
    @EnumSource(Malformation.class)
    void shouldSendWhatNoDecoderBelieves(Malformation malformation) {
        kernel.malformedEvent(malformation, eth0, AF_INET, 0, HOST);
        set(HOST);
        assertThat(reader.next()).hasSize(1).noneMatch(line -> line.contains("NEW 10."));
        assertThat(reader.all()).containsExactly("0 NEW 10.0.0.1");
    }

    @Test
    void shouldNotReachASocketThatIsClosed() {
        reader.close();
        set(HOST);
        assertThat(kernel.datagramsDropped()).isZero();
        assertThat(kernel.changes()).isEqualTo(2);
    }

    @Test
    void shouldReachEverySocket() {
        try (SocketReader other = new SocketReader(kernel.openEvents(4096))) {
            for (int i = 0; i < 10; i++) {
                set(HOST + i);
            }
            assertThat(reader.all()).hasSize(10);
            assertThat(other.next()).containsExactly("ENOBUFS");
            assertThat(other.all()).hasSize(4);
            assertThat(kernel.overruns()).isEqualTo(1);
            assertThat(kernel.datagramsDropped()).isEqualTo(6);
            assertThat(kernel.datagramsDelivered()).isEqualTo(14);
        }
    }

    private void set(long address) {
        assertThat(kernel.setNeighbor(eth0, AF_INET, 0, address, Nud.NUD_REACHABLE, 0, MAC, 6)).isTrue();
    }
}
