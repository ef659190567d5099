package io.neighsync.engine.simulation;

/** What has become of the datagrams of all sockets of a {@link SimulatedKernel}. */
final class SocketCounters {
    /** Datagrams a receive has handed over. */
    long delivered;
    /** Datagrams dropped with the drops counter of the socket raised. */
    long dropped;
    /** Notifications that vanished without a trace. */
    long lost;
    /** Times a socket became congested. */
    long overruns;
}
