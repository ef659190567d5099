package io.neighsync.engine.stage;

import io.neighsync.netlink.NetlinkPort;
import java.util.function.Supplier;

/**
 * The sockets the receiver owns.
 *
 * @param events       the event socket
 * @param receiveBatch datagrams of one recvmmsg on it
 * @param dumpSockets  opens a dump socket, the first and those that replace it
 */
public record ReceiverPorts(NetlinkPort events, int receiveBatch, Supplier<NetlinkPort> dumpSockets) {
}
