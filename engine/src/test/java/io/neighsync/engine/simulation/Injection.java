package io.neighsync.engine.simulation;

import java.util.HexFormat;

/**
 * A datagram that a socket got and the simulated kernel did not mean.
 *
 * @param number    counts injections of one world, from 0
 * @param onEvents  whether the event socket got it, else a dump socket
 * @param hex       its bytes
 * @param sender    {@code nl_pid}; 0 is the kernel
 * @param truncated whether it came with {@code MSG_TRUNC}
 */
record Injection(int number, boolean onEvents, String hex, int sender, boolean truncated) {
    /** The datagram. */
    byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }

    /** The same with other bytes. */
    Injection with(byte[] others) {
        return new Injection(number, onEvents, HexFormat.of().formatHex(others), sender, truncated);
    }

    @Override
    public String toString() {
        return number + (onEvents ? ": event socket, pid " : ": dump socket, pid ") + Integer.toUnsignedString(sender)
                + (truncated ? ", truncated, " : ", ") + hex.length() / 2 + " bytes: " + hex;
    }
}
