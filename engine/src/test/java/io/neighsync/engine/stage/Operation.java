package io.neighsync.engine.stage;

/**
 * One thing done to a table of APPL_DB.
 *
 * @param table  its name
 * @param key    the row's key without the table
 * @param fields names and values in order, separated by blanks; null for a deletion
 */
record Operation(String table, String key, String fields) {
    static Operation set(String table, String key, String fields) {
        return new Operation(table, key, fields);
    }

    static Operation delete(String table, String key) {
        return new Operation(table, key, null);
    }

    boolean isIn(String name) {
        return table.equals(name);
    }

    boolean isSet() {
        return fields != null;
    }

    @Override
    public String toString() {
        return (isSet() ? "SET " : "DEL ") + table + ":" + key + (isSet() ? " " + fields : "");
    }
}
