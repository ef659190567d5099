/**
 * Rows into Redis: connections, fenced batches, the SONiC ProducerStateTable protocol. Knows nothing of what a row
 * means.
 *
 * <pre>
 *  housekeeping thread                             pipeline thread
 *  RedisConnector ---- RedisConnection -------&gt;  FencedWriter ---&gt; BatchEncoder (RespEncoder) ---&gt; transport
 *   transport + Jedis   readRows(), activate()         |                                              |
 *   fence                                              +------ BatchReplies &lt;---- RespDecoder &lt;------+
 *  Reconnector drives it, with back-off
 * </pre>
 *
 * <p>Jedis authenticates and runs every cold command; after {@code activate()} it no longer touches the channel and
 * batches are written straight onto it, without a round trip for the fence: {@code EXEC} of one batch and
 * {@code WATCH fence, GET fence} of the next one travel in one write.
 */
package io.neighsync.redis;
