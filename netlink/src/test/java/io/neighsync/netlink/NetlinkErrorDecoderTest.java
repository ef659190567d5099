package io.neighsync.netlink;

import static io.neighsync.netlink.Nlm.NLMSG_DONE;
import static io.neighsync.netlink.Nlm.NLMSG_ERROR;
import static io.neighsync.netlink.Nlm.NLM_F_ACK_TLVS;
import static io.neighsync.netlink.Nlm.NLM_F_CAPPED;
import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.netlink.ffm.Errno;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Error and done messages built by hand. */
class NetlinkErrorDecoderTest {
    private final NetlinkErrorDecoder decoder = new NetlinkErrorDecoder();

    @Test
    void shouldDecodeAnAcknowledgment() {
        assertThat(wrap(MessageBuilder.error(NLMSG_ERROR, 0).sequence(9).bytes(request(48)))).isTrue();
        assertThat(decoder.messageType()).isEqualTo(NLMSG_ERROR);
        assertThat(decoder.sequence()).isEqualTo(9);
        assertThat(decoder.result()).isZero();
        assertThat(decoder.errno()).isZero();
        assertThat(decoder.requestType()).isEqualTo(Rtnetlink.RTM_GETNEIGH);
        assertThat(decoder.hasMessage()).isFalse();
        assertThat(decoder.toString()).isEqualTo("NLMSG_ERROR 0 for RTM_GETNEIGH");
    }

    @Test
    void shouldDecodeTheKernelsWordsAfterTheWholeRequest() {
        assertThat(wrap(MessageBuilder.error(NLMSG_ERROR, -Errno.ENOENT).flags(NLM_F_ACK_TLVS).bytes(request(48))
            .u32(2, 20).text(1, "Neighbour entry not found"))).isTrue();
        assertThat(decoder.errno()).isEqualTo(Errno.ENOENT);
        assertThat(decoder.result()).isEqualTo(-Errno.ENOENT);
        assertThat(decoder.message()).isEqualTo("Neighbour entry not found");
        assertThat(decoder.toString()).isEqualTo("NLMSG_ERROR ENOENT for RTM_GETNEIGH: Neighbour entry not found");
    }

    @Test
    void shouldDecodeTheKernelsWordsAfterACappedRequest() {
        byte[] header = new byte[16];
        System.arraycopy(request(48), 0, header, 0, 16);
        assertThat(wrap(MessageBuilder.error(NLMSG_ERROR, -Errno.ENODEV).flags(NLM_F_ACK_TLVS | NLM_F_CAPPED)
            .bytes(header).text(1, "Unknown device ifindex"))).isTrue();
        assertThat(decoder.errno()).isEqualTo(Errno.ENODEV);
        assertThat(decoder.message()).isEqualTo("Unknown device ifindex");
    }

    @Test
    void shouldDecodeTheEndOfADump() {
        assertThat(wrap(MessageBuilder.error(NLMSG_DONE, 0))).isTrue();
        assertThat(decoder.messageType()).isEqualTo(NLMSG_DONE);
        assertThat(decoder.errno()).isZero();
        assertThat(decoder.requestType()).isZero();
        assertThat(wrap(MessageBuilder.error(NLMSG_DONE, -Errno.EINTR).flags(NLM_F_ACK_TLVS).text(1, "why"))).isTrue();
        assertThat(decoder.errno()).isEqualTo(Errno.EINTR);
        assertThat(decoder.message()).isEqualTo("why");
    }

    @Test
    void shouldForgetTheWordsOfTheMessageBefore() {
        wrap(MessageBuilder.error(NLMSG_DONE, -1).flags(NLM_F_ACK_TLVS).text(1, "why"));
        wrap(MessageBuilder.error(NLMSG_DONE, 0));
        assertThat(decoder.hasMessage()).isFalse();
        assertThat(decoder.message()).isEmpty();
    }

    @Test
    void shouldRefuseDamage() {
        assertRefused(MessageBuilder.error(NLMSG_ERROR, -1), DecodeError.TRUNCATED_HEADER);
        assertRefused(MessageBuilder.error(NLMSG_ERROR, -1).flags(NLM_F_ACK_TLVS).bytes(request(100)),
            DecodeError.BAD_MESSAGE_LENGTH);
        assertRefused(MessageBuilder.error(NLMSG_ERROR, -1).flags(NLM_F_ACK_TLVS).bytes(request(-1)),
            DecodeError.BAD_MESSAGE_LENGTH);
        assertRefused(MessageBuilder.error(NLMSG_DONE, -1).flags(NLM_F_ACK_TLVS).bytes((byte) 3, (byte) 0),
            DecodeError.BAD_ATTRIBUTE_LENGTH);
        assertRefused(MessageBuilder.error(Nlm.NLMSG_NOOP, 0), DecodeError.UNEXPECTED_TYPE);
        assertThat(decoder.toString()).contains("nlmsg_type");
    }

    /** 48 bytes of a request that claims some length. */
    private static byte[] request(int claimed) {
        byte[] bytes = new byte[48];
        NetlinkRequests.encodeHeader(new UnsafeBuffer(bytes), 0, claimed, Rtnetlink.RTM_GETNEIGH, 1, 9);
        return bytes;
    }

    private boolean wrap(MessageBuilder message) {
        UnsafeBuffer buffer = message.build();
        return decoder.wrap(buffer, 0, buffer.capacity());
    }

    private void assertRefused(MessageBuilder message, DecodeError reason) {
        assertThat(wrap(message)).isFalse();
        assertThat(decoder.error()).isEqualTo(reason);
    }
}
