package io.neighsync.redis;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * The thread {@code neigh-config}: follows CONFIG_DB by keyspace events and reports settings that differ from the last
 * ones. It subscribes before it loads, so nothing is missed; what events that come together are about is read together;
 * it loads everything again now and then, because {@code FLUSHDB}, {@code FLUSHALL} and {@code SWAPDB} send no event.
 * While Redis is away the last settings stay.
 */
public final class ConfigFollower implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(ConfigFollower.class);
    private static final String EVENTS_PARAMETER = "notify-keyspace-events";
    private static final long CLOSE_MILLIS = 1_000;
    /** Between two reads because of events: bounds what a storm of events costs Redis. */
    private static final long GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    /** Between two loads where Redis sends no events. */
    private static final long POLL_NANOS = TimeUnit.SECONDS.toNanos(1);

    /**
     * Learns of settings, in the thread {@code neigh-config}. Must neither block nor throw.
     */
    public interface Listener {
        /**
         * The first settings, and each that differ from those before.
         *
         * @param settings now in force.
         */
        void onSwitchSettings(SwitchSettings settings);

        /**
         * The first settings, and each that differ from those before.
         *
         * @param settings now in force.
         */
        void onLogSettings(LogSettings settings);
    }

    /**
     * How often it does what.
     *
     * @param reconnectMin first pause between attempts to connect.
     * @param reconnectMax longest pause between attempts.
     * @param ping         without a word from Redis for so long it is asked whether it is there.
     * @param reload       between two loads of everything.
     */
    public record Intervals(Duration reconnectMin, Duration reconnectMax, Duration ping, Duration reload) {
        /**
         * As the configuration has it; a ping after 1 s, a load every 60 s.
         *
         * @param config pauses between attempts.
         * @return the intervals.
         */
        public static Intervals of(RedisConfig config) {
            return new Intervals(config.reconnectMin(), config.reconnectMax(), Duration.ofSeconds(1),
                Duration.ofSeconds(60));
        }
    }

    private final SonicDatabase database;
    private final JedisConnections connections;
    private final Intervals intervals;
    private final Listener listener;
    private final List<String> patterns;
    private final CountDownLatch loaded = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "neigh-config");
    private volatile boolean closed;
    private volatile SwitchSettings switchSettings;
    private LogSettings logSettings;
    private String unknownLogSettings = "";
    private boolean lost;
    private boolean polling;
    private boolean logRowRefused;

    /**
     * A follower; call {@link #start} to start its thread.
     *
     * @param database    CONFIG_DB.
     * @param connections how to connect to it.
     * @param intervals   how often it does what.
     * @param listener    learns of settings.
     */
    public ConfigFollower(SonicDatabase database, JedisConnections connections, Intervals intervals,
        Listener listener) {
        this.database = database;
        this.connections = connections;
        this.intervals = intervals;
        this.listener = listener;
        patterns = ConfigReader.patterns(database);
        thread.setDaemon(true);
    }

    /**
     * Starts the thread.
     *
     * @return this.
     */
    public ConfigFollower start() {
        thread.start();
        return this;
    }

    /**
     * Waits for the first load; any thread.
     *
     * @param timeout how long to wait at most.
     * @return the settings in force, which the listener has; empty if Redis gave none in time.
     * @throws InterruptedException when interrupted meanwhile.
     */
    public Optional<SwitchSettings> await(Duration timeout) throws InterruptedException {
        return loaded.await(timeout.toNanos(), TimeUnit.NANOSECONDS) ? Optional.of(switchSettings) : Optional.empty();
    }

    /**
     * Ends the thread, waiting 1 s at most.
     */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        Duration pause = intervals.reconnectMin();
        while (!closed) {
            try {
                follow();
            } catch (IOException | RuntimeException e) {
                if (closed) {
                    return;
                }
                if (!lost) {
                    pause = intervals.reconnectMin();
                    lost = true;
                    LOGGER.warn("{}; the settings stay as they are until it is back",
                        Failure.of(database.address(), e).getMessage());
                }
            }
            pause = sleep(pause);
        }
    }

    /** Sleeps, and doubles the pause. */
    private Duration sleep(Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            closed = true;
        }
        final Duration doubled = pause.multipliedBy(2);
        return doubled.compareTo(intervals.reconnectMax()) <= 0 ? doubled : intervals.reconnectMax();
    }

    private void follow() throws IOException {
        try (KeyspaceSubscription subscription = KeyspaceSubscription.open(open(), database.id(), patterns,
            connections.commandTimeout()); JedisConnection commands = open()) {
            final ConfigReader reader = new ConfigReader(commands.jedis(), database);
            checkEvents(commands.jedis(), subscription);
            load(reader);
            if (lost) {
                lost = false;
                LOGGER.info("Redis at {} is back; its CONFIG_DB is followed again", database.address());
            }
            follow(subscription, commands.jedis(), reader);
        }
    }

    private JedisConnection open() {
        return connections.open(database.address(), database.id());
    }

    private void follow(KeyspaceSubscription subscription, Jedis jedis, ConfigReader reader) throws IOException {
        long now = System.nanoTime();
        long nextCheck = now + intervals.reload().toNanos();
        long nextLoad = now + loadNanos();
        long nextPing = now + intervals.ping().toNanos();
        long nextRead = now;
        while (!closed) {
            final long nextWork = reader.hasChanged() ? Math.min(nextRead - now, nextLoad - now) : nextLoad - now;
            subscription.poll(Math.min(nextWork, nextPing - now), reader::markChanged);
            now = System.nanoTime();
            if (now - nextCheck >= 0) {
                checkEvents(jedis, subscription);
                nextCheck = now + intervals.reload().toNanos();
            }
            if (now - nextLoad >= 0) {
                load(reader);
                nextLoad = now + loadNanos();
            } else if (reader.hasChanged() && now - nextRead >= 0) {
                reader.loadChanged();
                report(reader);
                nextRead = now + GATHER_NANOS;
            }
            if (now - nextPing >= 0) {
                subscription.ping();
                jedis.ping();
                nextPing = now + intervals.ping().toNanos();
            }
        }
    }

    private long loadNanos() {
        return polling ? Math.min(POLL_NANOS, intervals.reload().toNanos()) : intervals.reload().toNanos();
    }

    private void load(ConfigReader reader) {
        reader.load();
        report(reader);
        try {
            reader.createLogFields(LogSettings.DEFAULT);
        } catch (JedisDataException e) {
            if (!logRowRefused) {
                logRowRefused = true;
                LOGGER.warn("{}; its row for our log settings is not created",
                    Failure.of(database.address(), e).getMessage());
            }
        }
    }

    private void report(ConfigReader reader) {
        final SwitchSettings settings = reader.switchSettings();
        if (!settings.equals(switchSettings)) {
            switchSettings = settings;
            listener.onSwitchSettings(settings);
        }
        final LogSettings log = logSettings(reader);
        if (!log.equals(logSettings)) {
            logSettings = log;
            listener.onLogSettings(log);
        }
        loaded.countDown();
    }

    /** A missing field has its default; an unknown value leaves what was in force. */
    private LogSettings logSettings(ConfigReader reader) {
        final LogSettings last = logSettings == null ? LogSettings.DEFAULT : logSettings;
        final String level = reader.logLevel().orElse(LogSettings.DEFAULT.level());
        final String output = reader.logOutput().orElse(LogSettings.DEFAULT.output());
        final boolean levelKnown = LogSettings.LEVELS.contains(level);
        final boolean outputKnown = LogSettings.OUTPUTS.contains(output);
        complainOnce((levelKnown ? "" : " LOGLEVEL '" + level + "'")
            + (outputKnown ? "" : " LOGOUTPUT '" + output + "'"));
        return new LogSettings(levelKnown ? level : last.level(), outputKnown ? output : last.output());
    }

    private void complainOnce(String unknown) {
        if (!unknown.isEmpty() && !unknown.equals(unknownLogSettings)) {
            LOGGER.warn("{} of {} has the unknown{}; what was in force stays; give LOGLEVEL one of {} and LOGOUTPUT one"
                + " of {}", database.key("LOGGER", "neighsyncd"), database.name(), unknown, LogSettings.LEVELS,
                LogSettings.OUTPUTS);
        }
        unknownLogSettings = unknown;
    }

    /** Sees to it that Redis sends the events we need; where it does not, what is to be read is read every second. */
    private void checkEvents(Jedis jedis, KeyspaceSubscription subscription) {
        final Optional<String> obstacle = subscription.refusal().or(() -> enableEvents(jedis));
        if (obstacle.isPresent() && !polling) {
            LOGGER.warn("Redis at {} may not tell us of changes in {} ({}), which is therefore read every second; allow"
                + " the user +config|get, +config|set and the channels __keyspace@{}__:* with ACL SETUSER, or see that"
                + " notify-keyspace-events has K, g and h", database.address(), database.name(), obstacle.get(),
                database.id());
        } else if (obstacle.isEmpty() && polling) {
            LOGGER.info("Redis at {} tells us of changes in {} now", database.address(), database.name());
        }
        polling = obstacle.isPresent();
    }

    /** Turns on what is missing of: keyspace channels, generic commands, hash commands. */
    private static Optional<String> enableEvents(Jedis jedis) {
        try {
            final String enabled = jedis.configGet(EVENTS_PARAMETER).getOrDefault(EVENTS_PARAMETER, "");
            final String commands = enabled.contains("A") ? "" : "gh";
            final StringBuilder wanted = new StringBuilder(enabled);
            ("K" + commands).chars().filter(each -> enabled.indexOf(each) < 0).forEach(wanted::appendCodePoint);
            if (wanted.length() > enabled.length()) {
                jedis.configSet(EVENTS_PARAMETER, wanted.toString());
            }
            return Optional.empty();
        } catch (JedisDataException e) {
            return Optional.of(e.getMessage());
        }
    }
}
