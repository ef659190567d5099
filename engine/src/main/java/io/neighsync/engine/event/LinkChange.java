package io.neighsync.engine.event;

/**
 * What became of one link. Immutable; any thread.
 *
 * @param ifindex    the link
 * @param name       the name under which its rows are published; null when they are not: the link is gone, or its VRF
 *                   is not mirrored
 * @param vrfIfindex the ifindex of the VRF device it belongs to; 0 for the default VRF
 * @param gone       whether the link itself is gone
 */
public record LinkChange(int ifindex, LinkName name, int vrfIfindex, boolean gone) {
}
