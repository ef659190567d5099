package io.neighsync.engine.cli;

import io.neighsync.engine.daemon.NeighborDaemon;
import io.neighsync.engine.event.Counter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says when the daemon becomes degraded and when it has recovered, one line each, and when an audit repaired something.
 * What began and ended between two looks is said as well. Main thread.
 */
final class FaultWatch {
    private static final Logger LOGGER = LoggerFactory.getLogger(FaultWatch.class);

    private final NeighborDaemon daemon;
    private boolean withoutRedis;
    private long reconnects;
    private boolean lossy;
    private long overruns;
    private long repairs;
    private String journalFault;

    FaultWatch(NeighborDaemon daemon) {
        this.daemon = daemon;
    }

    /** Looks at what concerns the kernel. */
    void lookAtKernel() {
        long counted = daemon.counters().get(Counter.OVERRUNS);
        boolean degraded = daemon.isDegradedByOverrun();
        if ((counted != overruns || degraded) && !lossy) {
            LOGGER.warn("degraded: overrun, the kernel dropped notifications (overruns={} drops={}); its tables are "
                    + "dumped again. Raise netlink.receive_buffer if this happens often",
                    counted, daemon.counters().get(Counter.DROPS));
            lossy = true;
        }
        boolean quiet = counted == overruns;
        overruns = counted;
        if (lossy && !degraded && quiet) {
            LOGGER.info("recovered: overrun, all rows are as the kernel has them (overruns={} drops={})",
                    counted, daemon.counters().get(Counter.DROPS));
            lossy = false;
        }
        lookAtRepairs();
    }

    private void lookAtRepairs() {
        long counted = daemon.counters().get(Counter.NEIGHBOR_REPAIRS) + daemon.counters().get(Counter.LINK_REPAIRS);
        if (counted != repairs) {
            LOGGER.warn("audit: {} repairs of what changed in the kernel without a notification (audit_repairs={})",
                    counted - repairs, counted);
            repairs = counted;
        }
    }

    /** Looks at what concerns the journal. */
    void lookAtJournal() {
        String fault = daemon.journalFault();
        if (fault != null && !fault.equals(journalFault)) {
            LOGGER.warn("degraded: journal {}; rows are mirrored without it", fault);
        }
        if (fault == null && journalFault != null) {
            LOGGER.info("recovered: journal");
        }
        journalFault = fault;
    }

    /** Looks at what concerns Redis. */
    void lookAtRedis() {
        String fault = daemon.redisFault();
        long reconnected = daemon.counters().get(Counter.REDIS_RECONNECTS);
        if (!withoutRedis && (fault != null || reconnected != reconnects)) {
            LOGGER.warn("degraded: redis {}", fault == null ? daemon.lastRedisFault() : fault);
            withoutRedis = true;
        }
        if (withoutRedis && fault == null) {
            LOGGER.info("recovered: redis (reconnects={})", reconnected);
            withoutRedis = false;
        }
        reconnects = reconnected;
    }
}
