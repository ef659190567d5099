package io.neighsync.engine.simulation;

import static io.neighsync.netlink.Rtnetlink.AF_INET;
import static io.neighsync.netlink.Rtnetlink.AF_INET6;
import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.netlink.DatagramBatch;
import io.neighsync.netlink.LinkDecoder;
import io.neighsync.netlink.NeighborDecoder;
import io.neighsync.netlink.NetlinkPort;
import io.neighsync.netlink.NetlinkRequests;
import io.neighsync.netlink.Nud;
import io.neighsync.netlink.Rtnetlink;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.zip.CRC32;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Long scripts of random changes: what the sockets say must add up to what is true, and the same each time. */
class RandomScriptTest {
    private static final int STEPS = 30_000;
    private static final int LINKS = 8;

    private final NeighborDecoder neighbor = new NeighborDecoder();
    private final LinkDecoder link = new LinkDecoder();
    private final UnsafeBuffer request = new UnsafeBuffer(new byte[NetlinkRequests.MAX_LENGTH]);
    private final UnsafeBuffer bytes = new UnsafeBuffer(new byte[0]);
    private final CRC32 checksum = new CRC32();
    private final byte[] datagram = new byte[32 * 1024];
    private final Map<String, String> seen = new TreeMap<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldAddUpToTheTableWhenNoEventIsLost(long seed) {
        SimulatedKernel kernel = run(seed);
        assertThat(kernel.overruns()).isZero();
        assertThat(kernel.changes()).isGreaterThan(STEPS / 4);
        Map<String, String> truth = new TreeMap<>();
        kernel.forEachLink((ifindex, name, master, vrf, table) ->
            truth.put("link " + ifindex, name + " " + master + " " + table));
        kernel.forEachNeighbor((ifindex, family, high, low, nudState, ntfFlags, lladdrLength, lladdr) -> {
            if (lladdrLength >= 0) {
                truth.put(key(ifindex, family, high, low), lladdrLength + " " + lladdr + " " + ntfFlags);
            }
        });
        assertThat(seen).isEqualTo(truth);
    }

    @Test
    void shouldSayTheSameWhenTheScriptIsTheSame() {
        run(1);
        long first = checksum.getValue();
        checksum.reset();
        run(1);
        assertThat(checksum.getValue()).isEqualTo(first);
        checksum.reset();
        run(2);
        assertThat(checksum.getValue()).isNotEqualTo(first);
    }

    private SimulatedKernel run(long seed) {
        seen.clear();
        SplittableRandom random = new SplittableRandom(seed);
        SimulatedKernel kernel = new SimulatedKernel(seed);
        try (NetlinkPort events = kernel.openEvents(1 << 20); NetlinkPort dump = kernel.openDump(1 << 20);
            DatagramBatch batch = new DatagramBatch(16, 32 * 1024)) {
            for (int step = 0; step < STEPS; step++) {
                change(kernel, random);
                if (random.nextInt(10) == 0) {
                    receive(events, batch, true);
                    dump.send(request, 0, NetlinkRequests.encodeNeighborDump(
                            request, 0, step, random.nextBoolean() ? AF_INET : AF_INET6));
                    receive(dump, batch, false);
                }
            }
            while (receive(events, batch, true) > 0) {
                assertThat(events.drops()).isZero();
            }
        }
        return kernel;
    }

    private static void change(SimulatedKernel kernel, SplittableRandom random) {
        int ifindex = 1 + random.nextInt(LINKS);
        int family = random.nextBoolean() ? AF_INET : AF_INET6;
        long low = 0x0a00_0000L + random.nextInt(12);
        switch (random.nextInt(100)) {
            case 0 -> kernel.addLink("eth" + random.nextInt(LINKS), ifindex);
            case 1 -> kernel.addVrf("Vrf" + random.nextInt(3), ifindex, random.nextInt(1, 4));
            case 2 -> kernel.addBridge("br" + random.nextInt(3), ifindex);
            case 3 -> kernel.rename(ifindex, "eth" + random.nextInt(LINKS));
            case 4 -> kernel.setMaster(ifindex, random.nextInt(LINKS + 1));
            case 5 -> kernel.adminUp(ifindex);
            case 6 -> kernel.adminDown(ifindex);
            case 7 -> kernel.carrierLoss(ifindex);
            case 8 -> kernel.carrierReturn(ifindex);
            case 9 -> removeSeldom(kernel, random, ifindex);
            case 10 -> kernel.rehash(family, random.nextLong());
            case 11 -> kernel.flush(ifindex, Nud.NUD_STALE);
            case 12, 13 -> kernel.collectNeighbor(ifindex, family, 0, low);
            case 14, 15, 16, 17, 18, 19 ->
                kernel.ageNeighbor(ifindex, family, 0, low, 1 << random.nextInt(6));
            case 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35 ->
                kernel.deleteNeighbor(ifindex, family, 0, low);
            default -> kernel.setNeighbor(ifindex, family, 0, low, 1 << random.nextInt(8),
                    random.nextInt(4) == 0 ? 0x10 : 0, random.nextInt(4), random.nextInt(5) == 0 ? -1 : 6);
        }
    }

    private static void removeSeldom(SimulatedKernel kernel, SplittableRandom random, int ifindex) {
        if (random.nextBoolean()) {
            kernel.removeLink(ifindex);
        } else {
            kernel.moveToNamespace(ifindex);
        }
    }

    private int receive(NetlinkPort port, DatagramBatch batch, boolean event) {
        int received = port.receive(batch);
        assertThat(received).isNotNegative();
        for (int i = 0; i < received; i++) {
            batch.buffer().getBytes(batch.offset(i), datagram, 0, batch.length(i));
            checksum.update(datagram, 0, batch.length(i));
            if (event) {
                bytes.wrap(batch.buffer(), batch.offset(i), batch.length(i));
                apply();
            }
        }
        return received;
    }

    private void apply() {
        if (link.wrap(bytes, 0, bytes.capacity())) {
            String key = "link " + link.ifindex();
            if (link.messageType() == Rtnetlink.RTM_DELLINK) {
                assertThat(seen.remove(key)).isNotNull();
                assertThat(seen.keySet()).noneMatch(row -> row.startsWith("neighbor " + link.ifindex() + " "));
            } else {
                seen.put(key, link.name() + " " + link.master() + " " + link.vrfTable());
            }
            return;
        }
        assertThat(neighbor.wrap(bytes, 0, bytes.capacity())).isTrue();
        String key = key(neighbor.ifindex(), neighbor.family(), neighbor.addressHigh(), neighbor.addressLow());
        if (neighbor.messageType() == Rtnetlink.RTM_DELNEIGH || neighbor.lladdrLength() < 0) {
            seen.remove(key);
        } else {
            seen.put(key, neighbor.lladdrLength() + " " + neighbor.lladdr() + " " + neighbor.ntfFlags());
        }
    }

    private static String key(int ifindex, int family, long high, long low) {
        return "neighbor " + ifindex + " " + family + " " + high + " " + low;
    }
}
