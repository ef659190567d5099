package io.neighsync.engine.stage;

import io.neighsync.engine.event.Counter;
import io.neighsync.engine.event.Counters;
import org.agrona.concurrent.status.AtomicCounter;

/** The counters that {@link RedisStage} writes, and nobody else. */
record RedisCounters(
        AtomicCounter rowsSet,
        AtomicCounter rowsDeleted,
        AtomicCounter rowsRefused,
        AtomicCounter batches,
        AtomicCounter batchesRefused,
        AtomicCounter reconnects,
        AtomicCounter resumes,
        AtomicCounter audits,
        AtomicCounter auditRepairs,
        AtomicCounter pendingRows) {

    static RedisCounters of(Counters counters) {
        return new RedisCounters(
                counters.of(Counter.ROWS_SET),
                counters.of(Counter.ROWS_DELETED),
                counters.of(Counter.ROWS_REFUSED),
                counters.of(Counter.BATCHES),
                counters.of(Counter.BATCHES_REFUSED),
                counters.of(Counter.REDIS_RECONNECTS),
                counters.of(Counter.REDIS_RESUMES),
                counters.of(Counter.REDIS_AUDITS),
                counters.of(Counter.REDIS_REPAIRS),
                counters.of(Counter.PENDING));
    }
}
