package io.neighsync.engine.cli;

/** A command line that cannot be understood. The message says what of it. */
final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }
}
