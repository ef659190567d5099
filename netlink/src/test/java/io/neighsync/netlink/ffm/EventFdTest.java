package io.neighsync.netlink.ffm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Signals of the real kernel's eventfd. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EventFdTest {
    @Test
    void shouldDrainAllSignalsAtOnce() {
        try (EventFd event = new EventFd()) {
            assertThat(event.drain()).isFalse();
            event.signal();
            event.signal();
            assertThat(event.drain()).isTrue();
            assertThat(event.drain()).isFalse();
        }
    }

    @Test
    void shouldNotBlockWhenTheCounterIsFull() {
        try (EventFd event = new EventFd()) {
            assertThat(Libc.writeEventFd(event.fd(), -2)).isEqualTo(8);
            event.signal();
            assertThat(event.drain()).isTrue();
        }
    }

    @Test
    void shouldCloseItsDescriptorOnce() {
        EventFd event = new EventFd();
        event.close();
        assertThat(event.drain()).isFalse();
        event.close();
    }
}
