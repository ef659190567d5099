package io.neighsync.engine.event;

/** Everything that is counted. Each counter has one writer, named in brackets; any thread reads. */
public enum Counter {
    /** Messages taken off the event socket and published [receiver]. */
    EVENTS("events", "link and neighbor notifications received"),
    /** Rows of dumps published [receiver]. */
    DUMP_ROWS("dump_rows", "links and neighbors received in answer to dumps"),
    /** ENOBUFS and truncated datagrams on the event socket [receiver]. */
    OVERRUNS("overruns", "times the kernel dropped notifications"),
    /** Generations opened after the first [receiver]. */
    RESYNCS("resyncs", "dumps of the kernel's tables after the first"),
    /** Dumps that ended in an error, were interrupted or timed out, and were asked for again [receiver]. */
    DUMP_RETRIES("dump_retries", "dumps that were asked for again"),
    /** Other errors of netlink sockets [receiver]. */
    NETLINK_ERRORS("netlink_errors", "errors of netlink sockets other than overruns"),
    /** Datagrams that did not come from the kernel [receiver]. */
    FOREIGN_DATAGRAMS("foreign_datagrams", "datagrams refused because a process sent them"),
    /** Messages with a length that does not fit their datagram or slot [receiver]. */
    MALFORMED_DATAGRAMS("malformed_datagrams", "datagrams with a message length that does not fit"),
    /** Single gets sent to confirm suspects [receiver]. */
    CONFIRMS("confirms", "single gets sent to confirm suspects"),
    /** Messages that could not be decoded [parse]. */
    MALFORMED_MESSAGES("malformed_messages", "messages that could not be decoded"),
    /** Neighbor messages for a link that is not known yet [classify]. */
    UNKNOWN_LINKS("unknown_links", "neighbors held because their link is not known yet"),
    /** Neighbor messages that have no row by policy [coalesce]. */
    IGNORED("ignored", "neighbor messages without a row by policy"),
    /** Neighbors whose link-layer address does not have 6 bytes [coalesce]. */
    ODD_LLADDRS("odd_lladdrs", "neighbors whose link-layer address does not have 6 bytes"),
    /** Messages that change nothing [coalesce]. */
    NOOPS("noops", "neighbor messages that change no row"),
    /** Dump rows and answers older than a notification for the same key [coalesce]. */
    STALE_ANSWERS("stale_answers", "dump rows refused because a notification was newer"),
    /** Neighbors not seen in a dump and asked for singly [coalesce]. */
    SUSPECTS("suspects", "neighbors that a dump did not have"),
    /** Neighbors that found no place in the table [coalesce]. */
    TABLE_FULL("table_full", "neighbors that found no place in the table"),
    /** Live neighbors in the table, a gauge [coalesce]. */
    NEIGHBORS("neighbors", "neighbors the kernel holds"),
    /** Rows decided present, a gauge [coalesce]. */
    ROWS("rows", "neighbors that have a row"),
    /** Rows set and acknowledged by Redis [redis]. */
    ROWS_SET("rows_set", "rows set, acknowledged by Redis"),
    /** Rows deleted and acknowledged by Redis [redis]. */
    ROWS_DELETED("rows_deleted", "rows deleted, acknowledged by Redis"),
    /** Rows that Redis refused [redis]. */
    ROWS_REFUSED("rows_refused", "rows refused by Redis with an error"),
    /** Batches that Redis refused whole [redis]. */
    BATCHES_REFUSED("batches_refused", "batches refused by Redis with an error"),
    /** Batches acknowledged [redis]. */
    BATCHES("batches", "batches acknowledged by Redis"),
    /** Rows waiting for Redis, a gauge [redis]. */
    PENDING("pending", "rows waiting for Redis"),
    /** Connections to Redis after the first [redis]. */
    REDIS_RECONNECTS("redis_reconnects", "connections to Redis after the first"),
    /** Lines of --print that were dropped because the reader was too slow [redis]. */
    PRINT_DROPS("print_drops", "changes not printed because the reader was too slow"),
    /** Exceptions caught in a duty cycle [any agent, atomically]. */
    ERRORS("errors", "unexpected errors caught in a stage");

    private final String label;
    private final String meaning;

    Counter(String label, String meaning) {
        this.label = label;
        this.meaning = meaning;
    }

    /** The name in summaries and metrics. */
    public String label() {
        return label;
    }

    /** One sentence for people. */
    public String meaning() {
        return meaning;
    }
}
