package io.neighsync.redis;

/**
 * Redis cannot be used now. The message is one sentence: address, cause, remedy.
 */
public final class RedisUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * With its sentence.
     *
     * @param message address, cause, remedy.
     * @param cause   what was thrown, or null.
     */
    public RedisUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
