package io.neighsync.redis;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Seeded operations on a Redis of either kind through a {@link FencedWriter}, each with a trace of what it led to: the
 * same seed leads to the same trace. Any one thread.
 */
final class RandomOperations {
    private static final int KEYS = 12;
    private static final int MACS = 4;
    private static final int LONGEST_REPLIES = 300;

    private final Random random;
    private final RedisUnderTest redis;
    private final ContractWriter writer;
    private final boolean producerState;

    RandomOperations(long seed, TableProtocol protocol, RedisUnderTest redis) {
        random = new Random(seed);
        producerState = protocol == TableProtocol.PRODUCER_STATE;
        this.redis = redis;
        writer = new ContractWriter(redis, protocol).connect();
    }

    /** Does the next one; what it was, what the listener was told, and what Redis holds. */
    String next() {
        final String done = switch (random.nextInt(producerState ? 16 : 13)) {
            case 0 -> putRow();
            case 1 -> removeRow();
            case 2 -> putForeign();
            case 3 -> refuse();
            case 4 -> takeFence();
            case 5 -> clear();
            case 6 -> cut(false);
            case 7 -> cut(true);
            case 8 -> abandon(false);
            case 9 -> abandon(true);
            case 13, 14 -> consume();
            case 15 -> clearPending();
            default -> "batch " + batch().flush();
        };
        return done + "; rows " + sorted(redis.rows()) + "; keys " + redis.dump() + "; marker " + marker();
    }

    /** Restarts it under a batch. */
    String restart(boolean empty) {
        redis.restart(empty);
        final String done = "restart " + batch().flush();
        writer.connect();
        return done + "; keys " + redis.dump() + "; marker " + marker();
    }

    private String consume() {
        final int table = random.nextInt(TestConfig.TABLES.size());
        return "consume " + table + " " + redis.consume(table);
    }

    private String clearPending() {
        writer.close();
        final List<String> cleared = redis.clearPending();
        writer.connect();
        return "clear pending " + cleared;
    }

    /** Without the nonce of its owner. */
    private String marker() {
        final String marker = redis.marker();
        return marker == null ? "none" : marker.substring(marker.indexOf(':'));
    }

    private String putRow() {
        final String key = key();
        redis.putRow(key, random.nextBoolean() ? RedisContract.row(mac(), "IPv4") : Map.of("other", mac()));
        return "put " + key;
    }

    private String removeRow() {
        final String key = key();
        redis.removeRow(key);
        return "remove " + key;
    }

    /** Only where no script of a consumer dies of it. */
    private String putForeign() {
        final String key = key();
        if (!producerState) {
            redis.putForeign(key);
        }
        return "foreign " + key;
    }

    private String refuse() {
        redis.refuse(true);
        final List<String> events = batch().flush();
        redis.refuse(false);
        return "refuse " + events;
    }

    private String takeFence() {
        redis.takeFence();
        final List<String> events = batch().flush();
        writer.connect();
        return "take " + events;
    }

    private String clear() {
        if (random.nextInt(4) > 0) {
            return "batch " + batch().flush();
        }
        redis.clear();
        final List<String> events = batch().flush();
        writer.connect();
        return "clear " + events;
    }

    private String cut(boolean afterExecuting) {
        final int replyBytes = random.nextInt(LONGEST_REPLIES);
        redis.hold();
        batch().send();
        redis.cut(afterExecuting, replyBytes);
        writer.poll();
        final List<String> events = writer.poll();
        writer.connect();
        return "cut " + afterExecuting + " " + replyBytes + " " + events;
    }

    private String abandon(boolean afterReconnecting) {
        redis.hold();
        batch().send();
        writer.close();
        if (afterReconnecting) {
            writer.connect();
        }
        redis.release();
        if (!afterReconnecting) {
            writer.connect();
        }
        return "abandon " + afterReconnecting;
    }

    /** A batch of different keys, not sent yet. */
    private ContractWriter batch() {
        int key = random.nextInt(KEYS);
        for (int rows = 1 + random.nextInt(KEYS); rows > 0; rows--) {
            switch (random.nextInt(8)) {
                case 0, 1 -> writer.delete(key(key));
                case 2 -> writer.replace(key(key), mac());
                case 3 -> writer.setFailed(key(key));
                case 4 -> writer.delete(1 + random.nextInt(2), key(key));
                default -> writer.set(key(key), mac());
            }
            key = (key + 1) % KEYS;
        }
        return writer;
    }

    private String key() {
        return key(random.nextInt(KEYS));
    }

    private static String key(int index) {
        return index % 2 == 0 ? "Ethernet0:10.0.0." + index : "Vlan10:fc00::" + index;
    }

    private String mac() {
        return random.nextInt(8) == 0 ? "long " + "x".repeat(20) : "00:00:00:00:00:0" + random.nextInt(MACS);
    }

    private static String sorted(Map<String, Map<String, String>> rows) {
        return new TreeMap<>(rows).toString();
    }
}
