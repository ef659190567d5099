package io.neighsync.redis;

/**
 * Learns what became of a batch. Called by the thread that calls {@link FencedWriter#poll}.
 *
 * <p>A batch ends in one of three ways: a call for each row and then {@link #onBatchComplete}; or
 * {@link #onBatchRefused} alone; or {@link #onConnectionLost} alone, which leaves its rows unknown. The first two may
 * be followed by {@link #onConnectionLost}, which then says nothing about the rows.
 */
public interface BatchListener {
    /**
     * Redis applied the row.
     *
     * @param index of the row: the order of the {@code set} and {@code delete} calls, from 0.
     */
    void onRowAcknowledged(int index);

    /**
     * Redis refused this row, not the others: its key holds another type ({@code WRONGTYPE}).
     *
     * <p>In producer-state mode the key stands in the key set nevertheless, and the script of a consumer that pops it
     * dies of it, with the rows popped beside it. So follow with {@link FencedWriter#replace} of the row in the next
     * batch, or {@link FencedWriter#delete}, and at once: both remove what is in the way. A row refused because a set
     * of its table holds another type is refused again until that key is deleted by hand.
     *
     * @param index of the row, from 0.
     * @param error text of Redis.
     */
    void onRowRefused(int index, String error);

    /**
     * Every row had its call. The writer is ready again unless {@link #onConnectionLost} follows.
     */
    void onBatchComplete();

    /**
     * Redis refused the batch ({@code OOM}, {@code NOPERM}, {@code MISCONF} ...): no row was applied.
     *
     * @param error text of Redis.
     */
    void onBatchRefused(String error);

    /**
     * The connection is gone: I/O error, time-out, protocol error, or the fence belongs to someone else.
     *
     * @param reason one sentence.
     */
    void onConnectionLost(String reason);
}
