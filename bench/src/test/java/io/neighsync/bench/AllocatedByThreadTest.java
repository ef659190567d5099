package io.neighsync.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What jcmd prints of threads, and what the suite makes of it. */
class AllocatedByThreadTest {
    private static final String THREADS = """
        4147:
        2026-11-29 02:00:00
        Full thread dump OpenJDK 64-Bit Server VM (25.0.3+9-LTS mixed mode, sharing):

        "neigh-rx" #31 [4187] prio=5 os_prio=0 cpu=123.45ms elapsed=12.30s allocated=9811B \
            defined_classes=0 tid=0x1 nid=4187 runnable  [0x2]
           java.lang.Thread.State: RUNNABLE

        "pool" #33 [4188] prio=5 os_prio=0 cpu=1.45ms elapsed=12.30s allocated=45K \
            defined_classes=0 tid=0x1 nid=1 runnable
        "pool" #34 [4189] prio=5 os_prio=0 cpu=1.45ms elapsed=12.30s allocated=12M \
            defined_classes=7 tid=0x1 nid=1 runnable
        "VM Thread" os_prio=0 cpu=1.61ms elapsed=12.31s tid=0x3 nid=9743 runnable
        """;

    @Test
    void shouldReadBytesOfJavaThreadsInAnyUnit() {
        assertThat(AllocatedByThread.parse(THREADS))
            .containsExactly(entry("neigh-rx", 9_811L), entry("pool", (45L << 10) + (12L << 20)));
    }

    @Test
    void shouldFindWhatAThreadOfThisJvmHasAllocated() throws InterruptedException {
        byte[][] kept = new byte[1][];
        Thread thread = new Thread(() -> {
            kept[0] = new byte[3 << 20];
            synchronized (kept) {
                kept.notifyAll();
            }
            try {
                Thread.sleep(60_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }, "neigh-allocates");
        synchronized (kept) {
            thread.start();
            kept.wait(10_000);
        }
        long allocated = AllocatedByThread.of(ProcessHandle.current().pid()).get("neigh-allocates");
        thread.interrupt();
        assertThat(allocated).isBetween((long) kept[0].length, 4L << 20);
    }

    @Test
    void shouldJudgeThreadsOfThePipelineAlone() {
        List<ReportRow> rows = ReportRows.of(section -> AllocationPart.report(section,
            Map.of("neigh-rx", 1_000L, "neigh-keeper", 0L, "gone", 1L),
            Map.of("neigh-rx", 67_000L, "neigh-keeper", 900_000L, "new", 3L)));
        assertThat(rows).hasSize(2);
        assertThat(ReportRows.named(rows, "thread neigh-rx").reachesGoal()).isFalse();
        assertThat(ReportRows.named(rows, "thread neigh-keeper").reachesGoal()).isTrue();
    }
}
