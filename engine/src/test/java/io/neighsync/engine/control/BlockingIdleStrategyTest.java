package io.neighsync.engine.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.stage.Parkable;
import io.neighsync.engine.stage.WaitSet;
import io.neighsync.netlink.ffm.EventFd;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two threads that block when idle and hand work to each other: no wake-up is lost. */
class BlockingIdleStrategyTest {
    private static final int ONE_WAY = 2_000_000;
    private static final int ROUND_TRIPS = 50_000;
    private static final long DEADLINE_SECONDS = 60;
    /** As long as a thread blocks at most: only a wake-up that was lost lets it come to that. */
    private static final long LOST_NANOS = 1_000_000_000L;

    private final Doorbell first = new Doorbell();
    private final Doorbell second = new Doorbell();
    private final AtomicLong given = new AtomicLong();
    private final AtomicLong returned = new AtomicLong();

    /** Has work as long as there is more given than taken. */
    private static final class Inbox implements Parkable {
        private final AtomicLong published;
        private long taken;

        Inbox(AtomicLong published) {
            this.published = published;
        }

        /** Takes all there is; returns how much. */
        int take() {
            long seen = published.get();
            int count = (int) (seen - taken);
            taken = seen;
            return count;
        }

        @Override
        public boolean hasWork() {
            return published.get() > taken;
        }

        @Override
        public void watch(WaitSet waitSet) {
            waitSet.add(-1, true);
        }

        @Override
        public long maxParkNanos() {
            return Long.MAX_VALUE;
        }
    }

    /** Waits for a descriptor, and may be waited for alone for so long. */
    private record Awaiting(EventFd fd, long soloParkNanos, boolean mayBeLeft) implements Parkable {
        @Override
        public boolean hasWork() {
            return false;
        }

        @Override
        public void watch(WaitSet waitSet) {
            waitSet.add(fd.fd(), false);
        }

        @Override
        public long maxParkNanos() {
            return Long.MAX_VALUE;
        }
    }

    @AfterEach
    void close() {
        first.close();
        second.close();
    }

    @Test
    void shouldLoseNoWakeUpWhenWorkFlowsOneWay() throws Exception {
        CompletableFuture<Long> longestIdle = CompletableFuture.supplyAsync(() -> consume(ONE_WAY, List.of()));
        for (int i = 0; i < ONE_WAY; i++) {
            given.incrementAndGet();
            second.ring();
            for (int pause = i % 64 == 0 ? i % 2_000 : 0; pause > 0; pause--) {
                Thread.onSpinWait();
            }
        }
        assertThat(longestIdle.get(DEADLINE_SECONDS, TimeUnit.SECONDS)).isLessThan(LOST_NANOS);
    }

    @Test
    void shouldLoseNoWakeUpWhenEachWaitsForTheOther() throws Exception {
        CompletableFuture<Long> other = CompletableFuture.supplyAsync(() -> consume(ROUND_TRIPS, List.of(first)));
        long longest = 0;
        Inbox inbox = new Inbox(returned);
        try (BlockingIdleStrategy idle = new BlockingIdleStrategy(first, List.of(second), List.of(inbox))) {
            for (int i = 0; i < ROUND_TRIPS; i++) {
                given.incrementAndGet();
                idle.idle(1);
                while (inbox.take() == 0) {
                    longest = Math.max(longest, idleOnce(idle));
                }
            }
        }
        assertThat(longest).isLessThan(LOST_NANOS);
        assertThat(other.get(DEADLINE_SECONDS, TimeUnit.SECONDS)).isLessThan(LOST_NANOS);
    }

    @Test
    void shouldNotBlockWhileAnAgentHasWork() {
        given.incrementAndGet();
        try (BlockingIdleStrategy idle = new BlockingIdleStrategy(first, List.of(), List.of(new Inbox(given)))) {
            assertThat(idleOnce(idle)).isLessThan(LOST_NANOS);
        }
    }

    @Test
    void shouldWakeForWorkThatComesBetweenTheLastLookAndTheBlocking() {
        Parkable justMissed = new Parkable() {
            @Override
            public boolean hasWork() {
                first.ring();
                return false;
            }

            @Override
            public void watch(WaitSet waitSet) {
            }

            @Override
            public long maxParkNanos() {
                return Long.MAX_VALUE;
            }
        };
        try (BlockingIdleStrategy idle = new BlockingIdleStrategy(first, List.of(), List.of(justMissed))) {
            assertThat(idleOnce(idle)).isLessThan(LOST_NANOS);
        }
    }

    @Test
    void shouldBlockForAReplyAloneThoughOthersCouldGoOnAndDidWork() {
        long alone = 50_000_000L;
        try (EventFd ready = new EventFd(); EventFd reply = new EventFd();
                BlockingIdleStrategy idle = new BlockingIdleStrategy(first, List.of(), List.of(
                        new Awaiting(ready, 0, true), new Awaiting(reply, alone, true)))) {
            ready.signal();
            long before = System.nanoTime();
            idle.idle(1);
            assertThat(System.nanoTime() - before).isBetween(alone, LOST_NANOS);
            reply.signal();
            assertThat(idleOnce(idle)).as("the reply is there").isLessThan(alone);
        }
    }

    @Test
    void shouldBlockForNobodyAloneWhileAnAgentMayNotBeLeft() {
        try (EventFd ready = new EventFd(); EventFd reply = new EventFd();
                BlockingIdleStrategy idle = new BlockingIdleStrategy(first, List.of(), List.of(
                        new Awaiting(reply, LOST_NANOS, true), new Awaiting(ready, 0, false)))) {
            ready.signal();
            assertThat(idleOnce(idle)).isLessThan(LOST_NANOS);
            long before = System.nanoTime();
            idle.idle(1);
            assertThat(System.nanoTime() - before).as("after work").isLessThan(LOST_NANOS);
        }
    }

    @Test
    void shouldWakeForItsDoorbellWhileItBlocksForAReplyAlone() {
        first.signal();
        try (EventFd reply = new EventFd();
                BlockingIdleStrategy idle = new BlockingIdleStrategy(
                        first, List.of(), List.of(new Awaiting(reply, LOST_NANOS, true)))) {
            assertThat(idleOnce(idle)).isLessThan(LOST_NANOS);
        }
    }

    @Test
    void shouldNotBlockAfterItWasToldToStop() {
        first.stopParking();
        try (BlockingIdleStrategy idle = new BlockingIdleStrategy(first, List.of(), List.of(new Inbox(given)))) {
            for (int i = 0; i < 3; i++) {
                assertThat(idleOnce(idle)).isLessThan(LOST_NANOS);
            }
        }
    }

    @Test
    void shouldWakeAThreadThatIsToldToStop() throws Exception {
        CompletableFuture<Long> idle = CompletableFuture.supplyAsync(() -> {
            try (BlockingIdleStrategy strategy =
                    new BlockingIdleStrategy(first, List.of(), List.of(new Inbox(given)))) {
                return idleOnce(strategy);
            }
        });
        first.stopParking();
        assertThat(idle.get(DEADLINE_SECONDS, TimeUnit.SECONDS)).isLessThan(LOST_NANOS);
    }

    @Test
    void shouldKeepASignalForTheNextTimeItWouldBlock() {
        first.signal();
        try (BlockingIdleStrategy idle = new BlockingIdleStrategy(first, List.of(), List.of(new Inbox(given)))) {
            assertThat(idleOnce(idle)).isLessThan(LOST_NANOS);
        }
    }

    /** Takes so many, blocking when there is nothing; returns the longest time it was idle. */
    private long consume(int count, List<Doorbell> answer) {
        Inbox inbox = new Inbox(given);
        long longest = 0;
        long taken = 0;
        try (BlockingIdleStrategy idle = new BlockingIdleStrategy(second, answer, List.of(inbox))) {
            while (taken < count) {
                int work = inbox.take();
                taken += work;
                returned.addAndGet(work);
                if (work > 0) {
                    idle.idle(work);
                } else {
                    longest = Math.max(longest, idleOnce(idle));
                }
            }
        }
        return longest;
    }

    private static long idleOnce(BlockingIdleStrategy idle) {
        long before = System.nanoTime();
        idle.idle(0);
        return System.nanoTime() - before;
    }
}
