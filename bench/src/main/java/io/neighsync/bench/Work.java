package io.neighsync.bench;

import java.util.function.ObjDoubleConsumer;

/** Something that puts rows into Redis and is timed. One thread. */
interface Work {
    /**
     * Does it once.
     *
     * @param placement of what writes; redis-server is where it shall be
     * @param rates     takes rows a second, one or more figures, each by its name
     */
    void measure(Placement placement, ObjDoubleConsumer<String> rates);

    /**
     * Prepares for being measured.
     *
     * @param placement as above
     */
    default void warmUp(Placement placement) {
        measure(placement, (name, rate) -> { });
    }
}
