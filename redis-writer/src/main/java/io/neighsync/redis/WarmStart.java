package io.neighsync.redis;

import java.time.Duration;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/**
 * SONiC's warm restart as STATE_DB and CONFIG_DB have it. Each call connects anew and blocks; for one start-up thread,
 * which calls again after a failure. The loggers have the names of SONiC's functions, because its tools look for them.
 *
 * <p>Source: sonic-swss-common, {@code common/warm_restart.cpp}; sonic-swss, {@code neighsyncd/neighsync.cpp}.
 */
public final class WarmStart {
    private static final Logger CHECK = LoggerFactory.getLogger("checkWarmStart");
    private static final Logger TIMER = LoggerFactory.getLogger("getWarmStartTimer");
    private static final Logger STATE = LoggerFactory.getLogger("setWarmStartState");
    private static final Logger RESTORE = LoggerFactory.getLogger("isNeighRestoreDone");

    private static final String APPLICATION = "neighsyncd";
    private static final String CONTAINER = "swss";
    private static final String ENABLE_TABLE = "WARM_RESTART_ENABLE_TABLE";
    private static final String TABLE = "WARM_RESTART_TABLE";
    private static final String COUNT_FIELD = "restore_count";
    private static final String TRUE = "true";
    private static final Pattern COUNT = Pattern.compile("\\d{1,9}");
    private static final Pattern SECONDS = Pattern.compile("\\d{1,4}");
    private static final Duration DEFAULT_TIMER = Duration.ofSeconds(5);

    /**
     * How far a warm start is.
     */
    public enum State {
        /** It has begun. */
        INITIALIZED,
        /** The rows that Redis holds are known. */
        RESTORED,
        /** The rows that Redis holds are those of the kernel. */
        RECONCILED
    }

    private final SonicDatabases databases;
    private final JedisConnections connections;
    private boolean begun;
    private boolean warm;
    private long restoreCount;

    /**
     * Connected to nothing yet.
     *
     * @param databases   CONFIG_DB and STATE_DB are used.
     * @param connections how to connect to them.
     */
    public WarmStart(SonicDatabases databases, JedisConnections connections) {
        this.databases = databases;
        this.connections = connections;
    }

    /**
     * Begins: decides between a warm and a cold start, and counts the start in {@code restore_count}. Decides once;
     * after a failure it may be called again, and counts once.
     *
     * @return true for warm.
     * @throws RedisUnavailableException naming address and remedy.
     */
    public boolean begin() {
        onDatabase(databases.state(), jedis -> {
            if (!begun) {
                decide(jedis);
                begun = true;
            }
            return jedis.hset(row(TABLE), COUNT_FIELD, Long.toString(restoreCount));
        });
        if (warm) {
            CHECK.info("{} doing warm start, restore count {}", APPLICATION, restoreCount);
        }
        return warm;
    }

    /**
     * How long kernel and Redis are compared before the difference is written.
     *
     * @return {@code neighsyncd_timer} of CONFIG_DB, 1..9999 s; where it is missing or anything else, 5 s.
     * @throws RedisUnavailableException naming address and remedy.
     */
    public Duration timer() {
        final String value = onDatabase(databases.config(), jedis -> jedis.hget(
            databases.config().key("WARM_RESTART", CONTAINER), APPLICATION + "_timer"));
        final int seconds = value != null && SECONDS.matcher(value).matches() ? Integer.parseInt(value) : 0;
        if (seconds == 0) {
            TIMER.info("warmStartTimer is not configured or invalid for docker: {}, app: {}", CONTAINER, APPLICATION);
            return DEFAULT_TIMER;
        }
        TIMER.info("Getting warmStartTimer for docker: {}, app: {}, value: {}", CONTAINER, APPLICATION, seconds);
        return Duration.ofSeconds(seconds);
    }

    /**
     * Tells the switch how far we are.
     *
     * @param state reached.
     * @throws RedisUnavailableException naming address and remedy.
     */
    public void state(State state) {
        final String name = state.name().toLowerCase(Locale.ROOT);
        onDatabase(databases.state(), jedis -> jedis.hset(row(TABLE), "state", name));
        STATE.info("{} warm start state changed to {}", APPLICATION, name);
    }

    /**
     * Whether the kernel has its neighbors back.
     *
     * @return true if {@code NEIGH_RESTORE_TABLE|Flags} says so.
     * @throws RedisUnavailableException naming address and remedy.
     */
    public boolean isNeighborRestoreDone() {
        final boolean done = onDatabase(databases.state(), jedis -> TRUE.equals(
            jedis.hget(databases.state().key("NEIGH_RESTORE_TABLE", "Flags"), "restored")));
        if (done) {
            RESTORE.info("neighbor table restore to kernel is done");
        }
        return done;
    }

    /**
     * Whether the switch is in a fast reboot: rows may then come before the kernel knows their hosts. Older releases
     * have the string {@code FAST_REBOOT|system}, for 180 s; newer ones a row that the finalizer sets to false.
     *
     * <p>Source: sonic-buildimage, {@code files/scripts/syncd_common.sh}; sonic-utilities, {@code db_migrator.py}.
     *
     * @return true if STATE_DB says so.
     * @throws RedisUnavailableException naming address and remedy.
     */
    public boolean isFastReboot() {
        final SonicDatabase state = databases.state();
        return onDatabase(state, jedis ->
            TRUE.equals(jedis.hget(state.key("FAST_RESTART_ENABLE_TABLE", "system"), "enable"))
                || "1".equals(jedis.get(state.key("FAST_REBOOT", "system"))));
    }

    private void decide(Jedis jedis) {
        restoreCount = 0;
        warm = isEnabled(jedis, "system") || isEnabled(jedis, CONTAINER);
        if (!warm) {
            return;
        }
        final String count = jedis.hget(row(TABLE), COUNT_FIELD);
        if (count == null || count.isEmpty()) {
            CHECK.warn("{} doing warm start, but restore_count not found in stateDB {} table, fall back to cold start",
                APPLICATION, TABLE);
            warm = false;
        } else if (!COUNT.matcher(count).matches()) {
            CHECK.warn("{} doing warm start, but restore_count '{}' in stateDB {} table is not a number,"
                + " fall back to cold start", APPLICATION, count, TABLE);
            warm = false;
        } else {
            restoreCount = Long.parseLong(count) + 1;
        }
    }

    private boolean isEnabled(Jedis jedis, String row) {
        return TRUE.equals(jedis.hget(databases.state().key(ENABLE_TABLE, row), "enable"));
    }

    private String row(String table) {
        return databases.state().key(table, APPLICATION);
    }

    private <T> T onDatabase(SonicDatabase database, Function<Jedis, T> commands) {
        try (JedisConnection connection = connections.open(database.address(), database.id())) {
            return commands.apply(connection.jedis());
        } catch (JedisException e) {
            throw Failure.of(database.address(), e);
        }
    }
}
