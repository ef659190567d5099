package io.neighsync.redis;

/**
 * One of SONiC's databases: which index of which Redis, and how its keys are written. Immutable.
 *
 * @param name      for example {@code CONFIG_DB}.
 * @param id        index for {@code SELECT}, 0..65535.
 * @param separator between table name and key, not empty.
 * @param address   where its Redis listens.
 */
public record SonicDatabase(String name, int id, String separator, RedisAddress address) {
    private static final int MAX_ID = 65_535;

    /**
     * Checks the components.
     *
     * @throws IllegalArgumentException naming the one that is out of range.
     */
    public SonicDatabase {
        if (id < 0 || id > MAX_ID) {
            throw new IllegalArgumentException("id of " + name + " is " + id + "; allowed: 0..65535");
        }
        if (separator.isEmpty()) {
            throw new IllegalArgumentException("separator of " + name + " is empty; give one such as | or :");
        }
    }

    /**
     * The key of a table's row.
     *
     * @param table for example {@code LOGGER}.
     * @param row   for example {@code neighsyncd}.
     * @return for example {@code LOGGER|neighsyncd}.
     */
    public String key(String table, String row) {
        return table + separator + row;
    }

    /** The same database of another Redis. */
    SonicDatabase at(RedisAddress other) {
        return new SonicDatabase(name, id, separator, other);
    }
}
