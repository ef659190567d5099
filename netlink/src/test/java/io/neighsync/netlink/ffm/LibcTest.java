package io.neighsync.netlink.ffm;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Calls that fail, threads that must not see each other's errno, and allocation. */
class LibcTest {
    private static final long COMPILED_NANOS = 60_000_000_000L;

    /** Far below the thresholds of C2. */
    private static final int FEW_CALLS = 200;

    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;

    @Test
    void shouldReturnTheNegatedErrnoOfAFailedCall() {
        assertThat(Libc.close(-1)).isEqualTo(-Errno.EBADF);
        assertThat(Libc.socket(-1, 0, 0)).isEqualTo(-Errno.EAFNOSUPPORT);
        assertThat(Libc.setsockopt(-1, 1, 8, 0)).isEqualTo(-Errno.EBADF);
        assertThat(Libc.getsockopt(-1, 1, 8)).isEqualTo(-Errno.EBADF);
        assertThat(Libc.getsockname(-1, 0, 0)).isEqualTo(-Errno.EBADF);
        assertThat(Libc.bind(-1, 0, 0)).isEqualTo(-Errno.EBADF);
        assertThat(Libc.recvmmsg(-1, 0, 1, 0)).isEqualTo(-Errno.EBADF);
        assertThat(Libc.send(-1, 0, 0, 0)).isEqualTo(-Errno.EBADF);
        assertThat(Libc.ppoll(0, 1, 0)).isEqualTo(-Errno.EFAULT);
        assertThat(Libc.eventfd(0, -1)).isEqualTo(-Errno.EINVAL);
        assertThat(Libc.readEventFd(-1)).isEqualTo(-Errno.EBADF);
        assertThat(Libc.writeEventFd(-1, 1)).isEqualTo(-Errno.EBADF);
        assertThat(Libc.mmap(1L << 62)).isEqualTo(-Errno.ENOMEM);
        assertThat(Libc.munmap(1, 1)).isEqualTo(-Errno.EINVAL);
        assertThat(ThreadCalls.schedSetaffinity(-1, 0, 8)).isNegative();
        assertThat(ThreadCalls.schedGetaffinity(0, 0, 7)).isEqualTo(-Errno.EINVAL);
        assertThat(ThreadCalls.unshare(1)).isEqualTo(-Errno.EINVAL);
        assertThat(ThreadCalls.setns(-1, 0)).isEqualTo(-Errno.EBADF);
        assertThat(Libc.open("/no/such/file", 0)).isEqualTo(-Errno.ENOENT);
    }

    @Test
    void shouldWaitWithoutAllocatingLongBeforeTheOptimizingCompilerComes() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Libc.linkPlain();
        for (int i = 0; i < FEW_CALLS; i++) {
            assertThat(Libc.ppoll(0, 0, 0)).isZero();
        }
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < FEW_CALLS; i++) {
            Libc.ppoll(0, 0, 0);
        }
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isZero();
        assertThat(Libc.ppoll(0, 1, 0)).isEqualTo(-Errno.EFAULT);
    }

    @Test
    void shouldReadBackASocketOption() {
        int fd = Libc.socket(AF_UNIX, SOCK_DGRAM, 0);
        assertThat(fd).isPositive();
        assertThat(Libc.setsockopt(fd, 1, 8, 50_000)).isZero();
        assertThat(Libc.getsockopt(fd, 1, 8)).isEqualTo(100_000);
        assertThat(Libc.close(fd)).isZero();
    }

    @Test
    void shouldKeepTheErrnoOfEachThreadApart() throws InterruptedException, ExecutionException {
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<Integer>> wrong = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                boolean even = thread % 2 == 0;
                wrong.add(threads.submit(() -> {
                    int count = 0;
                    for (int i = 0; i < 50_000; i++) {
                        int result = even ? Libc.close(-1) : Libc.eventfd(0, -1);
                        count += result == (even ? -Errno.EBADF : -Errno.EINVAL) ? 0 : 1;
                    }
                    return count;
                }));
            }
            for (Future<Integer> future : wrong) {
                assertThat(future.get()).isZero();
            }
        }
    }

    @Test
    void shouldAllocateNothingOnceCompiled() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        // When the compiler is done is its own business: one window without an allocation is proof.
        long least = Long.MAX_VALUE;
        long deadline = System.nanoTime() + COMPILED_NANOS;
        while (least > 0 && System.nanoTime() - deadline < 0) {
            long before = threads.getCurrentThreadAllocatedBytes();
            failManyTimes(20_000);
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(least).isZero();
    }

    private static void failManyTimes(int times) {
        for (int i = 0; i < times; i++) {
            if (Libc.close(-1) != -Errno.EBADF) {
                throw new AssertionError("close(-1)");
            }
        }
    }
}
