package io.neighsync.engine.event;

/** Everything that is counted. Each counter has one writer, named in brackets; any thread reads. */
public enum Counter {
    /** Messages taken off the event socket and published [receiver]. */
    EVENTS("events"),
    /** Rows of dumps published [receiver]. */
    DUMP_ROWS("dump_rows"),
    /** ENOBUFS and truncated datagrams on the event socket [receiver]. */
    OVERRUNS("overruns"),
    /** Notifications the kernel dropped for want of room in the receive buffer [receiver]. */
    DROPS("drops"),
    /** Generations opened after the first [receiver]. */
    RESYNCS("resyncs"),
    /** Dumps that ended in an error, were interrupted or timed out, and were asked for again [receiver]. */
    DUMP_RETRIES("dump_retries"),
    /** Other errors of netlink sockets [receiver]. */
    NETLINK_ERRORS("netlink_errors"),
    /** Datagrams that did not come from the kernel [receiver]. */
    FOREIGN_DATAGRAMS("foreign_datagrams"),
    /** Messages with a length that does not fit their datagram or slot [receiver]. */
    MALFORMED_DATAGRAMS("malformed_datagrams"),
    /** Single gets sent to confirm suspects [receiver]. */
    CONFIRMS("confirms"),
    /** Messages that could not be decoded [parse]. */
    MALFORMED_MESSAGES("malformed_messages"),
    /** Neighbor messages for a link that is not known yet [classify]. */
    UNKNOWN_LINKS("unknown_links"),
    /** Neighbor messages that have no row by policy [coalesce]. */
    IGNORED("ignored"),
    /** Neighbors whose link-layer address does not have 6 bytes [coalesce]. */
    ODD_LLADDRS("odd_lladdrs"),
    /** Messages that change nothing [coalesce]. */
    NOOPS("noops"),
    /** Dump rows and answers older than a notification for the same key [coalesce]. */
    STALE_ANSWERS("stale_answers"),
    /** Neighbors not seen in a dump and asked for singly [coalesce]. */
    SUSPECTS("suspects"),
    /** Neighbors that an audit found changed without a notification [coalesce]. */
    NEIGHBOR_REPAIRS("neighbor_repairs"),
    /** Links that an audit found changed without a notification [classify]. */
    LINK_REPAIRS("link_repairs"),
    /** Neighbors that found no place in the table [coalesce]. */
    TABLE_FULL("table_full"),
    /** Live neighbors in the table, a gauge [coalesce]. */
    NEIGHBORS("neighbors"),
    /** Rows decided present in VRFs that are mirrored, a gauge [coalesce]. */
    ROWS("rows"),
    /** Rows set and acknowledged by Redis [redis]. */
    ROWS_SET("rows_set"),
    /** Rows deleted and acknowledged by Redis [redis]. */
    ROWS_DELETED("rows_deleted"),
    /** Rows that Redis refused [redis]. */
    ROWS_REFUSED("rows_refused"),
    /** Batches that Redis refused whole [redis]. */
    BATCHES_REFUSED("batches_refused"),
    /** Batches acknowledged [redis]. */
    BATCHES("batches"),
    /** Rows waiting for Redis, a gauge [redis]. */
    PENDING("pending"),
    /** Connections to Redis after the first [redis]. */
    REDIS_RECONNECTS("redis_reconnects"),
    /** Connections after which only what was on its way had to be read [redis]. */
    REDIS_RESUMES("redis_resumes"),
    /** Comparisons of all rows Redis holds with what it acknowledged [redis]. */
    REDIS_AUDITS("redis_audits"),
    /** Rows that such an audit found changed in Redis [redis]. */
    REDIS_REPAIRS("redis_repairs"),
    /** Lines of --print that were dropped because the reader was too slow [redis]. */
    PRINT_DROPS("print_drops"),
    /** Records appended to the journal [journal]. */
    JOURNAL_RECORDS("journal_records"),
    /** Bytes of the journal's segments that were written, a segment's own included [journal]. */
    JOURNAL_BYTES("journal_bytes"),
    /** Segments of the journal that were begun, each with a snapshot [journal]. */
    JOURNAL_SEGMENTS("journal_segments"),
    /** Decisions that the journal does not hold because it could not be written [journal]. */
    JOURNAL_GAPS("journal_gaps"),
    /** Knobs that the AutoTuner turned [conductor]. */
    TUNER_CHANGES("tuner_changes"),
    /** Of these, what it took back because it did not help [conductor]. */
    TUNER_REVERTS("tuner_reverts"),
    /** Microseconds of the longest duty cycle of the thread whose first agent writes this, a gauge [receiver]. */
    RX_CYCLE_MAX("rx_cycle_max_us"),
    /** Duty cycles of that thread that took {@code threading.stall_threshold} or longer [receiver]. */
    RX_STALLS("rx_stalls"),
    /** Microseconds of the longest duty cycle of the thread whose first agent writes this, a gauge [parse]. */
    PARSE_CYCLE_MAX("parse_cycle_max_us"),
    /** Duty cycles of that thread that took {@code threading.stall_threshold} or longer [parse]. */
    PARSE_STALLS("parse_stalls"),
    /** Microseconds of the longest duty cycle of the thread whose first agent writes this, a gauge [classify]. */
    CLASSIFY_CYCLE_MAX("classify_cycle_max_us"),
    /** Duty cycles of that thread that took {@code threading.stall_threshold} or longer [classify]. */
    CLASSIFY_STALLS("classify_stalls"),
    /** Microseconds of the longest duty cycle of the thread whose first agent writes this, a gauge [coalesce]. */
    COALESCE_CYCLE_MAX("coalesce_cycle_max_us"),
    /** Duty cycles of that thread that took {@code threading.stall_threshold} or longer [coalesce]. */
    COALESCE_STALLS("coalesce_stalls"),
    /** Microseconds of the longest duty cycle of the thread whose first agent writes this, a gauge [journal]. */
    JOURNAL_CYCLE_MAX("journal_cycle_max_us"),
    /** Duty cycles of that thread that took {@code threading.stall_threshold} or longer [journal]. */
    JOURNAL_STALLS("journal_stalls"),
    /** Microseconds of the longest duty cycle of the thread whose first agent writes this, a gauge [redis]. */
    REDIS_CYCLE_MAX("redis_cycle_max_us"),
    /** Duty cycles of that thread that took {@code threading.stall_threshold} or longer [redis]. */
    REDIS_STALLS("redis_stalls"),
    /** Exceptions caught in a duty cycle [any agent, atomically]. */
    ERRORS("errors");

    private final String label;

    Counter(String label) {
        this.label = label;
    }

    /** The name in summaries and metrics. */
    public String label() {
        return label;
    }
}
