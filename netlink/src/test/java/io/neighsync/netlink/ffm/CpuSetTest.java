package io.neighsync.netlink.ffm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Pinning the calling thread. */
class CpuSetTest {
    @Test
    void shouldPinTheCallingThreadOnly() throws InterruptedException {
        BitSet before = CpuSet.allowed();
        assertThat(before.cardinality()).isPositive();
        int cpu = before.length() - 1;
        CompletableFuture<BitSet> pinned = new CompletableFuture<>();
        Thread thread = Thread.ofPlatform().start(() -> {
            int result = CpuSet.pin(cpu);
            pinned.complete(result == 0 ? CpuSet.allowed() : new BitSet());
        });
        thread.join();
        assertThat(pinned.join().stream().toArray()).containsExactly(cpu);
        assertThat(CpuSet.allowed()).isEqualTo(before);
        assertThat(CpuSet.pin(before)).isZero();
    }

    @Test
    void shouldRefuseACpuThatIsNotThere() {
        assertThat(CpuSet.pin(8191)).isEqualTo(-Errno.EINVAL);
        assertThat(CpuSet.pin(8192)).isEqualTo(-Errno.EINVAL);
        assertThat(CpuSet.pin(-1)).isEqualTo(-Errno.EINVAL);
        assertThat(CpuSet.pin()).isEqualTo(-Errno.EINVAL);
        BitSet tooLong = new BitSet();
        tooLong.set(8192);
        assertThat(CpuSet.pin(tooLong)).isEqualTo(-Errno.EINVAL);
    }

    @Test
    void shouldFindTheCpusAThreadCouldBePinnedToAndLeaveItWhereItWas() {
        BitSet before = CpuSet.allowed();
        BitSet wanted = new BitSet();
        wanted.set(before.length() - 1);
        wanted.set(8191);

        assertThat(CpuSet.reachable(wanted).stream().toArray()).containsExactly(before.length() - 1);
        assertThat(CpuSet.allowed()).isEqualTo(before);
    }

    @Test
    void shouldFindNoneOfCpusThatAreNotThere() {
        BitSet wanted = new BitSet();
        wanted.set(8191);

        assertThat(CpuSet.reachable(wanted).stream()).isEmpty();
        assertThat(CpuSet.reachable(new BitSet()).stream()).isEmpty();
    }
}
