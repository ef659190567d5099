package io.neighsync.engine.control;

import io.neighsync.engine.policy.VrfConfig;
import io.neighsync.engine.stage.ReceiverConfig;

/**
 * The sizes that are fixed at start, and what the stages are told. Keys and defaults: sections {@code ring} and {@code
 * table} of {@code reference.conf}.
 *
 * @param ringSize      {@code ring.size}: slots, a power of two
 * @param tableCapacity {@code table.capacity}: neighbors at most
 * @param receiver      when the kernel's tables are dumped
 * @param vrf           which VRFs are mirrored
 */
public record PipelineConfig(int ringSize, int tableCapacity, ReceiverConfig receiver, VrfConfig vrf) {
    private static final int MIN_RING = 64;
    private static final int MAX_RING = 1 << 20;
    private static final int MIN_TABLE = 16;
    private static final int MAX_TABLE = 1 << 24;

    /** Checks both sizes. */
    public PipelineConfig {
        if (ringSize < MIN_RING || ringSize > MAX_RING || Integer.bitCount(ringSize) != 1) {
            throw new IllegalArgumentException("ring.size = " + ringSize
                    + ": give a power of two from " + MIN_RING + " to " + MAX_RING);
        }
        if (tableCapacity < MIN_TABLE || tableCapacity > MAX_TABLE) {
            throw new IllegalArgumentException("table.capacity = " + tableCapacity
                    + ": give a number of neighbors from " + MIN_TABLE + " to " + MAX_TABLE);
        }
    }
}
