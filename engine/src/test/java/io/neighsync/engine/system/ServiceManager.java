package io.neighsync.engine.system;

import io.neighsync.netlink.ffm.UnixDatagramReceiver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** A service manager, as sd_notify(3) has it: hears what a daemon says of itself. One thread asks; its own listens. */
final class ServiceManager implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(20);

    private final Path socket;
    private final List<Message> messages = new ArrayList<>();
    private final Thread thread;
    private volatile boolean closed;

    /**
     * What was said in one datagram.
     *
     * @param lines assignments of variables
     * @param nanos when it came, {@code System.nanoTime()}
     */
    record Message(List<String> lines, long nanos) {
    }

    /** Listens at a path that is not there yet. */
    ServiceManager(Path socket) {
        this.socket = socket;
        CountDownLatch listening = new CountDownLatch(1);
        thread = Thread.ofPlatform().daemon().name("service-manager").start(() -> listen(listening));
        try {
            listening.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private void listen(CountDownLatch listening) {
        try (UnixDatagramReceiver receiver = new UnixDatagramReceiver(socket.toString())) {
            listening.countDown();
            while (!closed) {
                Optional<String> datagram = receiver.receive(LOOK);
                datagram.ifPresent(this::add);
            }
        }
    }

    private synchronized void add(String datagram) {
        messages.add(new Message(datagram.lines().toList(), System.nanoTime()));
    }

    /** The command that starts another one as a service that is to be heard of so often. */
    List<String> start(Duration watchdog) {
        return List.of("env", "NOTIFY_SOCKET=" + socket, "WATCHDOG_USEC=" + watchdog.toNanos() / 1_000);
    }

    /** Everything that was said so far. */
    synchronized List<Message> messages() {
        return List.copyOf(messages);
    }

    /** Messages that have this line. */
    List<Message> saying(String line) {
        return messages().stream().filter(message -> message.lines().contains(line)).toList();
    }

    /** Waits until a line has been said so many times; the last of these messages. */
    Message await(Duration limit, String line, int times) {
        Eventually.shouldHold(limit, times + " times " + line, () -> saying(line).size() >= times);
        return saying(line).get(times - 1);
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
