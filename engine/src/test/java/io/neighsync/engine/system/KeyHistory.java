package io.neighsync.engine.system;

import io.neighsync.redis.OrchagentConsumer.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What each key of a table was in the kernel, one value after the other; and whether what a consumer was told can have
 * been seen there, in that order. Values may be passed over, but none may be invented, repeated or turned round. One
 * thread.
 */
final class KeyHistory {
    private static final String ABSENT = "";
    private static final int SHOWN = 8;

    private final Map<String, List<String>> values = new HashMap<>();
    private final Set<String> perhapsGone = new HashSet<>();

    /** The key has this value from now on. */
    void set(String key, Map<String, String> fields) {
        add(key, fields.toString());
    }

    /** The key is gone from now on. */
    void delete(String key) {
        add(key, ABSENT);
    }

    /** The key may be gone at any time from now on, or not. */
    void mayVanish(String key) {
        add(key, ABSENT);
        perhapsGone.add(key);
    }

    private void add(String key, String value) {
        perhapsGone.remove(key);
        List<String> all = values.computeIfAbsent(key, each -> new ArrayList<>(List.of(ABSENT)));
        if (!all.getLast().equals(value)) {
            all.add(value);
        }
    }

    /** How often the key has got a value. */
    long sets(String key) {
        return values.getOrDefault(key, List.of()).stream().filter(value -> !value.equals(ABSENT)).count();
    }

    /** What the consumer was told wrongly, and what it was not told in the end; one sentence for each. */
    List<String> misfits(List<Operation> told) {
        Map<String, Integer> reached = new HashMap<>();
        List<String> misfits = new ArrayList<>();
        for (Operation operation : told) {
            List<String> all = values.getOrDefault(operation.key(), List.of(ABSENT));
            String value = operation.set() ? operation.fields().toString() : ABSENT;
            int from = reached.getOrDefault(operation.key(), 0) + 1;
            int at = from > all.size() ? -1 : all.subList(from, all.size()).indexOf(value);
            if (at < 0) {
                misfits.add(operation + " after " + end(all, from));
            } else {
                reached.put(operation.key(), from + at);
            }
        }
        values.forEach((key, all) -> {
            String left = all.get(reached.getOrDefault(key, 0));
            boolean mayBeLeft = perhapsGone.contains(key) && left.equals(all.get(all.size() - 2));
            if (!left.equals(all.getLast()) && !mayBeLeft) {
                misfits.add(key + " is left as '" + left + "', was " + end(all, all.size()));
            }
        });
        return misfits;
    }

    /** The last of so many values. */
    private static String end(List<String> all, int count) {
        return all.subList(Math.max(0, count - SHOWN), count).toString();
    }
}
