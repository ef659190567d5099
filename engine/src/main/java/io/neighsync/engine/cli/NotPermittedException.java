package io.neighsync.engine.cli;

/** The user lacks a privilege. The message is one sentence that names it, and who has it. */
final class NotPermittedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotPermittedException(String message) {
        super(message);
    }
}
