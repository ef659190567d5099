package io.neighsync.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import org.junit.jupiter.api.Test;

/** What jcmd prints. */
class NativeMemoryTest {
    @Test
    void shouldReadWhatIsCommittedOfEachKind() {
        assertThat(NativeMemory.parse("""
            9719:

            Native Memory Tracking:

            Total: reserved=7742521KB, committed=484352KB
                   malloc: 18629KB #48237, peak=18355KB #44671
                   mmap:   reserved=7723892KB, committed=465748KB

            -                 Java Heap (reserved=6172672KB, committed=32768KB)
                                        (mmap: reserved=6172672KB, committed=32768KB, at peak)

            -                     Class (reserved=1048776KB, committed=1536KB)
                                        (  Metadata:   )
                                        (    reserved=65536KB, committed=8256KB)
            """)).containsExactly(
                entry("Total", 473.0), entry("Java Heap", 32.0),
                entry("Class", 1.5));
    }

    @Test
    void shouldTellNothingOfAJvmThatKeepsNoAccount() {
        assertThat(NativeMemory.parse("9719:\nNative memory tracking is not enabled\n")).isEmpty();
    }
}
