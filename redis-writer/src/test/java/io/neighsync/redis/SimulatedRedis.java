package io.neighsync.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    private static final long FIRST_RUN = 0xaa;
    private static final String OTHER_OWNER = "ff";
    private static final String VERSION = "7.0.15";
    private static final RedisAddress ADDRESS = RedisAddress.unix("/simulated/redis.sock");
    private static final ByteString FENCE = ByteString.of(Fence.KEY);
    private static final ByteString MARKER = ByteString.of(Marker.KEY);

    private final SimulatedDatabase database = new SimulatedDatabase();
    private final List<SimulatedTable> tables;
    private final List<SimulatedTransport> connections = new ArrayList<>(2);
    private SimulatedTransport newest;
    private int fragment = Integer.MAX_VALUE;
    private String refusal;
    private boolean deniesMulti;
    private String owner = ownerOf(FIRST_RUN);
    private long lastEpoch;
    private Map<ByteString, Object> saved = Map.of();
    private long starts = 1;
    private long batches;
    private long fruitlessReads;

    /**
     * An empty one.
     *
     * @param tables   whose rows it holds; called by their index in this list.
     * @param protocol how they are written and read.
     */
    public SimulatedRedis(List<TableDescriptor> tables, TableProtocol protocol) {
        this.tables = tables.stream().map(table -> new SimulatedTable(database, table, protocol)).toList();
    }

    /**
     * A connection that holds and watches the fence. A former one has lost the fence by it; what that one sent and
     * {@link #serve} did not carry out yet will be refused.
     *
     * @return activated, for {@link FencedWriter#adopt}.
     */
    public RedisConnection connect() {
        final Fence fence = currentFence().next(owner, lastEpoch);
        lastEpoch = fence.epoch();
        database.putString(FENCE, fence.bytes());
        final SimulatedClient client = new SimulatedClient(this, database);
        client.activate();
        newest = new SimulatedTransport(this, client);
        connections.removeIf(SimulatedTransport::isOver);
        connections.add(newest);
        final Handshake handshake = new Handshake(ADDRESS, fence, marker(),
            String.format("%040x", starts), VERSION);
        return new RedisConnection(handshake, newest);
    }

    /**
     * The rows as {@link RedisConnection#readRows(int, RowConsumer)} would report them at this moment: in
     * producer-state mode a row that waits for its consumer has its pending fields, and is left out when it waits to be
     * deleted.
     *
     * @param table    index of the table.
     * @param consumer takes the rows, in an order that depends on the calls made only.
     */
    public void readRows(int table, RowConsumer consumer) {
        tables.get(table).readRows(consumer);
    }

    /**
     * Some rows as {@link RedisConnection#readRows(int, List, RowConsumer)} would report them at this moment.
     *
     * @param table    index of the table.
     * @param keys     of the rows.
     * @param consumer takes the rows that there are, in the order of their keys.
     */
    public void readRows(int table, List<byte[]> keys, RowConsumer consumer) {
        tables.get(table).readRows(keys, consumer);
    }

    /**
     * Does what {@link RedisConnection#clearPending} does, at once, for whoever holds the fence.
     *
     * @param cleared gets each key that waited for a consumer, once.
     */
    public void clearPending(PendingKeyConsumer cleared) {
        for (int i = 0; i < tables.size(); i++) {
            final int table = i;
            tables.get(i).clearPending(key -> cleared.onCleared(table, key));
        }
    }

    /**
     * Carries out the whole commands that have arrived, up to the end of one batch; their replies can be read at once.
     * What an abandoned connection left in the network comes first. Redis stands still while nobody calls this.
     *
     * @return true if a batch, or the probe of an idle connection, was answered.
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
     * Refuses the commands of the next transaction that has any, as for want of memory.
     *
     * @param error for example {@code OOM command not allowed when used memory > 'maxmemory'.}
     */
    public void refuseNext(String error) {
        refusal = error;
    }

    /**
     * Takes the right to begin transactions away, or gives it back, as {@code ACL SETUSER} does: those that have begun
     * go on.
     *
     * @param denied whether MULTI is refused.
     */
    public void denyMulti(boolean denied) {
        deniesMulti = denied;
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

    /** BGSAVE: what is there now is there after {@link #restartFromSave}. */
    public void save() {
        saved = database.save();
    }

    /** Kills the server and starts it again, with what was saved last. */
    public void restartFromSave() {
        restart(false);
        database.load(saved);
    }

    /**
     * The writer's process is another from now on, with a nonce of its own.
     *
     * @param run        the nonce.
     * @param knownEpoch as {@link RedisConnector#knownEpoch} is told.
     */
    public void beginRun(long run, long knownEpoch) {
        owner = ownerOf(run);
        lastEpoch = knownEpoch;
    }

    private static String ownerOf(long run) {
        return String.format("%016x", run);
    }

    /** Another writer takes the fence: the next batch is refused, and its connection is of no more use. */
    public void takeFence() {
        database.putString(FENCE, currentFence().next(OTHER_OWNER, 0).bytes());
    }

    /**
     * Replaces a row behind the writer's back; in producer-state mode as if a consumer had taken it over.
     *
     * @param table  index of the table.
     * @param key    row key.
     * @param fields all of its fields, one or more.
     */
    public void putRow(int table, String key, Map<String, String> fields) {
        tables.get(table).putRow(key, fields);
    }

    /**
     * Removes a row behind the writer's back, with what is pending for it.
     *
     * @param table index of the table.
     * @param key   row key.
     */
    public void removeRow(int table, String key) {
        tables.get(table).removeRow(key);
    }

    /**
     * Puts a string where the writer puts the row: HSET then answers WRONGTYPE, DEL removes it.
     *
     * @param table index of the table.
     * @param key   row key.
     */
    public void putForeign(int table, String key) {
        tables.get(table).putForeign(key);
    }

    /** FLUSHALL: the fence is gone too. */
    public void clear() {
        database.clear();
    }

    /**
     * Lets a consumer pop once, as {@link OrchagentConsumer} does, oldest keys first. A pending key that holds another
     * type, of which the consumer's script dies, is popped and ignored.
     *
     * @param table index of the table.
     * @param max   most keys, 1 or more.
     * @return number of keys.
     */
    public int consume(int table, int max) {
        return consume(table, max, null);
    }

    /** As {@link #consume(int, int)}, telling what each key asked for; null: nobody. */
    int consume(int table, int max, Consumer<OrchagentConsumer.Operation> operations) {
        return tables.get(table).consume(max, operations);
    }

    /**
     * The rows that {@link #readRows(int, RowConsumer)} reports.
     *
     * @param table index of the table.
     * @return row key to field to value; no fields for a key of another type.
     */
    public Map<String, Map<String, String>> rows(int table) {
        final Map<String, Map<String, String>> rows = new LinkedHashMap<>();
        readRows(table, (key, fields) -> rows.put(new String(key, StandardCharsets.UTF_8), fields));
        return rows;
    }

    /**
     * Batches applied so far: transactions with commands whose EXEC was neither aborted nor refused.
     *
     * @return 0 or more.
     */
    public long batches() {
        return batches;
    }

    /**
     * Reads of its client so far that found nothing.
     *
     * @return 0 or more.
     */
    public long fruitlessReads() {
        return fruitlessReads;
    }

    void onFruitlessRead() {
        fruitlessReads++;
    }

    /**
     * Messages published on a table's channel so far; a consumer pops once for each.
     *
     * @param table index of the table.
     * @return 0 or more.
     */
    public long messages(int table) {
        return tables.get(table).messages;
    }

    /**
     * The marker that the last batch left.
     *
     * @return nothing when there is none.
     */
    public Optional<Marker> marker() {
        return text(MARKER).flatMap(Marker::parse);
    }

    /** Every key but the fence and the marker, with a printable form of what it holds. */
    Map<String, String> dump() {
        final Map<String, String> dump = database.dump();
        dump.remove(Fence.KEY);
        dump.remove(Marker.KEY);
        return dump;
    }

    /** Puts a string under any key. */
    void putString(String key, String value) {
        database.putString(ByteString.of(key), bytes(value));
    }

    /** Puts fields under any key. */
    void putHash(String key, Map<String, String> fields) {
        database.putFields(ByteString.of(key), HashFields.of(fields));
    }

    int fragment() {
        return fragment;
    }

    String takeRefusal() {
        final String taken = refusal;
        refusal = null;
        return taken;
    }

    boolean deniesMulti() {
        return deniesMulti;
    }

    void onPublish(ByteString name) {
        for (final SimulatedTable table : tables) {
            if (name.equals(table.channel)) {
                table.messages++;
            }
        }
    }

    void onExecuted(int commands) {
        batches += commands > 0 ? 1 : 0;
    }

    private Fence currentFence() {
        return text(FENCE).flatMap(Fence::parse).orElseGet(Fence::none);
    }

    private Optional<String> text(ByteString key) {
        return Optional.ofNullable(database.string(key)).map(value -> new String(value, StandardCharsets.UTF_8));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
