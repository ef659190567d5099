/**
 * The path of one event: the receiver fills the ring, each stage adds its fields, the last one writes to Redis.
 *
 * <pre>
 *   event socket, NotificationSource --+
 *                                      +-- ReceiverAgent --[ ring ]-- Parse -- Classify -- Coalesce -- Redis
 *   dump socket, DumpSource -----------+                                                    |          |
 *                     ^   ^                                                                 |          |
 *                     |   +------------ suspects to look up: SuspectQueue ------------------+          |
 *                     +---------------- requests to dump again: ResyncRequests ------------------------+
 * </pre>
 *
 * <p>Each stage is a {@link io.neighsync.engine.stage.Stage} run by a {@link io.neighsync.engine.stage.StageAgent};
 * which agents share a thread is a matter of deployment, not of the work. RedisStage's sequence gates the ring. What a
 * deleted row's id waits for is {@code acknowledgedSequence}, which RedisStage publishes and CoalesceStage reads.
 */
package io.neighsync.engine.stage;
