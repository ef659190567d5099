package io.neighsync.journal;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Holds the lock of the journal given as argument until it is killed. Prints a line when it has it.
 */
final class HoldingProcess {
    private HoldingProcess() {
    }

    public static void main(String[] arguments) throws IOException {
        try (JournalLock lock = JournalLock.acquire(Path.of(arguments[0]))) {
            System.out.println("held: " + lock.isInPlace());
            System.in.read();
        }
    }
}
