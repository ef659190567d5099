package io.neighsync.redis;

import java.util.Optional;

/**
 * What was found and done when a connection was made.
 *
 * @param address       where it leads.
 * @param fence         installed for it, {@link Fence#none} if it only reads.
 * @param marker        as read after the fence was installed, nothing if it only reads.
 * @param runId         of the server process.
 * @param serverVersion of the server.
 */
record Handshake(RedisAddress address, Fence fence, Optional<Marker> marker, String runId, String serverVersion) {
}
