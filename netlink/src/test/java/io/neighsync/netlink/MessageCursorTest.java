package io.neighsync.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Walking messages. */
class MessageCursorTest {
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[256]);
    private final MessageCursor cursor = new MessageCursor();

    @Test
    void shouldWalkMessagesAtMultiplesOfFour() {
        NetlinkRequests.encodeHeader(buffer, 8, 18, 28, 0x8002, 7);
        buffer.putInt(8 + 12, -5);
        NetlinkRequests.encodeHeader(buffer, 28, 16, 3, 2, -1);

        cursor.wrap(buffer, 8, 36);

        assertThat(cursor.next()).isTrue();
        assertThat(cursor.offset()).isEqualTo(8);
        assertThat(cursor.length()).isEqualTo(18);
        assertThat(cursor.type()).isEqualTo(28);
        assertThat(cursor.flags()).isEqualTo(0x8002);
        assertThat(cursor.sequence()).isEqualTo(7);
        assertThat(cursor.portId()).isEqualTo(-5);
        assertThat(cursor.next()).isTrue();
        assertThat(cursor.offset()).isEqualTo(28);
        assertThat(cursor.type()).isEqualTo(Nlm.NLMSG_DONE);
        assertThat(cursor.next()).isFalse();
        assertThat(cursor.isMalformed()).isFalse();
    }

    @Test
    void shouldAcceptALastMessageWithoutPadding() {
        NetlinkRequests.encodeHeader(buffer, 0, 18, 28, 0, 0);
        cursor.wrap(buffer, 0, 18);
        assertThat(cursor.next()).isTrue();
        assertThat(cursor.next()).isFalse();
        assertThat(cursor.isMalformed()).isFalse();
    }

    @Test
    void shouldEndTheWalkAtALengthThatDoesNotFit() {
        for (int bad : new int[] {0, 15, 33, -1, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            NetlinkRequests.encodeHeader(buffer, 0, 16, 28, 0, 0);
            NetlinkRequests.encodeHeader(buffer, 16, bad, 28, 0, 0);
            cursor.wrap(buffer, 0, 48);
            assertThat(cursor.next()).isTrue();
            assertThat(cursor.isMalformed()).isFalse();
            assertThat(cursor.next()).as("nlmsg_len %d", bad).isFalse();
            assertThat(cursor.isMalformed()).isTrue();
            assertThat(cursor.next()).isFalse();
        }
    }

    @Test
    void shouldEndTheWalkAtARestTooShortForAHeader() {
        NetlinkRequests.encodeHeader(buffer, 0, 16, 28, 0, 0);
        cursor.wrap(buffer, 0, 31);
        assertThat(cursor.next()).isTrue();
        assertThat(cursor.next()).isFalse();
        assertThat(cursor.isMalformed()).isTrue();
    }

    @Test
    void shouldForgetAMalformedDatagramWhenWrappedAgain() {
        cursor.wrap(buffer, 0, 3);
        assertThat(cursor.next()).isFalse();
        assertThat(cursor.isMalformed()).isTrue();
        assertThat(cursor.wrap(buffer, 0, 0).next()).isFalse();
        assertThat(cursor.isMalformed()).isFalse();
    }
}
