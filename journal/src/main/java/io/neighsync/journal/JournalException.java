package io.neighsync.journal;

/**
 * The journal cannot be read or written. The message is one sentence: path, cause, remedy.
 */
public final class JournalException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * With its sentence.
     *
     * @param message path, cause, remedy.
     * @param cause   what was thrown, or null.
     */
    public JournalException(String message, Throwable cause) {
        super(message, cause);
    }
}
