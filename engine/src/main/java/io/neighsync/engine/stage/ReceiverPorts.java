package io.neighsync.engine.stage;

import io.neighsync.netlink.NetlinkPort;
import java.util.function.Supplier;

/**
 * The sockets the receiver owns, and where its other input comes from.
 *
 * @param events       the event socket
 * @param receiveBatch datagrams of one recvmmsg on it
 * @param dumpSockets  opens a dump socket, the first and those that replace it
 * @param updates      settings of the policy
 */
public record ReceiverPorts(
        NetlinkPort events, int receiveBatch, Supplier<NetlinkPort> dumpSockets, PolicyUpdates updates) {
}
