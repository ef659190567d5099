package io.neighsync.netlink.ffm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Waiting for descriptors of the real kernel. */
@Timeout(30)
class PollSetTest {
    @Test
    void shouldTellWhichDescriptorIsReady() {
        try (PollSet set = new PollSet(2); EventFd first = new EventFd(); EventFd second = new EventFd()) {
            assertThat(set.add(first.fd())).isZero();
            assertThat(set.add(second.fd())).isEqualTo(1);
            assertThat(set.await(0)).isZero();

            second.signal();

            assertThat(set.await(-1)).isEqualTo(1);
            assertThat(set.isReady(0)).isFalse();
            assertThat(set.isReady(1)).isTrue();
            assertThat(second.drain()).isTrue();
            assertThat(set.await(0)).isZero();
            assertThat(set.isReady(1)).isFalse();
        }
    }

    @Test
    void shouldWaitAsLongAsTold() {
        try (PollSet set = new PollSet(1); EventFd event = new EventFd()) {
            set.add(event.fd());
            long start = System.nanoTime();
            assertThat(set.await(TimeUnit.MILLISECONDS.toNanos(1020))).isZero();
            assertThat(System.nanoTime() - start)
                .isBetween(TimeUnit.MILLISECONDS.toNanos(1020), TimeUnit.SECONDS.toNanos(20));
        }
    }

    @Test
    void shouldWakeWhenAnotherThreadSignals() throws InterruptedException {
        try (PollSet set = new PollSet(1); EventFd event = new EventFd()) {
            set.add(event.fd());
            Thread signaller = Thread.ofPlatform().start(event::signal);
            assertThat(set.await(-1)).isEqualTo(1);
            signaller.join();
        }
    }

    @Test
    void shouldIgnoreADisabledEntryAndWaitForWhatItIsToldTo() {
        try (PollSet set = new PollSet(1); EventFd event = new EventFd()) {
            int index = set.add(event.fd());
            event.signal();
            set.fd(index, -1);
            assertThat(set.await(0)).isZero();
            set.fd(index, event.fd());
            set.interest(index, 0);
            assertThat(set.await(0)).isZero();
            set.interest(index, PollSet.POLLOUT);
            assertThat(set.await(0)).isEqualTo(1);
        }
    }

    @Test
    void shouldForgetReadinessWhenTheDescriptorIsReplaced() {
        try (PollSet set = new PollSet(2); EventFd event = new EventFd(); EventFd other = new EventFd()) {
            set.add(event.fd());
            set.add(other.fd());
            event.signal();
            other.signal();
            set.await(0);
            set.fd(0, -1);
            assertThat(set.isReady(0)).isFalse();
            assertThat(set.isReady(1)).isTrue();
        }
    }

    @Test
    void shouldRefuseMoreThanItHolds() {
        try (PollSet set = new PollSet(1)) {
            set.add(-1);
            assertThatThrownBy(() -> set.add(-1)).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("full");
            assertThatThrownBy(() -> set.isReady(1)).isInstanceOf(IndexOutOfBoundsException.class);
        }
        assertThatThrownBy(() -> new PollSet(0)).hasMessageContaining("1..65536");
    }
}
