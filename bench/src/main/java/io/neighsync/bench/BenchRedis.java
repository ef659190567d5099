package io.neighsync.bench;

import io.neighsync.redis.RedisAddress;
import io.neighsync.redis.RedisServerProcess;
import io.neighsync.redis.TableProtocol;
import java.util.concurrent.locks.LockSupport;
import redis.clients.jedis.Jedis;

/** A redis-server of this run: unix socket, no persistence. One thread. */
final class BenchRedis implements AutoCloseable {
    /** The fence and the marker, in the rows' database. */
    private static final int KEYS_BESIDE_ROWS = 2;
    private static final long LOOK_NANOS = 1_000_000L;
    private static final long DEADLINE_NANOS = 60_000_000_000L;

    private final RedisServerProcess server = RedisServerProcess.start();
    private final Jedis client = server.client();

    /** Where it listens. */
    RedisAddress address() {
        return server.unixAddress();
    }

    /** The path of its socket. */
    String socket() {
        return address().host();
    }

    /** Its process. */
    long pid() {
        return server.pid();
    }

    /** Its version. */
    String version() {
        return Conditions.valueOf(client.info("server"), "redis_version");
    }

    /** Deletes every key of every database. */
    void empty() {
        client.flushAll();
    }

    /** How many rows of NEIGH_TABLE it has been given, which in producer-state mode all wait for their consumer. */
    long rows(TableProtocol protocol) {
        return protocol == TableProtocol.PRODUCER_STATE
            ? client.scard("NEIGH_TABLE_KEY_SET")
            : Math.max(0, client.dbSize() - KEYS_BESIDE_ROWS);
    }

    /** Makes a script known to it; returns the name by which EVALSHA runs it. */
    String load(String script) {
        return client.scriptLoad(script);
    }

    /**
     * Waits until it has been given so many rows, and looks every millisecond.
     *
     * @param protocol of the daemon
     * @param wanted   rows, or more
     * @param daemon   that is to write them
     * @return how many there are then
     * @throws IllegalStateException if the daemon ends before, or a minute does
     */
    long awaitRows(TableProtocol protocol, long wanted, DaemonProcess daemon) {
        long deadline = System.nanoTime() + DEADLINE_NANOS;
        long rows = rows(protocol);
        while (rows < wanted) {
            if (System.nanoTime() - deadline > 0 || !daemon.isAlive()) {
                throw daemon.failed("has only " + rows + " rows of " + wanted + " in Redis");
            }
            LockSupport.parkNanos(LOOK_NANOS);
            rows = rows(protocol);
        }
        return rows;
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
