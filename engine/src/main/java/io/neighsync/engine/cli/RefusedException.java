package io.neighsync.engine.cli;

/** What was asked for is not done. The message is one sentence that says why, and what to do. */
final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
        super(message);
    }
}
