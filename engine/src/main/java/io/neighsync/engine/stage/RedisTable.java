package io.neighsync.engine.stage;

import io.neighsync.redis.TableDescriptor;
import java.util.Arrays;
import java.util.List;

/** The tables of APPL_DB that are written to; the order is that of the writer's tables. */
public enum RedisTable {
    /** Neighbors. */
    NEIGHBORS("NEIGH_TABLE", 2),
    /** IPv6 neighbors that a dual-ToR switch could not resolve, each with the one field {@code NULL}. */
    FAILED("NEIGH_FAILED_TABLE", 1),
    /** Routes: only deleted here, when a neighbor takes a route's place. */
    ROUTES("ROUTE_TABLE", 1);

    private final String label;
    private final int fields;

    RedisTable(String label, int fields) {
        this.label = label;
        this.fields = fields;
    }

    /** Its place among the writer's tables. */
    public int index() {
        return switch (this) {
            case NEIGHBORS -> 0;
            case FAILED -> 1;
            case ROUTES -> 2;
        };
    }

    /** The table's name in Redis. */
    public String label() {
        return label;
    }

    /** All of them in one database, in order. */
    public static List<TableDescriptor> descriptors(int database, String separator) {
        return Arrays.stream(values())
                .map(table -> new TableDescriptor(table.label, database, separator, table.fields)).toList();
    }
}
