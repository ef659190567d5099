package io.neighsync.journal;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** What a sentence says of an exception. */
final class Failure {
    private Failure() {
    }

    /**
     * The cause in the kernel's words. Some exceptions of {@code java.nio.file} have nothing but a path as message.
     *
     * @param failure what was thrown.
     * @return words for a sentence.
     */
    static String text(Throwable failure) {
        return switch (failure) {
            case NoSuchFileException e -> e.getFile() + ": No such file or directory";
            case AccessDeniedException e -> e.getFile() + ": Permission denied";
            case NotDirectoryException e -> e.getFile() + ": Not a directory";
            case FileAlreadyExistsException e -> e.getFile() + ": File exists";
            case FileSystemException e when e.getReason() != null -> e.getFile() + ": " + e.getReason();
            case Throwable e when e.getMessage() == null -> e.getClass().getSimpleName();
            default -> failure.getMessage();
        };
    }

    /**
     * Whether it was for want of space or of quota.
     *
     * @param failure what was thrown.
     * @return true if freeing space would have helped.
     */
    static boolean isLackOfSpace(Throwable failure) {
        final String text = text(failure);
        return text.contains("ENOSPC") || text.contains("EDQUOT")
            || text.contains("No space left") || text.contains("quota exceeded");
    }
}
