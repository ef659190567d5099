package io.neighsync.engine.cli;

import io.neighsync.engine.daemon.ConfigurationException;
import io.neighsync.engine.daemon.DaemonConfig;
import io.neighsync.engine.daemon.NeighborDaemon;
import io.neighsync.engine.daemon.ServiceNotifier;
import io.neighsync.engine.daemon.Settings;
import io.neighsync.engine.event.Counter;
import io.neighsync.engine.log.DaemonLog;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after a running daemon: says what is degraded, tells the service manager that the pipeline is alive, and reads
 * the configuration again when SIGHUP asks for it. Main thread.
 */
final class Supervisor implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(Supervisor.class);
    private static final long STATUS_NANOS = 5_000_000_000L;
    /** What can change while the daemon runs. */
    private static final Set<String> LIVE_KEYS = Set.of(
            "compat.strict", "logging.level", "logging.output", "netlink.audit_interval", "netlink.receive_batch",
            "netlink.receive_buffer", "performance.auto_tune.interval", "performance.auto_tune.memory_limit",
            "performance.auto_tune.mode", "performance.auto_tune.strategy", "performance.auto_tune.target_p99",
            "performance.auto_tune.target_rate", "redis.audit_interval", "redis.flush_deadline", "redis.max_batch");

    private final NeighborDaemon daemon;
    private final FaultWatch faults;
    private final ServiceNotifier service = new ServiceNotifier(System.getenv());
    private final ReloadSignal reload;
    private final Supplier<Settings> reader;
    private final boolean sonic;
    private Settings settings;
    private boolean ready;
    private long handled;
    private long watchdogAt = System.nanoTime();
    private long statusAt = System.nanoTime();

    /**
     * Looks after this daemon.
     *
     * @param settings it was built with
     * @param reader   reads them again
     * @param reload   asks for that
     * @param sonic    whether this is a SONiC switch
     */
    Supervisor(
            NeighborDaemon daemon, Settings settings, Supplier<Settings> reader, ReloadSignal reload, boolean sonic) {
        this.reload = reload;
        this.daemon = daemon;
        this.faults = new FaultWatch(daemon);
        this.settings = settings;
        this.reader = reader;
        this.sonic = sonic;
    }

    /** The first full sync is in Redis. */
    void ready() {
        ready = true;
        service.ready(status());
    }

    /** Looks once; what concerns Redis only after it has been there. */
    void look() {
        faults.lookAtKernel();
        faults.lookAtJournal();
        if (ready) {
            faults.lookAtRedis();
        }
        if (reload.take()) {
            reload();
        }
        tellService(System.nanoTime());
    }

    /** A heartbeat that came through the whole pipeline is what keeps the watchdog quiet. */
    private void tellService(long now) {
        long last = daemon.handled();
        boolean due = service.watchdogInterval().isPresent() && now - watchdogAt >= 0;
        if (due && last != handled) {
            handled = last;
            watchdogAt = now + service.watchdogInterval().get().toNanos() / 2;
            service.watchdog();
        }
        if (ready && now - statusAt >= 0) {
            statusAt = now + STATUS_NANOS;
            service.status(status());
        }
    }

    private String status() {
        String fault = daemon.redisFault();
        return "neighbors=" + daemon.counters().get(Counter.NEIGHBORS)
                + " rows=" + daemon.counters().get(Counter.ROWS)
                + " pending=" + daemon.counters().get(Counter.PENDING)
                + (fault == null ? "" : ", degraded: redis " + fault)
                + (daemon.journalFault() == null ? "" : ", degraded: journal " + daemon.journalFault())
                + (daemon.isDegradedByOverrun() ? ", degraded: overrun" : "");
    }

    private void reload() {
        if (ready) {
            service.reloading();
        }
        try {
            Settings changed = reader.get();
            DaemonConfig config = DaemonConfig.of(changed);
            daemon.reconfigure(config);
            Set<String> keys = new TreeSet<>(changed.differencesFrom(settings));
            settings = changed;
            if (keys.contains("logging.level")) {
                DaemonLog.level(config.logging().level());
            }
            if (keys.contains("logging.output")) {
                DaemonLog.output(config.logging().output().on(sonic));
            }
            LOGGER.info("configuration read again, {}", keys.isEmpty() ? "nothing changed" : "changed: " + keys);
            keys.removeAll(LIVE_KEYS);
            if (!keys.isEmpty()) {
                LOGGER.warn("{} change only when the daemon is started again", List.copyOf(keys));
            }
        } catch (ConfigurationException e) {
            LOGGER.error("the configuration stays as it was: {}", e.getMessage());
        }
        if (ready) {
            service.ready(status());
        }
    }

    /** The daemon begins to stop. */
    void stopping() {
        service.stopping();
    }

    @Override
    public void close() {
        service.close();
    }
}
