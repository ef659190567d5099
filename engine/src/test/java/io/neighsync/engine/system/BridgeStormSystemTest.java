package io.neighsync.engine.system;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a bridge learns reaches the listeners of neighbors as well, but not this one. */
@Timeout(60)
class BridgeStormSystemTest {
    private static final int ENTRIES = 20_000;
    private static final long FIRST_LLADDR = 0x0200_0000_0000L;

    @Test
    void shouldMirrorTheOneNeighborInTheMiddleOfAStormOfForwardingEntries() {
        try (MirroredHost host = MirroredHost.enter()) {
            host.ip("link add Vlan10 type bridge", "link set Vlan10 up", "link set Ethernet0 master Vlan10");
            int port = host.netns().ifindex("Ethernet0");
            try (DaemonProcess daemon = host.mirror("netlink.receive_buffer=212992")) {
                host.inject(injector -> {
                    for (int i = 0; i < ENTRIES; i++) {
                        injector.addFdb(port, FIRST_LLADDR + i);
                        if (i == ENTRIES / 2) {
                            injector.flush();
                            host.ip("neigh add 10.0.0.1 lladdr 02:00:00:00:00:01 dev Vlan10 nud permanent");
                        }
                    }
                });
                host.awaitEqual(MirroredHost.SOON);
                assertThat(host.netns().bridge("fdb show br Vlan10").lines().count()).isGreaterThanOrEqualTo(ENTRIES);
                assertThat(host.expected()).containsEntry("Vlan10:10.0.0.1", "02:00:00:00:00:01 IPv4");
                long drops = EventSocketStatus.of(daemon).drops();
                assertThat(daemon.terminate()).as(daemon.output()).isZero();
                System.out.println(ENTRIES + " forwarding entries: events=" + daemon.counted("events") + " overruns="
                        + daemon.counted("overruns") + " drops=" + drops);
                assertThat(daemon.counted("overruns")).isZero();
                assertThat(drops).isZero();
                assertThat(daemon.counted("events")).isLessThan(100);
            }
        }
    }
}
