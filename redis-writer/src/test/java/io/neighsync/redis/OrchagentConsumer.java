package io.neighsync.redis;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.exceptions.JedisException;

/**
 * A consumer of any table that pops as SONiC's ConsumerStateTable does: once for each message, 128 keys at most,
 * atomically in a script; a key that was deleted and set again since leads to both. It listens in a thread of its own;
 * {@link #pop} may be called instead of {@link #listen} by any one thread.
 */
public final class OrchagentConsumer implements AutoCloseable {
    /**
     * Most keys of one pop: orchagent's batch on chassis, the smallest one.
     */
    public static final int BATCH = 128;

    /**
     * The pop: KEYS are key set and delete set, ARGV most keys, the table's prefix and that of pending rows. It answers
     * with each popped key, 1 if it was to be deleted, and its fields.
     */
    public static final String SCRIPT = """
        local table_prefix, pending_prefix = ARGV[2], ARGV[3]
        local popped = {}
        for _, key in ipairs(redis.call('SPOP', KEYS[1], ARGV[1])) do
            local deleted = redis.call('SREM', KEYS[2], key)
            if deleted == 1 then
                redis.call('DEL', table_prefix .. key)
            end
            local fields = redis.call('HGETALL', pending_prefix .. key)
            if #fields > 0 then
                redis.call('HSET', table_prefix .. key, unpack(fields))
            end
            redis.call('DEL', pending_prefix .. key)
            popped[#popped + 1] = {key, deleted, fields}
        end
        return popped
        """;

    /**
     * What orchagent is told of a popped key.
     *
     * @param set    false for a delete.
     * @param key    row key.
     * @param fields in Redis' order, empty for a delete.
     */
    public record Operation(boolean set, String key, Map<String, String> fields) {
        /**
         * What a popped key leads to.
         *
         * @param key     row key.
         * @param deleted whether it stood in the delete set.
         * @param fields  pending ones.
         * @return a delete if there are no fields, else a set, behind a delete if that was asked for.
         */
        static List<Operation> of(String key, boolean deleted, Map<String, String> fields) {
            final Operation delete = new Operation(false, key, Map.of());
            if (fields.isEmpty()) {
                return List.of(delete);
            }
            final Operation set = new Operation(true, key, fields);
            return deleted ? List.of(delete, set) : List.of(set);
        }

        @Override
        public String toString() {
            return (set ? "SET " : "DEL ") + key + (set ? " " + fields : "");
        }
    }

    private final Supplier<Jedis> connect;
    private final TableDescriptor table;
    private final Jedis jedis;
    private final List<Operation> operations = new ArrayList<>();
    private final List<String> errors = new ArrayList<>();
    private int messages;
    private Thread thread;
    private final JedisPubSub subscription = new JedisPubSub() {
        @Override
        public void onMessage(String channel, String message) {
            synchronized (OrchagentConsumer.this) {
                messages++;
            }
            pop();
        }
    };

    /**
     * A consumer that does not listen yet.
     *
     * @param connect makes connections.
     * @param table   what is consumed.
     */
    public OrchagentConsumer(Supplier<Jedis> connect, TableDescriptor table) {
        this.connect = connect;
        this.table = table;
        jedis = connect.get();
        jedis.select(table.database());
    }

    /**
     * Starts to listen, and returns when it does.
     *
     * @return this.
     */
    public OrchagentConsumer listen() {
        final Jedis subscriber = connect.get();
        thread = Thread.ofPlatform().daemon().name("orchagent-consumer").start(() -> {
            try (subscriber) {
                subscriber.subscribe(subscription, table.channel());
            } catch (JedisException e) {
                recordError("subscription ended: " + e.getMessage());
            }
        });
        while (!subscription.isSubscribed()) {
            if (!thread.isAlive()) {
                throw new IllegalStateException("cannot subscribe: " + errors());
            }
            Thread.onSpinWait();
        }
        return this;
    }

    /**
     * Pops once.
     *
     * @return number of keys.
     */
    public int pop() {
        final List<?> popped = (List<?>) jedis.eval(SCRIPT, List.of(table.keySet(), table.deleteSet()),
            List.of(String.valueOf(BATCH), table.rowPrefix(), table.pendingPrefix()));
        synchronized (this) {
            popped.forEach(entry -> record((List<?>) entry));
        }
        return popped.size();
    }

    /** The exact sequence of what orchagent was told so far. */
    public synchronized List<Operation> operations() {
        return List.copyOf(operations);
    }

    /** What a producer did wrong: a key popped with neither fields nor a request to delete it. */
    public synchronized List<String> errors() {
        return List.copyOf(errors);
    }

    /** Messages received. */
    public synchronized int messages() {
        return messages;
    }

    /** Ends the subscription. */
    @Override
    public void close() {
        if (thread != null) {
            subscription.unsubscribe();
            try {
                thread.join(5_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        jedis.close();
    }

    private void record(List<?> entry) {
        final String key = (String) entry.get(0);
        final boolean deleted = entry.get(1).equals(1L);
        final Map<String, String> fields = new LinkedHashMap<>();
        final List<?> words = (List<?>) entry.get(2);
        for (int i = 0; i < words.size(); i += 2) {
            fields.put((String) words.get(i), (String) words.get(i + 1));
        }
        if (fields.isEmpty() && !deleted) {
            recordError("empty-hash delete: " + key);
        }
        operations.addAll(Operation.of(key, deleted, fields));
    }

    private synchronized void recordError(String error) {
        errors.add(error);
    }
}
