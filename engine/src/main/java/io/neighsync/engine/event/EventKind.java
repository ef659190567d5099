package io.neighsync.engine.event;

/** What a slot carries. The order of the kinds in the ring is the order in which every stage learns of them. */
public enum EventKind {
    /** A message that could not be decoded: counted by ParseStage, without effect behind it. */
    INVALID,
    /**
     * A message about a bridge's ports or its FDB (AF_BRIDGE): of no concern here, without effect behind ParseStage.
     */
    FOREIGN,
    /** RTM_NEWNEIGH: as a notification, as a row of a dump or as the answer to a single get. */
    NEIGH_SET,
    /** RTM_DELNEIGH, or the kernel's answer that it does not have the neighbor asked for. */
    NEIGH_DEL,
    /** RTM_NEWLINK: as a notification or as a row of a dump. */
    LINK_SET,
    /** RTM_DELLINK. */
    LINK_DEL,
    /** A generation opens: the dumps of links and neighbors have been asked for. */
    DUMP_BEGIN,
    /** The links have been read to the end without an interruption: one that was not among them is gone. */
    LINKS_DONE,
    /** The last dump of the open generation has been read to its end. */
    DUMP_DONE,
    /**
     * Every suspect of the open generation has been answered, and the event socket has been empty since: the
     * generation closes.
     */
    SWEEP_DONE,
    /** The kernel dropped notifications (ENOBUFS, or a truncated datagram): a new generation follows. */
    OVERRUN,
    /** What the policy depends on has changed: a new generation, in which all rows are decided anew, follows. */
    CONFIG_CHANGED,
    /** A heartbeat: time passes, and every stage is alive that lets it through. */
    TICK,
    /** A row as the journal has it: told to the stages before their agents start, never in the ring. */
    RESTORED
}
