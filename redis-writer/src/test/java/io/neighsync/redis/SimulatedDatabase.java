package io.neighsync.redis;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Keys of a simulated Redis with their strings, hashes and sets, and how often each watched key was touched. Iterates
 * in order of insertion, so that a run is exact. Keys given to it are copied when they are kept. Any one thread.
 */
final class SimulatedDatabase {
    /** Answer of a command to a key of another type. */
    static final int WRONG_TYPE = -1;

    /**
     * How often a watched key was touched.
     */
    static final class Touches {
        private long count;

        long count() {
            return count;
        }
    }

    private final Map<ByteString, Object> values = new LinkedHashMap<>();
    private final Map<ByteString, Touches> watched = new HashMap<>(4);

    /** Watches a key from now on. */
    Touches watch(ByteString key) {
        final Touches touches = watched.get(key);
        return touches == null ? watched.computeIfAbsent(key.copy(), added -> new Touches()) : touches;
    }

    /** FLUSHALL: touches the watched keys that are there. */
    void clear() {
        watched.forEach((key, touches) -> touches.count += values.containsKey(key) ? 1 : 0);
        values.clear();
    }

    /** A copy of every key, for {@link #load}. */
    Map<ByteString, Object> save() {
        final Map<ByteString, Object> saved = new LinkedHashMap<>();
        values.forEach((key, value) -> saved.put(key, copy(value)));
        return saved;
    }

    /** Replaces every key by what was saved. */
    void load(Map<ByteString, Object> saved) {
        clear();
        saved.forEach((key, value) -> values.put(key, copy(value)));
    }

    private static Object copy(Object value) {
        return switch (value) {
            case HashFields fields -> HashFields.of(fields.toMap());
            case Set<?> members -> new LinkedHashSet<>(members);
            default -> value;
        };
    }

    void putString(ByteString key, byte[] value) {
        values.put(key.copy(), value);
        touch(key);
    }

    /** Value of a string, or null. */
    byte[] string(ByteString key) {
        return values.get(key) instanceof byte[] value ? value : null;
    }

    boolean contains(ByteString key) {
        return values.containsKey(key);
    }

    /** DEL: number of keys that were there. */
    int remove(ByteString key) {
        if (values.remove(key) == null) {
            return 0;
        }
        touch(key);
        return 1;
    }

    /** HSET: number of new fields, or {@link #WRONG_TYPE}; for the bytes see {@link HashFields#put}. */
    int putFields(ByteString key, byte[] source, int from, int to) {
        final Object value = values.get(key);
        if (value != null && !(value instanceof HashFields)) {
            return WRONG_TYPE;
        }
        touch(key);
        return (value == null ? newFields(key) : (HashFields) value).put(source, from, to);
    }

    /** As {@link #putFields(ByteString, byte[], int, int)}, from another hash. */
    int putFields(ByteString key, HashFields fields) {
        final Object value = values.get(key);
        if (value != null && !(value instanceof HashFields)) {
            return WRONG_TYPE;
        }
        touch(key);
        return (value == null ? newFields(key) : (HashFields) value).put(fields);
    }

    /** Fields of a hash, or null. */
    HashFields fields(ByteString key) {
        return values.get(key) instanceof HashFields fields ? fields : null;
    }

    /** SADD: 1 if the member is new, 0 if not, or {@link #WRONG_TYPE}. */
    int addMember(ByteString key, ByteString member) {
        if (!values.containsKey(key)) {
            values.put(key.copy(), new LinkedHashSet<ByteString>());
        }
        final Set<ByteString> members = members(key);
        if (members == null) {
            return WRONG_TYPE;
        }
        if (members.contains(member)) {
            return 0;
        }
        members.add(member.copy());
        touch(key);
        return 1;
    }

    boolean hasMember(ByteString key, ByteString member) {
        final Set<ByteString> members = members(key);
        return members != null && members.contains(member);
    }

    /** SREM: whether the member was there. */
    boolean removeMember(ByteString key, ByteString member) {
        final Set<ByteString> members = members(key);
        if (members == null || !members.remove(member)) {
            return false;
        }
        if (members.isEmpty()) {
            values.remove(key);
        }
        touch(key);
        return true;
    }

    /** SPOP of one member, the oldest; null without any. */
    ByteString popMember(ByteString key) {
        final Set<ByteString> members = members(key);
        if (members == null) {
            return null;
        }
        final ByteString member = members.iterator().next();
        removeMember(key, member);
        return member;
    }

    /** Members of a set, never empty, or null. */
    @SuppressWarnings("unchecked")
    Set<ByteString> members(ByteString key) {
        return values.get(key) instanceof LinkedHashSet<?> members ? (Set<ByteString>) members : null;
    }

    /** Keys with a prefix, which may be removed meanwhile. */
    void forEachName(byte[] prefix, Consumer<ByteString> consumer) {
        values.keySet().stream().filter(key -> key.startsWith(prefix)).toList().forEach(consumer);
    }

    /** Every key, sorted, with a printable form of what it holds. */
    Map<String, String> dump() {
        final Map<String, String> dump = new TreeMap<>();
        values.forEach((key, value) -> dump.put(key.toString(), switch (value) {
            case HashFields fields -> "hash " + fields;
            case Set<?> members -> {
                final Set<String> sorted = new TreeSet<>();
                members.forEach(member -> sorted.add(member.toString()));
                yield "set " + sorted;
            }
            default -> "string " + new String((byte[]) value, StandardCharsets.UTF_8);
        }));
        return dump;
    }

    private HashFields newFields(ByteString key) {
        final HashFields fields = new HashFields();
        values.put(key.copy(), fields);
        return fields;
    }

    private void touch(ByteString key) {
        final Touches touches = watched.get(key);
        if (touches != null) {
            touches.count++;
        }
    }
}
