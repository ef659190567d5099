package io.neighsync.redis;

import java.util.Objects;

/**
 * Names of one table in one Redis database, as SONiC's swss-common derives them. Immutable.
 *
 * @param table        name of the table, for example {@code NEIGH_TABLE}.
 * @param database     index of the Redis database, 0 or more.
 * @param separator    between table and row key, for example {@code :}.
 * @param fieldsPerRow fields of a row, 1 or more.
 */
public record TableDescriptor(String table, int database, String separator, int fieldsPerRow) {
    /**
     * Checks the components.
     *
     * @throws IllegalArgumentException naming the component that is out of range.
     */
    public TableDescriptor {
        Objects.requireNonNull(separator, "separator");
        if (table.isEmpty()) {
            throw new IllegalArgumentException("table is empty; give the name of a table");
        }
        if (database < 0) {
            throw new IllegalArgumentException("database is " + database + "; allowed: 0 or more");
        }
        if (fieldsPerRow < 1) {
            throw new IllegalArgumentException("fieldsPerRow is " + fieldsPerRow + "; allowed: 1 or more");
        }
    }

    /**
     * Prefix of the rows that consumers read.
     *
     * @return for example {@code NEIGH_TABLE:}.
     */
    public String rowPrefix() {
        return table + separator;
    }

    /**
     * Prefix of the rows a consumer has not taken over yet.
     *
     * @return for example {@code _NEIGH_TABLE:}.
     */
    public String pendingPrefix() {
        return "_" + rowPrefix();
    }

    /**
     * Set of the keys a consumer has yet to look at.
     *
     * @return for example {@code NEIGH_TABLE_KEY_SET}.
     */
    public String keySet() {
        return table + "_KEY_SET";
    }

    /**
     * Set of the keys a consumer shall delete before it looks at their pending fields.
     *
     * @return for example {@code NEIGH_TABLE_DEL_SET}.
     */
    public String deleteSet() {
        return table + "_DEL_SET";
    }

    /**
     * Channel on which a consumer is told to look at the key set.
     *
     * @return for example {@code NEIGH_TABLE_CHANNEL@0}.
     */
    public String channel() {
        return table + "_CHANNEL@" + database;
    }

    String prefix(TableProtocol protocol) {
        return protocol == TableProtocol.PRODUCER_STATE ? pendingPrefix() : rowPrefix();
    }
}
