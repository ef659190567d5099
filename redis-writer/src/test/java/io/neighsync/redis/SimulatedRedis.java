package io.neighsync.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A Redis without sockets, threads and time, for simulations: it puts bytes under a {@link FencedWriter}, parses its
 * commands and answers as redis-server 7.0 does. What it does is a function of the calls made. Any one thread.
 *
 * <pre>
 *  FencedWriter - SimulatedTransport - SimulatedClient - SimulatedDatabase
 *                 network, cuts        parser, MULTI     keys, touches of watched ones
 * </pre>
 *
 * <p>{@code RedisContract} holds it to what a real server does.
 */
public final class SimulatedRedis {
    private static final String OWNER = "00000000000000aa";
    private static final String OTHER_OWNER = "ff";
    private static final String VERSION = "7.0.15";
    private static final RedisAddress ADDRESS = RedisAddress.unix("/simulated/redis.sock");
    private static final ByteString FENCE = ByteString.of(Fence.KEY);

    private final SimulatedDatabase database = new SimulatedDatabase();
    private final TableProtocol protocol;
    private final byte[] rowPrefix;
    private final byte[] pendingPrefix;
    private final ByteString keySet;
    private final ByteString deleteSet;
    private final ByteString channel;
    private final List<SimulatedTransport> connections = new ArrayList<>(2);
    private SimulatedTransport newest;
    private int fragment = Integer.MAX_VALUE;
    private String refusal;
    private long lastEpoch;
    private long starts = 1;
    private long batches;
    private long messages;

    /**
     * An empty one.
     *
     * @param table    whose rows it holds.
     * @param protocol how they are written and read.
     */
    public SimulatedRedis(TableDescriptor table, TableProtocol protocol) {
        this.protocol = protocol;
        rowPrefix = bytes(table.rowPrefix());
        pendingPrefix = bytes(table.pendingPrefix());
        keySet = ByteString.of(table.keySet());
        deleteSet = ByteString.of(table.deleteSet());
        channel = ByteString.of(table.channel());
    }

    /**
     * A connection that holds and watches the fence. A former one has lost the fence by it; what that one sent and
     * {@link #serve} did not carry out yet will be refused.
     *
     * @return activated, for {@link FencedWriter#adopt}.
     */
    public RedisConnection connect() {
        final Fence fence = currentFence().next(OWNER, lastEpoch);
        lastEpoch = fence.epoch();
        database.putString(FENCE, fence.bytes());
        final SimulatedClient client = new SimulatedClient(this, database);
        client.watchFence();
        newest = new SimulatedTransport(this, client);
        connections.removeIf(SimulatedTransport::isOver);
        connections.add(newest);
        return new RedisConnection(ADDRESS, newest, fence, String.format("%040x", starts), VERSION);
    }

    /**
     * The rows as {@link RedisConnection#readRows} would report them at this moment: in producer-state mode a row that
     * waits for its consumer has its pending fields, and is left out when it waits to be deleted.
     *
     * @param consumer takes the rows, in an order that depends on the calls made only.
     */
    public void readRows(RowConsumer consumer) {
        final Set<ByteString> pending =
            protocol == TableProtocol.PRODUCER_STATE ? database.members(keySet) : null;
        if (pending != null) {
            for (final ByteString key : pending) {
                final ByteString name = ByteString.of(pendingPrefix, key);
                if (database.contains(name)) {
                    report(key, database.fields(name), consumer);
                }
            }
        }
        database.forEachHash(rowPrefix, (name, fields) -> {
            final ByteString key = name.from(rowPrefix.length);
            if (pending == null || !pending.contains(key)) {
                report(key, fields, consumer);
            }
        });
    }

    /**
     * Carries out the whole commands that have arrived, up to the end of one batch; their replies can be read at once.
     * What an abandoned connection left in the network comes first. Redis stands still while nobody calls this.
     *
     * @return true if a batch was answered.
     */
    public boolean serve() {
        for (int i = 0; i < connections.size(); i++) {
            if (connections.get(i).serve()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Breaks the newest connection; replies that were not read are lost.
     *
     * @param afterExecuting whether what has arrived is carried out first.
     */
    public void cut(boolean afterExecuting) {
        cut(afterExecuting, 0);
    }

    /**
     * Breaks the newest connection in the middle of the replies.
     *
     * @param afterExecuting whether what has arrived is carried out first.
     * @param replyBytes     most bytes of replies that can be read before the end.
     */
    public void cut(boolean afterExecuting, int replyBytes) {
        if (newest != null && newest.isOpen()) {
            boolean more = afterExecuting;
            while (more) {
                more = newest.serve();
            }
            newest.cut(replyBytes);
        }
    }

    /**
     * Refuses the commands of the next transaction that begins, as for want of memory.
     *
     * @param error for example {@code OOM command not allowed when used memory > 'maxmemory'.}
     */
    public void refuseNext(String error) {
        refusal = error;
    }

    /**
     * Limits what a connection reads or writes in one call; every other call then makes no progress.
     *
     * @param maxBytes 1 or more; {@link Integer#MAX_VALUE}: no limit.
     */
    public void fragment(int maxBytes) {
        fragment = maxBytes;
    }

    /**
     * Kills the server and starts it again: connections are gone with all they carried.
     *
     * @param empty whether the keys are gone too.
     */
    public void restart(boolean empty) {
        connections.forEach(connection -> connection.cut(0));
        connections.clear();
        refusal = null;
        starts++;
        if (empty) {
            clear();
        }
    }

    /** Another writer takes the fence: the next batch is refused, and its connection is of no more use. */
    public void takeFence() {
        database.putString(FENCE, currentFence().next(OTHER_OWNER, 0).bytes());
    }

    /**
     * Replaces a row behind the writer's back; in producer-state mode as if a consumer had taken it over.
     *
     * @param key    row key.
     * @param fields all of its fields, one or more.
     */
    public void putRow(String key, Map<String, String> fields) {
        removeRow(key);
        database.putFields(row(key), HashFields.of(fields));
    }

    /**
     * Removes a row behind the writer's back, with what is pending for it.
     *
     * @param key row key.
     */
    public void removeRow(String key) {
        final ByteString member = ByteString.of(key);
        database.removeMember(keySet, member);
        database.removeMember(deleteSet, member);
        database.remove(ByteString.of(pendingPrefix, member));
        database.remove(row(key));
    }

    /**
     * Puts a string where the writer puts the row: HSET then answers WRONGTYPE, DEL removes it.
     *
     * @param key row key.
     */
    public void putForeign(String key) {
        final byte[] prefix = protocol == TableProtocol.PRODUCER_STATE ? pendingPrefix : rowPrefix;
        database.putString(ByteString.of(prefix, ByteString.of(key)), bytes("foreign"));
    }

    /** FLUSHALL: the fence is gone too. */
    public void clear() {
        database.clear();
    }

    /**
     * Lets a consumer pop once, as {@link OrchagentConsumer} does, oldest keys first. A pending key that holds another
     * type, of which the consumer's script dies, is popped and ignored.
     *
     * @param max most keys, 1 or more.
     * @return number of keys.
     */
    public int consume(int max) {
        return consume(max, null);
    }

    /** As {@link #consume(int)}, telling what each key asked for; null: nobody. */
    int consume(int max, Consumer<OrchagentConsumer.Operation> operations) {
        int popped = 0;
        for (ByteString key = pop(max, popped); key != null; key = pop(max, popped)) {
            popped++;
            final ByteString row = ByteString.of(rowPrefix, key);
            if (database.removeMember(deleteSet, key)) {
                database.remove(row);
            }
            final ByteString pending = ByteString.of(pendingPrefix, key);
            final HashFields fields = database.fields(pending);
            if (fields != null) {
                database.putFields(row, fields);
                database.remove(pending);
            }
            if (operations != null) {
                operations.accept(new OrchagentConsumer.Operation(fields != null, key.toString(),
                    fields == null ? Map.of() : fields.toMap()));
            }
        }
        return popped;
    }

    /**
     * The rows that {@link #readRows} reports.
     *
     * @return row key to field to value; no fields for a key of another type.
     */
    public Map<String, Map<String, String>> rows() {
        final Map<String, Map<String, String>> rows = new LinkedHashMap<>();
        readRows((key, fields) -> rows.put(new String(key, StandardCharsets.UTF_8), fields));
        return rows;
    }

    /**
     * Batches applied so far: transactions whose EXEC was neither aborted nor refused.
     *
     * @return 0 or more.
     */
    public long batches() {
        return batches;
    }

    /**
     * Messages published on the table's channel so far; a consumer pops once for each.
     *
     * @return 0 or more.
     */
    public long messages() {
        return messages;
    }

    /** Every key but the fence, with a printable form of what it holds. */
    Map<String, String> dump() {
        final Map<String, String> dump = database.dump();
        dump.remove(Fence.KEY);
        return dump;
    }

    /** Puts a string under any key. */
    void putString(String key, String value) {
        database.putString(ByteString.of(key), bytes(value));
    }

    int fragment() {
        return fragment;
    }

    String takeRefusal() {
        final String taken = refusal;
        refusal = null;
        return taken;
    }

    void onPublish(ByteString name) {
        if (name.equals(channel)) {
            messages++;
        }
    }

    void onExecuted() {
        batches++;
    }

    private ByteString pop(int max, int popped) {
        return popped < max ? database.popMember(keySet) : null;
    }

    private ByteString row(String key) {
        return ByteString.of(rowPrefix, ByteString.of(key));
    }

    private Fence currentFence() {
        final byte[] value = database.string(FENCE);
        return value == null
            ? Fence.none()
            : Fence.parse(new String(value, StandardCharsets.US_ASCII)).orElseGet(Fence::none);
    }

    private static void report(ByteString key, HashFields fields, RowConsumer consumer) {
        consumer.onRow(key.toBytes(), fields == null ? Map.of() : fields.toMap());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
