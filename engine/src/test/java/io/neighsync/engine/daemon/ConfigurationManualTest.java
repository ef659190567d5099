package io.neighsync.engine.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * docs/configuration.md is what the reference.conf of each module says; {@code scripts/test --update-docs} writes it
 * anew.
 */
class ConfigurationManualTest {
    private static final Path MANUAL = Path.of(System.getProperty("neighsync.root"), "docs", "configuration.md");

    @Test
    void shouldBeWhatTheModulesDeclare() throws IOException {
        String manual = manual();
        if (Boolean.getBoolean("neighsync.updateDocs")) {
            Files.writeString(MANUAL, manual);
        }
        assertThat(Files.readString(MANUAL)).as("stale: run scripts/test --update-docs").isEqualTo(manual);
    }

    @Test
    void shouldGiveEveryKeyAUnitAndARange() {
        Settings.load(Optional.empty(), Map.of(), Map.of()).manual().forEach((key, text) ->
                assertThat(text).as(key).contains("Unit: ").contains("Range: "));
    }

    private static String manual() {
        StringBuilder text = new StringBuilder("""
                # Configuration

                Layers, the later one wins: defaults, the file (`--config FILE`, `NEIGHSYNCD_CONFIG`, else
                `/etc/neighsyncd/neighsyncd.conf` when it is there; HOCON), the environment (`NEIGHSYNCD_RING_SIZE`
                stands for `ring.size`), the command line (`--set ring.size=4096`). `--print-config` shows what is in
                force and where it comes from, `--check-config` checks it. A key that is not in this table is refused.

                This page is generated from each module's `reference.conf`.

                | key | default | meaning |
                |---|---|---|
                """);
        Settings.load(Optional.empty(), Map.of(), Map.of()).manual().forEach((key, entry) -> {
            String[] parts = entry.split("\n", 2);
            text.append("| `").append(key).append("` | `").append(parts[0]).append("` | ")
                    .append(parts[1].replace("|", "\\|")).append(" |\n");
        });
        return text.toString();
    }
}
