package io.neighsync.engine.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.event.Counter;
import io.neighsync.engine.event.Counters;
import io.neighsync.engine.event.EventKind;
import io.neighsync.engine.event.LinkName;
import io.neighsync.engine.event.NeighborEvent;
import io.neighsync.netlink.LinkDecoder;
import io.neighsync.netlink.MessageCursor;
import io.neighsync.netlink.NeighborDecoder;
import io.neighsync.netlink.NeighborRequests;
import io.neighsync.netlink.Nlcap;
import io.neighsync.netlink.Nud;
import io.neighsync.netlink.Rtnetlink;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Slots against what the decoders say about the same bytes. */
class ParseStageTest {
    private final Counters counters = new Counters();
    private final ParseStage stage = new ParseStage(counters);
    private final NeighborDecoder neighbor = new NeighborDecoder();
    private final LinkDecoder link = new LinkDecoder();
    private final MessageCursor messages = new MessageCursor();

    @ParameterizedTest
    @ValueSource(strings = {Nlcap.A_VRF, Nlcap.B_CHURN})
    void shouldFillTheSlotAsTheDecoderSaysForEveryMessageOfACapture(String capture) {
        int neighbors = 0;
        int links = 0;
        for (Nlcap.Entry entry : Nlcap.read(capture)) {
            if (entry.kind() != Nlcap.Kind.EVENT && entry.kind() != Nlcap.Kind.DUMP) {
                continue;
            }
            UnsafeBuffer buffer = entry.buffer();
            messages.wrap(buffer, 0, buffer.capacity());
            while (messages.next()) {
                EventKind kind = NotificationSource.kindOf(messages.type());
                if (kind == EventKind.NEIGH_SET || kind == EventKind.NEIGH_DEL) {
                    assertNeighbor(parse(kind, buffer, messages.offset(), messages.length()), kind, buffer);
                    neighbors++;
                } else if (kind != null) {
                    assertLink(parse(kind, buffer, messages.offset(), messages.length()), kind, buffer);
                    links++;
                }
            }
        }
        assertThat(neighbors).isGreaterThan(900);
        assertThat(links).isGreaterThan(10);
        assertThat(counters.get(Counter.MALFORMED_MESSAGES)).isZero();
    }

    @Test
    void shouldSayThatALinkLayerAddressIsAbsent() {
        NeighborEvent event = parse(EventKind.NEIGH_SET, KernelMessages.newNeighbor(
                1, Rtnetlink.AF_INET, 0, 1, NeighborRequests.NO_LLADDR, Nud.NUD_FAILED));
        assertThat(event.kind).isEqualTo(EventKind.NEIGH_SET);
        assertThat(event.lladdrLength).isEqualTo(-1);
        assertThat(event.lladdr).isZero();
    }

    @Test
    void shouldTakeTheRequestForAMissingNeighborAsItsDeletion() {
        UnsafeBuffer request = KernelMessages.delNeighbor(3, 9);
        request.putShort(4, (short) Rtnetlink.RTM_GETNEIGH);
        NeighborEvent event = parse(EventKind.NEIGH_DEL, request);
        assertThat(event.kind).isEqualTo(EventKind.NEIGH_DEL);
        assertThat(event.ifindex).isEqualTo(3);
        assertThat(event.addressLow).isEqualTo(9);
    }

    @Test
    void shouldSetAsideWhatConcernsBridgePortsAndTheirFdb() {
        NeighborEvent fdb = parse(EventKind.NEIGH_SET, KernelMessages.newNeighbor(
                1, Rtnetlink.AF_BRIDGE, 0, 1, 7, Nud.NUD_PERMANENT));
        assertThat(fdb.kind).isEqualTo(EventKind.FOREIGN);
        NeighborEvent port = parse(EventKind.LINK_DEL, KernelMessages.link(
                Rtnetlink.RTM_DELLINK, Rtnetlink.AF_BRIDGE, 4, new byte[0]));
        assertThat(port.kind).isEqualTo(EventKind.FOREIGN);
        assertThat(counters.get(Counter.MALFORMED_MESSAGES)).isZero();
    }

    @Test
    void shouldRejectWhatHasNoKey() {
        assertRejected(EventKind.NEIGH_SET, KernelMessages.newNeighbor(0, 1, 7));
        assertRejected(EventKind.NEIGH_SET, KernelMessages.newNeighbor(-1, 1, 7));
        UnsafeBuffer ipv4InIpv6 = KernelMessages.newNeighbor(1, 1, 7);
        ipv4InIpv6.putByte(16, (byte) Rtnetlink.AF_INET6);
        assertRejected(EventKind.NEIGH_SET, ipv4InIpv6);
        assertRejected(EventKind.LINK_SET, KernelMessages.link(
                Rtnetlink.RTM_NEWLINK, Rtnetlink.AF_UNSPEC, 4, new byte[0]));
        assertRejected(EventKind.LINK_DEL, KernelMessages.delLink(0));
    }

    @Test
    void shouldRejectEveryTruncationOfAMessage() {
        UnsafeBuffer whole = KernelMessages.newNeighbor(1, 1, 7);
        for (int length = 0; length < whole.capacity(); length++) {
            NeighborEvent event = parse(EventKind.NEIGH_SET, whole, 0, length);
            assertThat(event.kind).as("%d bytes", length).isEqualTo(EventKind.INVALID);
        }
        assertThat(counters.get(Counter.MALFORMED_MESSAGES)).isEqualTo(whole.capacity());
    }

    @Test
    void shouldLeaveMarksAlone() {
        for (EventKind kind : new EventKind[] {
            EventKind.DUMP_BEGIN, EventKind.DUMP_DONE, EventKind.SWEEP_DONE, EventKind.OVERRUN}) {
            NeighborEvent event = new NeighborEvent();
            event.kind = kind;
            stage.onEvent(event, 0, true);
            assertThat(event.kind).isEqualTo(kind);
        }
    }

    @Test
    void shouldForgetWhatTheSlotHeldBefore() {
        NeighborEvent event = new NeighborEvent();
        event.linkName = new LinkName("old0");
        event.master = 5;
        event.vrf = true;
        event.vrfTable = 100;
        parse(event, EventKind.LINK_SET, KernelMessages.newLink(3, "eth0"));
        assertThat(event.linkName).hasToString("eth0");
        assertThat(event.master).isZero();
        assertThat(event.vrf).isFalse();
        assertThat(event.vrfTable).isZero();
        parse(event, EventKind.LINK_DEL, KernelMessages.delLink(3));
        assertThat(event.linkName).isNull();
    }

    private void assertNeighbor(NeighborEvent event, EventKind kind, UnsafeBuffer buffer) {
        assertThat(neighbor.wrap(buffer, messages.offset(), messages.length())).isTrue();
        boolean fdb = neighbor.family() == Rtnetlink.AF_BRIDGE;
        assertThat(event.kind).isEqualTo(fdb ? EventKind.FOREIGN : kind);
        assertThat(event.family).isEqualTo(neighbor.family());
        if (!fdb) {
            assertThat(event.ifindex).isEqualTo(neighbor.ifindex());
            assertThat(event.nudState).isEqualTo(neighbor.nudState());
            assertThat(event.ntfFlags).isEqualTo(neighbor.ntfFlags());
            assertThat(event.addressHigh).isEqualTo(neighbor.addressHigh());
            assertThat(event.addressLow).isEqualTo(neighbor.addressLow());
            assertThat(event.lladdrLength).isEqualTo(neighbor.lladdrLength());
            assertThat(event.lladdr).isEqualTo(neighbor.lladdr());
        }
    }

    private void assertLink(NeighborEvent event, EventKind kind, UnsafeBuffer buffer) {
        assertThat(link.wrap(buffer, messages.offset(), messages.length())).isTrue();
        boolean port = link.family() == Rtnetlink.AF_BRIDGE;
        assertThat(event.kind).isEqualTo(port ? EventKind.FOREIGN : kind);
        if (!port) {
            assertThat(event.ifindex).isEqualTo(link.ifindex());
            assertThat(event.master).isEqualTo(link.master());
            assertThat(event.vrf).isEqualTo(link.isVrf());
            assertThat(event.vrfTable).isEqualTo(link.vrfTable());
            assertThat(String.valueOf(event.linkName))
                    .isEqualTo(kind == EventKind.LINK_SET ? link.name() : "null");
        }
    }

    private void assertRejected(EventKind kind, UnsafeBuffer message) {
        long before = counters.get(Counter.MALFORMED_MESSAGES);
        assertThat(parse(kind, message).kind).isEqualTo(EventKind.INVALID);
        assertThat(counters.get(Counter.MALFORMED_MESSAGES)).isEqualTo(before + 1);
    }

    private NeighborEvent parse(EventKind kind, UnsafeBuffer message) {
        return parse(kind, message, 0, message.capacity());
    }

    private NeighborEvent parse(EventKind kind, UnsafeBuffer buffer, int offset, int length) {
        NeighborEvent event = new NeighborEvent();
        event.kind = kind;
        event.frame = buffer;
        event.frameOffset = offset;
        event.frameLength = length;
        stage.onEvent(event, 0, true);
        return event;
    }

    private void parse(NeighborEvent event, EventKind kind, UnsafeBuffer message) {
        event.kind = kind;
        event.frame = message;
        event.frameOffset = 0;
        event.frameLength = message.capacity();
        stage.onEvent(event, 0, true);
    }
}
