/**
 * Netlink sockets and rtnetlink on the wire.
 *
 * <pre>
 *   NetlinkSocket --receive--&gt; DatagramBatch --wrap--&gt; MessageCursor --wrap--&gt; NeighborDecoder
 *     ^  (NeighborFilter)      one recvmmsg           one datagram            LinkDecoder
 *     |                                                                       NetlinkErrorDecoder
 *     +--send-- NetlinkRequests                                                 (AttributeCursor)
 *
 *   nlmsghdr, 16 bytes          0        4        6        8        12       16
 *                               |  len   |  type  | flags  |  seq   | portid |
 *   rtattr, 4 bytes             | len u16, type u16 | payload | padding to 4 |
 * </pre>
 *
 * <p>Numbers on the wire are in the byte order of the host (netlink(7)), addresses and link layer addresses in
 * network order. A cursor or decoder neither throws nor reads outside the range it was given, whatever the bytes. All
 * of them are flyweights, one per thread, and allocate nothing but where the javadoc says cold.
 */
package io.neighsync.netlink;
