package io.neighsync.engine.system;

import io.neighsync.redis.RedisServerProcess;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisMonitor;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Follows every command that Redis executes, as MONITOR tells it, and notes each row of NEIGH_TABLE that was written
 * although it held just that. For the direct protocol, from an empty table on. One thread asks.
 */
final class RedundantWrites implements AutoCloseable {
    private static final String TABLE = "NEIGH_TABLE:";
    private static final int SHOWN = 10;

    private final Map<String, List<String>> rows = new HashMap<>();
    private final List<String> redundant = new ArrayList<>();
    private final Jedis monitored;
    private final Jedis asking;
    private final Thread thread;
    private long writes;
    private String echoed = "";
    private int asked;

    private RedundantWrites(RedisServerProcess redis) {
        monitored = redis.client();
        asking = redis.client();
        CountDownLatch listening = new CountDownLatch(1);
        thread = Thread.ofPlatform().daemon().name("redundant-writes").start(() -> listen(listening));
        try {
            listening.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Begins now. */
    static RedundantWrites of(RedisServerProcess redis) {
        return new RedundantWrites(redis);
    }

    private void listen(CountDownLatch listening) {
        try {
            monitored.monitor(new JedisMonitor() {
                @Override
                public void proceed(Connection connection) {
                    listening.countDown();
                    super.proceed(connection);
                }

                @Override
                public void onCommand(String line) {
                    on(CommandMonitor.Command.parse(line).words());
                }
            });
        } catch (JedisException closed) {
            listening.countDown();
        }
    }

    private synchronized void on(List<String> words) {
        String key = words.size() > 1 ? words.get(1) : "";
        switch (words.getFirst()) {
            case "HSET" -> onWrite(key, words.subList(2, words.size()));
            case "DEL" -> onWrite(key, null);
            case "ECHO" -> echoed = key;
            default -> { }
        }
    }

    private void onWrite(String key, List<String> fields) {
        if (!key.startsWith(TABLE)) {
            return;
        }
        writes++;
        List<String> held = fields == null ? rows.remove(key) : rows.put(key, fields);
        if (fields == null ? held == null : fields.equals(held)) {
            redundant.add(key + " " + (fields == null ? "deleted" : fields));
        }
    }

    /** Rows written so far, those that are deleted included. */
    long writes() {
        catchUp();
        synchronized (this) {
            return writes;
        }
    }

    /** Some of those that Redis held already, or deletions of what it did not hold. */
    List<String> redundant() {
        catchUp();
        synchronized (this) {
            return List.copyOf(redundant.subList(0, Math.min(SHOWN, redundant.size())));
        }
    }

    /** Waits until every command that was executed before this call has been followed. */
    private void catchUp() {
        String token = "RedundantWrites-" + asked++;
        asking.echo(token);
        Eventually.shouldHold(ChurningHost.SOON, token, () -> isEchoed(token));
    }

    private synchronized boolean isEchoed(String token) {
        return echoed.equals(token);
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
        monitored.close();
        asking.close();
    }
}
