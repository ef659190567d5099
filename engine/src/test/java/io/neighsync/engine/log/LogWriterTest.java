package io.neighsync.engine.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.concurrent.SystemNanoClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One writer, its thread, and sinks that are slow, stuck or broken. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LogWriterTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    private final List<String> written = new CopyOnWriteArrayList<>();
    private final List<String> threads = new CopyOnWriteArrayList<>();
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch gate = new CountDownLatch(1);
    private final AtomicLong now = new AtomicLong();
    private LogWriter writer = new LogWriter(this::write, SystemNanoClock.INSTANCE);

    @AfterEach
    void end() {
        gate.countDown();
        writer.close();
    }

    private void write(LogMessage message) {
        written.add(message.text());
        threads.add(Thread.currentThread().getName());
    }

    private void writeThroughTheGate(LogMessage message) {
        entered.countDown();
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        write(message);
    }

    private void log(String text) {
        writer.log(LogMessage.now(LogLevel.WARN, "f", text, null));
    }

    private void startStuck() throws InterruptedException {
        writer = new LogWriter(this::writeThroughTheGate, SystemNanoClock.INSTANCE);
        writer.start();
        log("first");
        entered.await();
    }

    @Test
    void shouldWriteAtOnceBeforeItIsStarted() {
        log("early");
        assertThat(written).containsExactly("early");
        assertThat(threads).containsExactly(Thread.currentThread().getName());
    }

    @Test
    void shouldWriteOnItsThreadOnceStarted() {
        log("early");
        writer.start();
        log("late");
        await().atMost(SOON).untilAsserted(() -> assertThat(written).containsExactly("early", "late"));
        assertThat(threads.getLast()).isEqualTo("neigh-log");
    }

    @Test
    void shouldWriteWhatEachThreadSaysInItsOrderAndLoseNothing() throws InterruptedException {
        writer.start();
        int count = LogWriter.CAPACITY / 4;
        List<Thread> speakers = List.of("a", "b", "c", "d").stream().map(name -> Thread.ofPlatform().start(() -> {
            for (int i = 0; i < count; i++) {
                log(name + i);
            }
        })).toList();
        for (Thread speaker : speakers) {
            speaker.join();
        }
        await().atMost(SOON).until(() -> written.size() == 4 * count);
        for (String name : List.of("a", "b", "c", "d")) {
            List<String> said = written.stream().filter(text -> text.startsWith(name)).toList();
            for (int i = 0; i < count; i++) {
                assertThat(said.get(i)).isEqualTo(name + i);
            }
        }
        assertThat(writer.lost()).isZero();
    }

    @Test
    void shouldWakeUpForEachMessage() {
        writer.start();
        for (int i = 0; i < 500; i++) {
            String text = "message " + i;
            log(text);
            await().atMost(SOON).pollDelay(Duration.ZERO).pollInterval(Duration.ofNanos(1_000))
                    .until(() -> written.contains(text));
            written.clear();
        }
    }

    @Test
    void shouldNotWaitWhenTheSinkDoesAndSayHowManyWereLost() throws InterruptedException {
        startStuck();
        for (int i = 0; i < LogWriter.CAPACITY + 5; i++) {
            log("message " + i);
        }
        assertThat(writer.lost()).isEqualTo(5);
        gate.countDown();
        await().atMost(SOON).until(() -> written.size() == LogWriter.CAPACITY + 2);
        assertThat(written.getLast()).startsWith("messages lost: 5, ");
        assertThat(written.get(LogWriter.CAPACITY)).isEqualTo("message " + (LogWriter.CAPACITY - 1));
        log("afterwards");
        await().atMost(SOON).until(() -> "afterwards".equals(written.getLast()));
    }

    @Test
    void shouldWriteAllThatIsQueuedWhenClosed() throws InterruptedException {
        startStuck();
        log("second");
        log("third");
        log("third");
        Thread opener = Thread.ofPlatform().start(gate::countDown);
        writer.close();
        opener.join();
        assertThat(written).containsExactly("first", "second", "third", "last message repeated 1 time: third");
        log("after the end");
        assertThat(written).endsWith("after the end");
    }

    @Test
    void shouldLeaveWritingToItsThreadWhenItIsClosedAtOnce() {
        for (int i = 0; i < 20; i++) {
            LogWriter shortLived = new LogWriter(this::write, SystemNanoClock.INSTANCE);
            shortLived.start();
            shortLived.log(LogMessage.now(LogLevel.WARN, "f", "only", null));
            shortLived.close();
        }
        assertThat(threads).hasSize(20).containsOnly("neigh-log");
    }

    @Test
    void shouldGiveUpHalfASecondAfterItIsClosedWhenTheSinkIsStuck() throws InterruptedException {
        startStuck();
        log("never");
        long from = System.nanoTime();
        writer.close();
        writer.close();
        log("too late");
        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - from))
                .isBetween(LogWriter.FLUSH_MILLIS, LogWriter.FLUSH_MILLIS + 4_000);
        assertThat(writer.lost()).isEqualTo(1);
    }

    @Test
    void shouldHaveWrittenWhatIsFlushed() {
        writer.start();
        for (int i = 0; i < 100; i++) {
            log("message " + i);
            writer.flush();
            assertThat(written).hasSize(i + 1);
        }
    }

    @Test
    void shouldWriteTheCountOfARepetitionInTimeWhenNothingElseComes() {
        writer = new LogWriter(this::write, now::get);
        writer.start();
        log("again");
        await().atMost(SOON).until(() -> written.size() == 1);
        now.set(RepeatFilter.WINDOW_NANOS - TimeUnit.MILLISECONDS.toNanos(1));
        log("again");
        writer.flush();
        assertThat(written).containsExactly("again");
        now.set(RepeatFilter.WINDOW_NANOS);
        await().atMost(SOON).until(() -> written.size() == 2);
        assertThat(written.getLast()).isEqualTo("last message repeated 1 time: again");
    }

    @Test
    void shouldGoOnWhenTheSinkFails() {
        writer = new LogWriter(message -> {
            if (message.text().equals("broken")) {
                throw new IllegalStateException("broken");
            }
            write(message);
        }, SystemNanoClock.INSTANCE);
        writer.start();
        log("broken");
        log("whole");
        await().atMost(SOON).until(() -> written.size() == 2);
        assertThat(written).contains("whole").anyMatch(text -> text.startsWith("messages lost: 1, "));
    }
}
