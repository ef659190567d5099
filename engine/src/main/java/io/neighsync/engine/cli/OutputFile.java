package io.neighsync.engine.cli;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Files that commands write besides what they print. */
final class OutputFile {
    private OutputFile() {
    }

    /**
     * Writes a file, in place of one that is there.
     *
     * @throws RefusedException when it cannot be written
     */
    static void write(Path file, String content) {
        try (OutputStream out = new FileOutputStream(file.toFile())) {
            out.write(content.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new RefusedException(
                    file + " cannot be written: " + e.getMessage() + "; free space, or name another file");
        }
    }
}
