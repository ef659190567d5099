package io.neighsync.engine.simulation;

import static io.neighsync.netlink.Rtnetlink.AF_INET;
import static io.neighsync.netlink.Rtnetlink.AF_INET6;
import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.netlink.AddressText;
import io.neighsync.netlink.NetlinkPort;
import io.neighsync.netlink.Nlcap;
import io.neighsync.netlink.Nud;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Gives the simulated kernel the commands of the capture with VRFs and compares what it says with what the real kernel
 * said, command by command.
 */
class CaptureReplayTest {
    /** VLANs follow the link below them, which the simulated kernel does not know. */
    private static final String[] IGNORED = {"lo", "nlmon0", "Vlan100", "Vlan1000", "Ethernet4.10"};
    private static final String END = "# many neighbours at once, then a flush";

    /** What a real kernel said to a command. */
    private record Step(String command, List<String> lines) {
    }

    private final SimulatedKernel kernel = new SimulatedKernel(1);
    private final EventLog log = new EventLog(IGNORED);
    private final NetlinkPort events = kernel.openEvents(1 << 20, false);
    private final Map<String, Integer> ifindexes = new HashMap<>();

    @Test
    void shouldSayWhatARealKernelSaidToTheSameCommands() {
        startAsTheCapture();
        List<Step> steps = steps();
        List<String> withoutCause = new ArrayList<>();
        for (Step step : steps) {
            run(step.command());
            log.drain(events);
            if (step.command().endsWith("carrier off")) {
                // linkwatch told of it only when the next command was under way.
                withoutCause.addAll(log.take());
                assertThat(step.lines()).isEmpty();
                continue;
            }
            List<String> said = new ArrayList<>(withoutCause);
            said.addAll(log.take());
            withoutCause.clear();
            assertThat(said).as(step.command()).isEqualTo(step.lines());
        }
        assertThat(steps).hasSizeGreaterThan(80);
        assertThat(steps.stream().mapToInt(step -> step.lines().size()).sum()).isGreaterThan(110);
    }

    private void startAsTheCapture() {
        for (String name : new String[] {"lo", "Ethernet0", "nlmon0"}) {
            ifindexes.put(name, kernel.addLink(name, 0));
            kernel.adminUp(ifindexes.get(name));
        }
        setNeighbor("192.0.2.9", "02:00:00:00:00:09", "Ethernet0", Nud.NUD_PERMANENT);
        log.drain(events);
        log.take();
    }

    private static List<Step> steps() {
        EventLog real = new EventLog(IGNORED);
        List<Step> steps = new ArrayList<>();
        String command = null;
        for (Nlcap.Entry entry : Nlcap.read(Nlcap.A_VRF)) {
            switch (entry.kind()) {
                case EVENT -> real.datagram(entry.buffer(), 0, entry.bytes().length);
                case DUMP -> {
                    real.datagram(entry.buffer(), 0, entry.bytes().length);
                    real.take();
                }
                case MARKER -> {
                    String text = entry.text().strip();
                    if (text.startsWith("(exit")) {
                        assertThat(real.take()).isEmpty();
                        command = null;
                    } else if (text.startsWith("$") || text.equals(END)) {
                        if (command != null) {
                            steps.add(new Step(command, real.take()));
                        }
                        command = text.substring(2);
                    }
                    if (text.equals(END)) {
                        return steps;
                    }
                }
                default -> {
                    // A request, as the capture program sent it.
                }
            }
        }
        throw new AssertionError("the capture has no " + END);
    }

    private void run(String command) {
        String[] words = command.replace("ip -6", "ip").split(" ", -1);
        switch (words[0] + " " + words[1] + " " + words[2]) {
            case "ip link add" -> addLink(words);
            case "ip link del" -> kernel.removeLink(ifindexes.get(words[3]));
            case "ip link set" -> changeLink(words);
            case "ip neigh add", "ip neigh replace" -> setNeighbor(words[3], words[5], words[7],
                    words.length < 10 ? Nud.NUD_PERMANENT : state(words[9]));
            case "bridge vlan add" -> kernel.bridgeNoise(ifindexes.get(words[4]));
            case "bridge fdb add" -> kernel.fdbNoise(ifindexes.get(words[5]), 0x0200_0000_6002L, true);
            case "ip link property", "ip netns add" -> assertThat(words).isNotEmpty();
            default -> throw new AssertionError("no such command here: " + command);
        }
    }

    private void addLink(String[] words) {
        String name = words[3];
        int wanted = 0;
        int table = 0;
        String type = "";
        for (int i = 3; i + 1 < words.length; i++) {
            switch (words[i]) {
                case "name" -> name = words[i + 1];
                case "index" -> wanted = Integer.parseInt(words[i + 1]);
                case "table" -> table = Integer.parseInt(words[i + 1]);
                case "type" -> type = words[i + 1];
                default -> {
                    // Of no consequence here.
                }
            }
        }
        int ifindex = switch (type) {
            case "vrf" -> kernel.addVrf(name, wanted, table);
            case "bridge" -> kernel.addBridge(name, wanted);
            default -> kernel.addLink(name, wanted);
        };
        assertThat(ifindex).as(name).isPositive();
        ifindexes.put(name, ifindex);
    }

    private void changeLink(String[] words) {
        int ifindex = ifindexes.get(words[3]);
        switch (words[4]) {
            case "up" -> assertThat(kernel.adminUp(ifindex)).isTrue();
            case "down" -> assertThat(kernel.adminDown(ifindex)).isTrue();
            case "master" -> assertThat(kernel.setMaster(ifindex, ifindexes.get(words[5]))).isTrue();
            case "nomaster" -> assertThat(kernel.setMaster(ifindex, 0)).isTrue();
            case "netns" -> assertThat(kernel.moveToNamespace(ifindex)).isTrue();
            case "name" -> {
                assertThat(kernel.rename(ifindex, words[5])).isTrue();
                ifindexes.put(words[5], ifindex);
            }
            case "carrier" -> assertThat(words[5].equals("on") ? kernel.carrierReturn(ifindex)
                    : kernel.carrierLoss(ifindex)).isTrue();
            default -> assertThat(words[4]).isIn("arp", "mtu");
        }
    }

    private void setNeighbor(String address, String lladdr, String link, int nudState) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(InetAddress.getByName(address).getAddress());
            boolean inet = bytes.remaining() == 4;
            long high = inet ? 0 : bytes.getLong();
            long low = inet ? bytes.getInt() & 0xffff_ffffL : bytes.getLong();
            kernel.setNeighbor(ifindexes.get(link), inet ? AF_INET : AF_INET6, high, low, nudState, 0,
                    AddressText.parseLladdr(lladdr), 6);
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static int state(String name) {
        return switch (name) {
            case "reachable" -> Nud.NUD_REACHABLE;
            case "stale" -> Nud.NUD_STALE;
            default -> throw new AssertionError("no such state here: " + name);
        };
    }
}
