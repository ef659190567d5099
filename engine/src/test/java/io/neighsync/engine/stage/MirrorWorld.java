package io.neighsync.engine.stage;

import io.neighsync.engine.codec.RowCodec;
import io.neighsync.engine.event.LinkChange;
import io.neighsync.engine.event.LinkChanges;
import io.neighsync.engine.event.LinkName;
import io.neighsync.engine.event.NeighborEvent;
import io.neighsync.engine.event.RowValue;
import io.neighsync.engine.table.PendingSet;
import io.neighsync.engine.table.UnclaimedKeys;
import io.neighsync.netlink.AddressText;
import io.neighsync.netlink.Rtnetlink;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A kernel, a table of row ids and a Redis, as simple as can be, around a real {@link RedisMirror}. One seed, one run.
 */
final class MirrorWorld implements AutoCloseable, RowSink {
    private static final int ROWS = 64;
    private static final int BATCH = 5;
    private static final int LINKS = 4;
    private static final int ADDRESSES = 5;
    private static final String[] NAMES = {"a", "b", "c", "d", "e"};

    /** Deliberately wrong variants. */
    enum Mutant { NONE, REUSE_ROW_EARLY, FORGET_UNCLAIMED, LOSE_REFUSED_BATCH, KEEP_ALL_AFTER_AN_ERROR }

    private record Key(int ifindex, int address) {
    }

    private record Dead(Key key, long sequence) {
    }

    private record Operation(String key, long value, boolean clears) {
    }

    private final Random random;
    private final Mutant mutant;
    private final PendingSet pending = new PendingSet(ROWS);
    private final RedisMirror mirror = newMirror(pending);
    private final Map<Integer, String> names = new HashMap<>();
    private final Map<Key, Long> kernel = new HashMap<>();
    private final Map<Key, Integer> rowIds = new HashMap<>();
    private final Deque<Dead> dead = new ArrayDeque<>();
    private final Map<String, Long> redis = new HashMap<>();
    private final List<Operation> batch = new ArrayList<>();
    private final NeighborEvent event = new NeighborEvent();
    private int nextRow;
    private long sequence;
    private boolean connected;
    private boolean inFlight;
    private int writes;
    /** Whether what happens in the kernel is lost on the way. */
    private boolean deaf;
    private final Deque<Integer> untoldLinks = new ArrayDeque<>();
    private final Deque<Key> untoldNeighbors = new ArrayDeque<>();

    private static RedisMirror newMirror(PendingSet rows) {
        RowCodec codec = new RowCodec();
        return new RedisMirror(RedisTable.NEIGHBORS, rows, codec, codec::fields, BATCH, RowListener.NONE);
    }

    MirrorWorld(long seed, Mutant mutant) {
        this.random = new Random(seed);
        this.mutant = mutant;
    }

    void run(int steps) {
        for (int i = 0; i < steps; i++) {
            step();
        }
        finish();
    }

    private void step() {
        int link = 1 + random.nextInt(LINKS);
        int address = 1 + random.nextInt(ADDRESSES);
        switch (random.nextInt(46)) {
            case 0 -> name(link, NAMES[random.nextInt(NAMES.length)]);
            case 1 -> removeLink(link);
            case 2 -> reconnect();
            case 3 -> disconnectAndMeddle();
            case 4 -> releaseUnclaimed();
            case 5 -> retryRefused();
            case 6, 7 -> connectAndCompare();
            case 8, 9, 10, 11, 12, 13 -> send();
            case 14, 15, 16, 17, 18 -> answer();
            case 19 -> refuseBatch();
            case 20, 21, 22, 23, 24, 25, 26 -> delete(link, address);
            case 27 -> hide(link);
            case 28 -> exchangeNames(link, 1 + random.nextInt(LINKS));
            case 29 -> failOnAnEvent(random.nextInt(4), link, address);
            case 30, 31 -> tellAnew(random.nextInt(4));
            default -> set(link, address, random.nextInt(3));
        }
    }

    /** A neighbor appears or changes. */
    void set(int link, int address, int lladdr) {
        Key key = new Key(link, address);
        Integer row = rowIds.get(key);
        if (row == null) {
            row = allocate();
            if (row < 0) {
                return;
            }
            rowIds.put(key, row);
        }
        kernel.put(key, RowValue.of(lladdr));
        decide(key, row, RowValue.of(lladdr));
    }

    /** A neighbor goes; its row id may stand for another key once the mirror has acknowledged that. */
    void delete(int link, int address) {
        Key key = new Key(link, address);
        if (kernel.remove(key) != null) {
            decide(key, rowIds.get(key), RowValue.ABSENT);
            dead.add(new Dead(key, sequence));
        }
    }

    private void decide(Key key, int row, long value) {
        event.ifindex = key.ifindex();
        event.family = Rtnetlink.AF_INET;
        event.addressHigh = 0;
        event.addressLow = key.address();
        event.row = row;
        sequence++;
        if (!deaf) {
            mirror.decide(event, value, false, sequence, 0);
        }
        mirror.seen(sequence);
    }

    private void follow(List<LinkChange> changes) {
        sequence++;
        if (!deaf) {
            mirror.follow(LinkChanges.of(changes));
        }
        mirror.seen(sequence);
    }

    /** A link has no rows any more: it moved to a VRF that is not mirrored. */
    void hide(int link) {
        names.remove(link);
        follow(List.of(new LinkChange(link, null, 0, null, false)));
    }

    /** One event tells that two links bear each other's names, or that the one without a name took the other's. */
    void exchangeNames(int one, int other) {
        String name = names.remove(one);
        String otherName = names.remove(other);
        if (one != other) {
            putName(one, otherName);
            putName(other, name);
            follow(List.of(change(one), change(other)));
        } else {
            putName(one, name);
        }
    }

    private void putName(int link, String name) {
        if (name != null) {
            names.put(link, name);
        }
    }

    private LinkChange change(int link) {
        return new LinkChange(link, names.containsKey(link) ? new LinkName(names.get(link)) : null, 0, null, false);
    }

    /** An event is lost because a stage failed on it: everything is forgotten, and told anew by and by. */
    void failOnAnEvent(int lost, int link, int address) {
        deaf = true;
        switch (lost) {
            case 0 -> delete(link, address);
            case 1 -> hide(link);
            case 2 -> name(link, NAMES[random.nextInt(NAMES.length)]);
            default -> set(link, address, random.nextInt(3));
        }
        deaf = false;
        disconnect();
        if (mutant != Mutant.KEEP_ALL_AFTER_AN_ERROR) {
            mirror.forget();
        }
        untoldLinks.clear();
        untoldLinks.addAll(names.keySet());
        untoldNeighbors.clear();
        untoldNeighbors.addAll(kernel.keySet());
    }

    /** Some of the links and neighbors that were forgotten are told of. */
    private void tellAnew(int count) {
        for (int i = 0; i < count && !untoldLinks.isEmpty(); i++) {
            follow(List.of(change(untoldLinks.remove())));
        }
        for (int i = 0; i < count && !untoldNeighbors.isEmpty(); i++) {
            Key key = untoldNeighbors.remove();
            if (kernel.containsKey(key)) {
                decide(key, rowIds.get(key), kernel.get(key));
            }
        }
    }

    private int allocate() {
        while (!dead.isEmpty() && mayReuse(dead.peek())) {
            Dead oldest = dead.poll();
            boolean stillDead = !kernel.containsKey(oldest.key()) && dead.stream().noneMatch(
                    later -> later.key().equals(oldest.key()));
            if (stillDead) {
                return rowIds.remove(oldest.key());
            }
        }
        return nextRow < ROWS ? nextRow++ : -1;
    }

    private boolean mayReuse(Dead oldest) {
        return mutant == Mutant.REUSE_ROW_EARLY || oldest.sequence() <= mirror.acknowledgedSequence();
    }

    /** A link appears, is renamed, or takes the name of one whose end was not seen. */
    void name(int link, String name) {
        List<LinkChange> changes = new ArrayList<>();
        changes.add(new LinkChange(link, new LinkName(name), 0, null, false));
        names.forEach((other, its) -> {
            if (other != link && its.equals(name)) {
                changes.add(new LinkChange(other, null, 0, null, false));
            }
        });
        names.values().remove(name);
        names.put(link, name);
        follow(changes);
    }

    private void removeLink(int link) {
        names.remove(link);
        mirror.removeLink(link);
        follow(List.of(new LinkChange(link, null, 0, null, true)));
        for (int address = 1; address <= ADDRESSES; address++) {
            Key key = new Key(link, address);
            if (kernel.remove(key) != null) {
                dead.add(new Dead(key, sequence));
            }
        }
    }

    void releaseUnclaimed() {
        mirror.releaseUnclaimed();
    }

    /** The connection is lost, with or without its batch carried out, and made anew. */
    void reconnect() {
        disconnect();
        connectAndCompare();
    }

    private void disconnect() {
        if (connected) {
            if (inFlight && random.nextBoolean()) {
                apply(false);
            }
            batch.clear();
            inFlight = false;
            connected = false;
            mirror.disconnect();
        }
    }

    private void disconnectAndMeddle() {
        disconnect();
        switch (random.nextInt(4)) {
            case 0 -> redis.clear();
            case 1 -> putStale(NAMES[random.nextInt(NAMES.length)] + ":0.0.0." + (1 + random.nextInt(9)));
            case 2 -> redis.replaceAll((key, value) -> RowValue.of(99));
            default -> putForeign(NAMES[random.nextInt(NAMES.length)] + ":0.0.0." + (1 + random.nextInt(9)));
        }
    }

    void putStale(String key) {
        redis.put(key, RowValue.of(1));
    }

    void putForeign(String key) {
        redis.put(key, RowValue.FOREIGN);
    }

    void connectAndCompare() {
        if (!connected) {
            connected = true;
            UnclaimedKeys held = new UnclaimedKeys(ROWS * 64);
            redis.forEach((key, value) -> {
                UnsafeBuffer bytes = new UnsafeBuffer(key.getBytes(StandardCharsets.US_ASCII));
                if (mutant != Mutant.FORGET_UNCLAIMED || key.hashCode() % 3 != 0) {
                    held.add(bytes, 0, bytes.capacity(), value, false);
                }
            });
            mirror.connect(held);
        }
        mirror.walk();
    }

    void send() {
        if (connected && !inFlight && mirror.hasWork()) {
            inFlight = mirror.fill(this) > 0;
        }
    }

    void answer() {
        if (inFlight) {
            apply(true);
            inFlight = false;
            batch.clear();
            mirror.complete();
        }
    }

    /** As RedisStage does: never while a batch is on its way. */
    private void retryRefused() {
        if (!inFlight) {
            mirror.retryRefused();
        }
    }

    private void refuseBatch() {
        if (inFlight) {
            inFlight = false;
            batch.clear();
            if (mutant == Mutant.LOSE_REFUSED_BATCH) {
                mirror.complete();
            } else {
                mirror.refuseBatch();
            }
        }
    }

    private void apply(boolean tell) {
        for (int i = 0; i < batch.size(); i++) {
            Operation operation = batch.get(i);
            boolean refused = !operation.clears()
                    && redis.getOrDefault(operation.key(), RowValue.ABSENT) == RowValue.FOREIGN;
            if (!refused) {
                redis.put(operation.key(), operation.value());
                redis.values().removeIf(value -> value == RowValue.ABSENT);
            }
            if (tell && refused) {
                mirror.refuse(i);
            } else if (tell) {
                mirror.acknowledge(i);
            }
        }
    }

    /** Lets everything that waits be written. */
    void finish() {
        tellAnew(Integer.MAX_VALUE);
        connectAndCompare();
        releaseUnclaimed();
        drain();
    }

    void drain() {
        for (int i = 0; i < 1_000; i++) {
            answer();
            mirror.walk();
            retryRefused();
            send();
        }
    }

    Map<String, Long> redis() {
        return redis;
    }

    /** What Redis is to hold: every neighbor of a link that has a name. */
    Map<String, Long> expected() {
        Map<String, Long> rows = new HashMap<>();
        UnsafeBuffer text = new UnsafeBuffer(new byte[AddressText.MAX_BYTES]);
        kernel.forEach((key, value) -> {
            if (names.containsKey(key.ifindex())) {
                int length = AddressText.putIpv4(text, 0, key.address());
                rows.put(names.get(key.ifindex()) + ":" + text.getStringWithoutLengthAscii(0, length), value);
            }
        });
        return rows;
    }

    int writes() {
        return writes;
    }

    @Override
    public boolean hasRoom() {
        return batch.size() < BATCH;
    }

    @Override
    public void set(RedisTable table, DirectBuffer key, int keyOffset, int keyLength, DirectBuffer fields) {
        String text = fields.getStringWithoutLengthAscii(0, fields.capacity());
        add(key, keyOffset, keyLength, RowValue.of(AddressText.parseLladdr(text.split("\r\n", -1)[3])), false);
    }

    @Override
    public void replace(RedisTable table, DirectBuffer key, int keyOffset, int keyLength, DirectBuffer fields) {
        String text = fields.getStringWithoutLengthAscii(0, fields.capacity());
        add(key, keyOffset, keyLength, RowValue.of(AddressText.parseLladdr(text.split("\r\n", -1)[3])), true);
    }

    @Override
    public void delete(RedisTable table, DirectBuffer key, int keyOffset, int keyLength) {
        add(key, keyOffset, keyLength, RowValue.ABSENT, true);
    }

    private void add(DirectBuffer key, int keyOffset, int keyLength, long value, boolean clears) {
        batch.add(new Operation(key.getStringWithoutLengthAscii(keyOffset, keyLength), value, clears));
        writes++;
    }

    @Override
    public void close() {
        mirror.disconnect();
        mirror.abandon();
        pending.close();
    }
}
