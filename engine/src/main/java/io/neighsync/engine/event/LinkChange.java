package io.neighsync.engine.event;

/**
 * What became of one link. Immutable; any thread.
 *
 * @param ifindex    the link
 * @param name       the name under which its rows are published; null when they are not: the link is gone, or its VRF
 *                   is not mirrored
 * @param vrfIfindex the ifindex of the VRF device it belongs to; 0 for the default VRF
 * @param routeVrf   the VRF under which routes to its neighbors are published: its master's name when that begins with
 *                   {@code Vrf}, else null
 * @param gone       whether the link itself is gone
 */
public record LinkChange(int ifindex, LinkName name, int vrfIfindex, LinkName routeVrf, boolean gone) {
}
