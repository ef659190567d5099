package io.neighsync.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.netlink.ffm.Errno;
import org.junit.jupiter.api.Test;

/** What an operator reads. */
class NetlinkExceptionTest {
    @Test
    void shouldNameTheCallTheErrnoAndTheRemedy() {
        NetlinkException failure = new NetlinkException("bind(AF_NETLINK)", Errno.EPERM, "run with CAP_NET_ADMIN");
        assertThat(failure).hasMessage("bind(AF_NETLINK) failed with EPERM; run with CAP_NET_ADMIN");
        assertThat(failure.errno()).isEqualTo(Errno.EPERM);
    }
}
