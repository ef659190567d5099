package io.neighsync.engine.daemon;

import io.neighsync.netlink.ffm.Errno;
import io.neighsync.netlink.ffm.UnixDatagramSender;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the service manager how the daemon is, in the protocol of sd_notify(3): datagrams to the socket that {@code
 * NOTIFY_SOCKET} names, and nothing when it names none. Any thread; nothing here throws or waits, and the first failure
 * is logged.
 */
public final class ServiceNotifier implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(ServiceNotifier.class);

    private final UnixDatagramSender socket;
    private final Duration watchdogInterval;
    private final Consumer<String> complaints;
    private final AtomicBoolean hasComplained = new AtomicBoolean();

    /**
     * Reads what the service manager left for the daemon.
     *
     * @param environment of the process: {@code NOTIFY_SOCKET}, {@code WATCHDOG_USEC} and {@code WATCHDOG_PID}
     */
    public ServiceNotifier(Map<String, String> environment) {
        this(environment,
                what -> LOGGER.warn("the service manager may not know how the daemon is: {}", what));
    }

    /** As above, with the one who is told of the first failure. */
    ServiceNotifier(Map<String, String> environment, Consumer<String> complaints) {
        this.complaints = complaints;
        this.socket = open(environment.get("NOTIFY_SOCKET"));
        this.watchdogInterval = socket == null ? null : watchdogInterval(environment);
    }

    private UnixDatagramSender open(String address) {
        if (address == null || address.isEmpty()) {
            return null;
        }
        try {
            return UnixDatagramSender.open(address);
        } catch (IllegalArgumentException | IllegalStateException e) {
            complain(e.getMessage());
            return null;
        }
    }

    private Duration watchdogInterval(Map<String, String> environment) {
        String micros = environment.get("WATCHDOG_USEC");
        if (micros == null) {
            return null;
        }
        try {
            String pid = environment.get("WATCHDOG_PID");
            if (pid != null && Long.parseLong(pid) != ProcessHandle.current().pid()) {
                return null;
            }
            long half = Long.parseLong(micros) / 2;
            if (half > 0) {
                return Duration.of(half, ChronoUnit.MICROS);
            }
        } catch (NumberFormatException e) {
            // said below, as is a number that is not positive
        }
        complain("WATCHDOG_USEC = " + micros + ", WATCHDOG_PID = " + environment.get("WATCHDOG_PID")
                + " is no time and process");
        return null;
    }

    /**
     * How often to call {@link #watchdog}: half of what the service manager waits before it ends the daemon,
     * sd_watchdog_enabled(3). Empty: it does not.
     */
    public Optional<Duration> watchdogInterval() {
        return Optional.ofNullable(watchdogInterval);
    }

    /** The daemon has started, or has read its configuration again; and its first status. */
    public void ready(String status) {
        send("READY=1\nSTATUS=" + line(status));
    }

    /** One line for people, as {@code systemctl status} shows it. */
    public void status(String status) {
        send("STATUS=" + line(status));
    }

    /** The daemon is alive. */
    public void watchdog() {
        send("WATCHDOG=1");
    }

    /**
     * The daemon reads its configuration again; {@link #ready} follows. The time tells the service manager which of two
     * reloads this is: CLOCK_MONOTONIC, which {@link System#nanoTime} reads on Linux (HotSpot, os_posix.cpp).
     */
    public void reloading() {
        send("RELOADING=1\nMONOTONIC_USEC=" + TimeUnit.NANOSECONDS.toMicros(System.nanoTime()));
    }

    /** The daemon has begun to stop. */
    public void stopping() {
        send("STOPPING=1");
    }

    // a line break would begin another variable
    private static String line(String status) {
        return status.replace('\n', ' ');
    }

    private void send(String state) {
        if (socket != null) {
            int result = socket.send(state);
            if (result < 0) {
                complain("sending to NOTIFY_SOCKET failed with " + Errno.name(result));
            }
        }
    }

    private void complain(String what) {
        if (hasComplained.compareAndSet(false, true)) {
            complaints.accept(what);
        }
    }

    /** Closes the socket. */
    @Override
    public void close() {
        if (socket != null) {
            socket.close();
        }
    }
}
