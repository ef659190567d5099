package io.neighsync.engine.daemon;

/** The configuration cannot be used; the message names the key, the value and what is allowed. */
public final class ConfigurationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With one sentence for the operator. */
    public ConfigurationException(String message) {
        super(message);
    }

    /** With one sentence for the operator, and what was caught. */
    public ConfigurationException(String message, Throwable cause) {
        super(message, cause);
    }
}
