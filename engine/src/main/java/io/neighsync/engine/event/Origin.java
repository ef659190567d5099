package io.neighsync.engine.event;

/** How a message reached the receiver. A notification beats an answer about the same key within one generation. */
public enum Origin {
    /** A multicast notification from the event socket. */
    NOTIFICATION,
    /** A row of a dump. */
    DUMP,
    /** The answer to a single get that confirms or clears a suspect. */
    CONFIRM
}
