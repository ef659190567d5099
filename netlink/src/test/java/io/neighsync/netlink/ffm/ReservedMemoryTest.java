package io.neighsync.netlink.ffm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Memory that is resident only where touched. */
class ReservedMemoryTest {
    private static final int MIB = 1 << 20;

    @Test
    void shouldBecomeResidentOnlyWhereTouched() throws IOException {
        long before = residentBytes();
        try (ReservedMemory memory = ReservedMemory.reserve("test table", 1024L * MIB)) {
            assertThat(memory.bytes()).isEqualTo(1024L * MIB);
            assertThat(memory.buffer().capacity()).isEqualTo(1024 * MIB);
            assertThat(memory.buffer().addressOffset()).isEqualTo(memory.address());
            assertThat(memory.buffer().getLong(1023 * MIB)).isZero();
            assertThat(residentBytes() - before).isLessThan(256L * MIB);
            memory.buffer().setMemory(0, 512 * MIB, (byte) 1);
            assertThat(residentBytes() - before).isGreaterThan(400L * MIB);
        }
        assertThat(residentBytes() - before).isLessThan(256L * MIB);
    }

    @Test
    void shouldBecomeResidentAsAWholeWhenItIsToBeTouched() throws IOException {
        long before = residentBytes();
        try (ReservedMemory memory = ReservedMemory.reserve("test table", 512L * MIB)) {
            memory.touch();
            assertThat(residentBytes() - before).isGreaterThan(400L * MIB);
            assertThat(memory.buffer().getLong(511 * MIB)).isZero();
        }
    }

    @Test
    void shouldNameWhatHowMuchAndWhyWhenRefused() {
        assertThatThrownBy(() -> ReservedMemory.reserve("neighbor table", 1L << 62))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("4611686018427387904 bytes for neighbor table").hasMessageContaining("ENOMEM");
        assertThatThrownBy(() -> ReservedMemory.reserve("neighbor table", 0))
            .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("neighbor table");
    }

    @Test
    void shouldThrowInsteadOfTouchingUnmappedMemoryWhenUsedAfterClose() {
        ReservedMemory memory = ReservedMemory.reserve("test", 4096);
        memory.close();
        memory.close();
        assertThatThrownBy(() -> memory.buffer().getByte(0)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void shouldRefuseABufferForMoreThanABufferCovers() {
        try (ReservedMemory memory = ReservedMemory.reserve("test", 3L << 30)) {
            assertThat(memory.bytes()).isEqualTo(3L << 30);
            assertThatThrownBy(memory::buffer).isInstanceOf(IllegalStateException.class);
        }
    }

    private static long residentBytes() throws IOException {
        return Long.parseLong(Files.readString(Path.of("/proc/self/statm")).split(" ", 3)[1]) * 4096;
    }
}
