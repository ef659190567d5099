package io.neighsync.redis;

import java.util.List;
import java.util.Objects;

/**
 * Names of one table in one Redis database, as SONiC's swss-common derives them. Immutable.
 *
 * @param table        name of the table, for example {@code NEIGH_TABLE}.
 * @param database     index of the Redis database, 0 or more.
 * @param separator    between table and row key, for example {@code :}.
 * @param fieldsPerRow fields of a row that is set; 0: rows of this table are only ever deleted.
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
        if (fieldsPerRow < 0) {
            throw new IllegalArgumentException("fieldsPerRow is " + fieldsPerRow + "; allowed: 0 or more");
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

    /** Checks that tables can share batches and a fence: there are some, all in one database. */
    static List<TableDescriptor> inOneDatabase(List<TableDescriptor> tables) {
        if (tables.isEmpty()) {
            throw new IllegalArgumentException("no tables; give one or more");
        }
        final TableDescriptor first = tables.getFirst();
        for (final TableDescriptor table : tables) {
            if (table.database != first.database) {
                throw new IllegalArgumentException("table " + first.table + " is in database " + first.database
                    + " and table " + table.table + " in database " + table.database + "; allowed: one database");
            }
        }
        return List.copyOf(tables);
    }

    String prefix(TableProtocol protocol) {
        return protocol == TableProtocol.PRODUCER_STATE ? pendingPrefix() : rowPrefix();
    }
}
