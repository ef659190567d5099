package io.neighsync.engine.cli;

/** Redis is not there, and it was not to be waited for. */
final class UnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnavailableException(String message) {
        super(message);
    }
}
