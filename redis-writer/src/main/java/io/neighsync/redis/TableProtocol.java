package io.neighsync.redis;

/**
 * How rows reach their table.
 */
public enum TableProtocol {
    /**
     * SONiC's ProducerStateTable: rows wait in {@code _TABLE:key}, named in {@code TABLE_KEY_SET}, until a consumer
     * that listens on {@code TABLE_CHANNEL@db} moves them to {@code TABLE:key}.
     */
    PRODUCER_STATE,

    /**
     * {@code HSET} and {@code DEL} on {@code TABLE:key} itself, for hosts without such a consumer.
     */
    DIRECT
}
