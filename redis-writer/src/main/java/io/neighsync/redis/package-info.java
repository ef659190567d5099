/**
 * Rows into Redis: connections, fenced batches of several tables, the SONiC ProducerStateTable protocol. Knows nothing
 * of what a row means.
 *
 * <pre>
 *  housekeeping thread                             pipeline thread
 *  RedisConnector ---- RedisConnection -------&gt;  FencedWriter ---&gt; BatchEncoder (RespEncoder) ---&gt; transport
 *   transport + Jedis   readRows(), activate()         |                                              |
 *   fence, marker       clearPending()                 +------ BatchReplies &lt;---- RespDecoder &lt;------+
 *  Reconnector drives it, with back-off
 * </pre>
 *
 * <p>Jedis authenticates and runs every cold command; after {@code activate()} it no longer touches the channel and
 * batches are written straight onto it, without a round trip for the fence: {@code EXEC} of one batch and
 * {@code WATCH fence, GET fence, MULTI} of the next one travel in one write.
 *
 * <p>What Redis holds is known: each batch leaves a {@code Marker} in the same EXEC as its rows, and a new connection
 * reads it behind its own fence.
 */
package io.neighsync.redis;
