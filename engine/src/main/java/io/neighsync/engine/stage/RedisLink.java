package io.neighsync.engine.stage;

import io.neighsync.redis.RedisConnection;
import java.util.List;

/**
 * A connection whose fence is ours, and the rows that Redis held when it was made.
 *
 * @param connection ready for the writer
 * @param held       what Redis holds: every row, or the uncertain ones alone; the taker closes it
 * @param resumed    whether Redis goes on from where the connection before was lost, so that only what was on its way
 *                   then had to be read
 * @param hold       what is not written yet
 */
public record RedisLink(RedisConnection connection, HeldTables held, boolean resumed, Hold hold) {
    /** What waits until RedisStage is told that it need not any more. */
    public enum Hold {
        /** Nothing. */
        NOTHING,
        /** The deletion of rows that no neighbor of the kernel claims: a fast reboot. */
        DELETIONS,
        /** Every row: a warm restart. */
        ALL
    }

    /**
     * Keys of rows that were on their way when a connection was lost.
     *
     * @param neighbors in NEIGH_TABLE
     * @param failed    in NEIGH_FAILED_TABLE
     */
    public record Uncertain(List<byte[]> neighbors, List<byte[]> failed) {
    }

    /** Where RedisStage gets its connections, and what an audit reads; no call blocks. */
    public interface Source {
        /**
         * Asks for a connection.
         *
         * @param uncertain what must be read from a Redis that is the same and was written to by us alone; null when
         *                  every row must be
         */
        void request(Uncertain uncertain);

        /** The connection asked for, or null while there is none. */
        RedisLink take();

        /** Asks for every row that Redis holds, read on a connection of its own. */
        void requestAudit();

        /** What was read since it was asked for last, or null while it is not there; the taker closes it. */
        HeldTables takeAudit();
    }
}
