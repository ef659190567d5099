package io.neighsync.engine.cli;

import io.neighsync.engine.daemon.NeighborDaemon;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says when the daemon becomes degraded and when it has recovered, one line each. Main thread. */
final class FaultWatch {
    private static final Logger LOGGER = LoggerFactory.getLogger(FaultWatch.class);
    private static final long LOOK_MILLIS = 100;

    private final NeighborDaemon daemon;
    private boolean degraded;

    FaultWatch(NeighborDaemon daemon) {
        this.daemon = daemon;
    }

    /** Watches until told to stop. */
    void run(StopSignal stop) {
        while (!stop.await(LOOK_MILLIS)) {
            look();
        }
    }

    private void look() {
        String fault = daemon.redisFault();
        if (fault != null && !degraded) {
            LOGGER.warn("degraded: redis {}", fault);
        } else if (fault == null && degraded) {
            LOGGER.info("recovered: redis");
        }
        degraded = fault != null;
    }
}
