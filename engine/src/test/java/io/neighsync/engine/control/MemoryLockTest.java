package io.neighsync.engine.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When memory must not be locked, going by what proc(5) says. */
class MemoryLockTest {
    private static final String NONE = "0000000000000000";
    private static final String IPC_LOCK = "0000000000004000";
    private static final String ALL_BUT_IPC_LOCK = "000001ffffffbfff";

    @TempDir
    private Path proc;

    @BeforeEach
    void setUp() throws IOException {
        capabilities(NONE);
        limit("8388608");
    }

    @Test
    void shouldNameWhatIsMissing() throws IOException {
        capabilities(ALL_BUT_IPC_LOCK);

        assertThat(MemoryLock.obstacle(proc)).contains("the process has no CAP_IPC_LOCK and RLIMIT_MEMLOCK is 8388608 "
                + "bytes, where it has to be unlimited");
    }

    @Test
    void shouldSeeNoneWithTheCapability() throws IOException {
        capabilities(IPC_LOCK);

        assertThat(MemoryLock.obstacle(proc)).isEmpty();
    }

    @Test
    void shouldSeeNoneWithoutALimit() throws IOException {
        limit("unlimited");

        assertThat(MemoryLock.obstacle(proc)).isEmpty();
    }

    private void capabilities(String effective) throws IOException {
        Files.writeString(proc.resolve("status"),
                "CapPrm:\tffffffffffffffff\nCapEff:\t" + effective + "\nCapBnd:\tffffffffffffffff\n");
    }

    private void limit(String soft) throws IOException {
        Files.writeString(proc.resolve("limits"), """
                Limit                     Soft Limit           Hard Limit           Units
                Max processes             96220                96220                processes
                Max locked memory         %-20s 9388608              bytes
                """.formatted(soft));
    }
}
