package io.neighsync.engine.replay;

/** The journal does not tell how the rows were at a moment. The message is one sentence that says what it tells. */
public final class UnrecordedMomentException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnrecordedMomentException(String message) {
        super(message);
    }
}
