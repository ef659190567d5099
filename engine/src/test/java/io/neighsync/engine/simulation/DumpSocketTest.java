package io.neighsync.engine.simulation;

import static io.neighsync.netlink.Rtnetlink.AF_INET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.neighsync.netlink.NetlinkException;
import io.neighsync.netlink.Nud;
import io.neighsync.netlink.ffm.Errno;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DumpSocketTest {
    private static final int STABLE = 200;
    private static final long FIRST = 0x0a00_0001L;
    private static final long MAC = 0x0200_0000_0001L;
    private static final int RECEIVE_BUFFER = 1 << 20;

    private final SimulatedKernel kernel = new SimulatedKernel(7);
    private final int eth0 = kernel.addLink("eth0", 0);
    private SocketReader reader = new SocketReader(kernel.openDump(RECEIVE_BUFFER));

    @AfterEach
    void close() {
        reader.close();
    }

    @Test
    void shouldDumpAStableTableExactly() {
        setStable(STABLE);
        reader.askNeighbors(1, AF_INET);
        List<String> rows = reader.all();
        assertThat(rows).hasSize(STABLE + 1).doesNotHaveDuplicates().endsWith("1 DONE");
    }

    @Test
    void shouldMissAndRepeatStableRowsWhenTheTableIsRehashed() {
        setStable(STABLE);
        reader.askNeighbors(1, AF_INET);
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            rows.addAll(reader.next());
        }
        kernel.rehash(AF_INET, 99);
        rows.addAll(reader.all());
        int distinct = new HashSet<>(rows).size();
        assertThat(rows).endsWith("1 DONE").noneMatch(row -> row.contains("interrupted"));
        assertThat(STABLE + 1 - distinct).as("missed").isGreaterThan(10);
        assertThat(rows.size() - distinct).as("repeated").isGreaterThan(10);
    }

    @Test
    void shouldMissStableRowsWhenTheTableGrows() {
        setStable(STABLE);
        reader.askNeighbors(1, AF_INET);
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            rows.addAll(reader.next());
        }
        for (int i = 0; i < 2 * STABLE; i++) {
            kernel.setNeighbor(eth0, AF_INET, 0, 0x0b00_0000L + i, Nud.NUD_PERMANENT, 0, MAC, 6);
        }
        rows.addAll(reader.all());
        List<String> stable = rows.stream().filter(row -> row.startsWith("1 NEW 10.")).toList();
        int distinct = new HashSet<>(stable).size();
        assertThat(STABLE - distinct).as("missed").isGreaterThan(10);
        assertThat(stable.size() - distinct).as("repeated").isGreaterThan(10);
    }

    @Test
    void shouldMissAStableRowWhenOneBeforeItInItsBucketIsDeleted() {
        kernel.rowsPerDatagram(1);
        setStable(STABLE);
        int missed = 0;
        for (int read = 1; read < STABLE; read++) {
            reader.askNeighbors(1, AF_INET);
            List<String> rows = new ArrayList<>();
            for (int i = 0; i < read; i++) {
                rows.addAll(reader.next());
            }
            long address = FIRST - 1 + Integer.parseInt(rows.getLast().substring(rows.getLast().lastIndexOf('.') + 1));
            kernel.deleteNeighbor(eth0, AF_INET, 0, address);
            rows.addAll(reader.all());
            missed += STABLE + 1 - rows.size();
            assertThat(rows).doesNotHaveDuplicates();
            kernel.setNeighbor(eth0, AF_INET, 0, address, Nud.NUD_PERMANENT, 0, MAC, 6);
        }
        assertThat(missed).isPositive();
    }

    @Test
    void shouldGoOnWithADumpOnlyWhileHalfOfTheBufferIsFree() {
        setStable(STABLE);
        reader.close();
        reader = new SocketReader(kernel.openDump(131_072));
        reader.askNeighbors(1, AF_INET);
        for (int i = 0; i < 100; i++) {
            reader.askNeighbor(2, eth0, FIRST);
        }
        assertThat(reader.next()).hasSize(4).allMatch(row -> row.startsWith("1 "));
        for (int i = 0; i < 100; i++) {
            assertThat(reader.next()).containsExactly("2 NEW 10.0.0.1");
        }
        assertThat(reader.all()).hasSize(STABLE - 4 + 1).endsWith("1 DONE");
    }

    @Test
    void shouldRefuseOrBreakADumpOnceWhenAskedTo() {
        setStable(20);
        kernel.faults().refuseDump(Errno.ENOMEM);
        reader.askNeighbors(1, AF_INET);
        assertThat(reader.all()).containsExactly("1 ERROR ENOMEM");
        kernel.faults().breakDump(Errno.EIO, 2);
        reader.askNeighbors(2, AF_INET);
        assertThat(reader.all()).hasSize(9).endsWith("2 DONE EIO");
        reader.askNeighbors(3, AF_INET);
        assertThat(reader.all()).hasSize(21).endsWith("3 DONE");
    }

    @Test
    void shouldBeSilentFailToSendOrTruncateOnceWhenAskedTo() {
        setStable(3);
        kernel.faults().loseAnswers(2);
        reader.askNeighbors(1, AF_INET);
        reader.askNeighbor(2, eth0, FIRST);
        assertThat(reader.all()).isEmpty();
        kernel.faults().failSend(Errno.ENOBUFS);
        assertThat(reader.askNeighbor(3, eth0, FIRST)).isEqualTo(-Errno.ENOBUFS);
        assertThat(reader.all()).isEmpty();
        kernel.faults().truncateAnswer();
        reader.askNeighbors(4, AF_INET);
        assertThat(reader.all()).hasSize(2).endsWith("malformed truncated");
        kernel.faults().failAnswerReceive(Errno.EINTR);
        reader.askNeighbor(5, eth0, FIRST);
        assertThat(reader.next()).containsExactly("EINTR");
        assertThat(reader.all()).containsExactly("5 NEW 10.0.0.1");
    }

    @Test
    void shouldShowWhatAProcessSendsAsSuch() {
        reader.askNeighbors(6, AF_INET);
        kernel.foreignRow(eth0, AF_INET, 0, FIRST, Nud.NUD_REACHABLE, MAC);
        kernel.foreignDone();
        assertThat(reader.all()).containsExactly(
                "6 DONE", "6 NEW 10.0.0.1 from a process", "6 DONE from a process");
    }

    @Test
    void shouldFailToOpenOnceWhenAskedTo() {
        kernel.faults().failOpen(Errno.EMFILE);
        assertThatThrownBy(() -> kernel.openDump(RECEIVE_BUFFER)).isInstanceOf(NetlinkException.class)
                .hasMessageContaining("EMFILE");
        kernel.openDump(RECEIVE_BUFFER).close();
    }

    @Test
    void shouldAnswerNothingAfterClose() {
        reader.close();
        assertThat(reader.askNeighbors(1, AF_INET)).isEqualTo(-Errno.EBADF);
    }

    @Test
    void shouldBreakALinkDumpAndMarkItWhenALinkComesBetween() {
        for (int i = 1; i < 10; i++) {
            kernel.addLink("eth" + i, 0);
        }
        reader.askLinks(1);
        reader.next();
        kernel.addLink("late", 0);
        assertThat(reader.next()).doesNotContain("1 RTM_NEWLINK interrupted");
        assertThat(reader.next()).startsWith("1 RTM_NEWLINK interrupted");
        assertThat(reader.next()).containsExactly("1 DONE");
    }

    private void setStable(int count) {
        for (int i = 0; i < count; i++) {
            kernel.setNeighbor(eth0, AF_INET, 0, FIRST + i, Nud.NUD_PERMANENT, 0, MAC, 6);
        }
    }
}
