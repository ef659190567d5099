package io.neighsync.engine.system;

import io.neighsync.redis.OrchagentConsumer;
import io.neighsync.redis.TableDescriptor;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/**
 * An {@link OrchagentConsumer} that is started again whenever it loses Redis, as a supervisor starts orchagent: it pops
 * what waits first. One thread starts and closes it; its own thread consumes.
 */
final class Orchagent implements AutoCloseable {
    private static final long LOOK_NANOS = 5_000_000L;
    private static final String ENDED = "subscription ended";

    private final Supplier<Jedis> connect;
    private final TableDescriptor table;
    private final List<String> errors = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private volatile boolean running = true;

    private Orchagent(Supplier<Jedis> connect, TableDescriptor table) {
        this.connect = connect;
        this.table = table;
        this.thread = Thread.ofPlatform().daemon().name("orchagent").unstarted(this::run);
    }

    static Orchagent start(Supplier<Jedis> connect, TableDescriptor table) {
        Orchagent orchagent = new Orchagent(connect, table);
        orchagent.thread.start();
        return orchagent;
    }

    /** What the daemon did wrong, such as a key without fields that nobody asked to delete. */
    List<String> errors() {
        return List.copyOf(errors);
    }

    @Override
    public void close() {
        running = false;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private void run() {
        while (running) {
            List<Jedis> connections = new ArrayList<>();
            try {
                consume(connections);
            } catch (JedisException | UncheckedIOException | IllegalStateException away) {
                LockSupport.parkNanos(LOOK_NANOS);
            } finally {
                connections.forEach(Orchagent::closeQuietly);
            }
        }
    }

    /** Returns when the subscription has ended. */
    private void consume(List<Jedis> connections) {
        OrchagentConsumer consumer = new OrchagentConsumer(() -> connect(connections), table);
        try {
            consumer.listen();
            popWhatWaits(connect(connections));
            while (running && !hasEnded(consumer)) {
                LockSupport.parkNanos(LOOK_NANOS);
            }
        } finally {
            consumer.errors().stream().filter(error -> !error.startsWith(ENDED)).forEach(errors::add);
            if (!hasEnded(consumer)) {
                consumer.close();
            }
        }
    }

    private Jedis connect(List<Jedis> connections) {
        Jedis jedis = connect.get();
        connections.add(jedis);
        return jedis;
    }

    /** One message for each pop that it takes, behind those of the daemon. */
    private void popWhatWaits(Jedis jedis) {
        jedis.select(table.database());
        long waiting = jedis.scard(table.keySet());
        for (long popped = 0; popped < waiting; popped += OrchagentConsumer.BATCH) {
            jedis.publish(table.channel(), "G");
        }
    }

    private static boolean hasEnded(OrchagentConsumer consumer) {
        return consumer.errors().stream().anyMatch(error -> error.startsWith(ENDED));
    }

    private static void closeQuietly(Jedis jedis) {
        try {
            jedis.close();
        } catch (JedisException gone) {
            jedis.getConnection().setBroken();
        }
    }
}
