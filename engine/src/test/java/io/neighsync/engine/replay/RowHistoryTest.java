package io.neighsync.engine.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.event.EventKind;
import io.neighsync.engine.event.Origin;
import io.neighsync.journal.CaptureMode;
import io.neighsync.netlink.Nud;
import io.neighsync.netlink.Rtnetlink;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowHistoryTest {
    private static final long WALL = 1_763_867_527_000_000_000L;
    private static final String IP = "10.0.0.1";
    private static final int AUDIT = 1 << 2;

    private final MemoryJournal journal = new MemoryJournal(200);
    private final RecordedRun run = RecordedRun.begin(journal, WALL);

    @AfterEach
    void close() {
        run.close();
    }

    private List<RowDecision> decisions(String address) {
        List<RowDecision> decisions = new ArrayList<>();
        long[] halves = PlainRows.halves(address);
        int family = address.indexOf(':') < 0 ? Rtnetlink.AF_INET : Rtnetlink.AF_INET6;
        try (JournalCursor cursor = new JournalCursor(journal.segments());
                RowHistory history = new RowHistory(family, halves[0], halves[1], decisions::add)) {
            while (cursor.next()) {
                history.apply(cursor);
            }
            history.end();
        }
        return decisions;
    }

    private List<String> told(String address) {
        return decisions(address).stream().map(RowHistoryTest::text).toList();
    }

    private static String text(RowDecision decision) {
        String cause = decision.cause() instanceof Cause.Message message
                ? message.origin() + " " + message.kind() + " " + Nud.toString(message.nudState())
                : decision.cause().toString();
        return decision.link() + " " + decision.outcome() + " " + Long.toHexString(decision.value() & 0xffff_ffffL)
                + " " + cause;
    }

    @Test
    void shouldTellEachDecisionWithItsTimeItsSequenceAndItsMessage() {
        run.settle();
        run.link(1, "Ethernet0");
        run.set(1, IP, 0x11);
        long first = run.wallNanos();
        long firstSequence = run.sequence();
        run.set(1, "10.0.0.2", 0x12);
        run.delete(1, IP, EventKind.NEIGH_SET, Origin.NOTIFICATION, Nud.NUD_FAILED);
        run.delete(1, IP);
        assertThat(told(IP)).containsExactly("Ethernet0 SET 11 NOTIFICATION NEIGH_SET REACHABLE",
                "Ethernet0 DELETED 0 NOTIFICATION NEIGH_SET FAILED", "Ethernet0 DELETED 0 NOTIFICATION NEIGH_DEL 0");
        assertThat(decisions(IP).getFirst().wallNanos()).isEqualTo(first);
        assertThat(decisions(IP).getFirst().sequence()).isEqualTo(firstSequence);
        assertThat(decisions(IP).getFirst().segment()).isEqualTo(1);
    }

    @Test
    void shouldTellOfAnswersInWhichGenerationTheyCame() {
        run.settle();
        run.link(1, "Ethernet0");
        run.mark(EventKind.DUMP_BEGIN, 1);
        run.mark(EventKind.DUMP_BEGIN, AUDIT);
        run.set(1, IP, 1, Origin.DUMP, Nud.NUD_STALE);
        run.delete(1, IP, EventKind.NEIGH_DEL, Origin.CONFIRM, 0);
        assertThat(decisions(IP)).extracting(RowDecision::cause).allSatisfy(cause -> {
            assertThat(((Cause.Message) cause).generation()).isEqualTo(2);
            assertThat(((Cause.Message) cause).causes()).isEqualTo(AUDIT);
        });
        assertThat(told(IP)).containsExactly(
                "Ethernet0 SET 1 DUMP NEIGH_SET STALE", "Ethernet0 DELETED 0 CONFIRM NEIGH_DEL 0");
    }

    @Test
    void shouldTellOfBothTables() {
        run.settle();
        run.link(1, "Ethernet0");
        run.fail(1, "fc00::1");
        run.recover(1, "fc00::1", 5);
        assertThat(told("fc00::1")).containsExactly(
                "Ethernet0 SET 0 NOTIFICATION NEIGH_SET FAILED", "Ethernet0 FAILED 0 NOTIFICATION NEIGH_SET FAILED",
                "Ethernet0 SET 5 NOTIFICATION NEIGH_SET REACHABLE",
                "Ethernet0 FAILED_NO_MORE 0 NOTIFICATION NEIGH_SET REACHABLE");
    }

    @Test
    void shouldTellThatTheRowWentWithItsLink() {
        run.settle();
        run.link(1, "Ethernet0");
        run.link(2, "Ethernet4");
        run.set(1, IP, 1);
        run.set(2, IP, 2);
        run.removeLink(1);
        run.removeLink(1);
        assertThat(told(IP)).containsExactly("Ethernet0 SET 1 NOTIFICATION NEIGH_SET REACHABLE",
                "Ethernet4 SET 2 NOTIFICATION NEIGH_SET REACHABLE", "Ethernet0 DELETED 0 LinkGone[]");
    }

    @Test
    void shouldTellThatTheRowMovedWithTheNameOfItsLink() {
        run.settle();
        run.link(1, "Ethernet0");
        run.link(2, "Ethernet4");
        run.set(1, IP, 1);
        run.set(2, "10.0.0.2", 2);
        run.link(1, "Ethernet8");
        run.delete(1, IP);
        run.link(1, "Ethernet9");
        assertThat(told(IP)).containsExactly("Ethernet0 SET 1 NOTIFICATION NEIGH_SET REACHABLE",
                "Ethernet0 DELETED 0 LinkRenamed[from=Ethernet0, to=Ethernet8]",
                "Ethernet8 SET 1 LinkRenamed[from=Ethernet0, to=Ethernet8]",
                "Ethernet8 DELETED 0 NOTIFICATION NEIGH_DEL 0");
    }

    @Test
    void shouldTellOfANameThatIsTakenInAnOrderThatLeavesTheRowOfTheLinkThatTookIt() {
        run.settle();
        run.link(1, "Ethernet0");
        run.link(2, "Ethernet4");
        run.set(1, IP, 1);
        run.set(2, IP, 2);
        run.takeName(2, 1);
        assertThat(told(IP).subList(2, 5)).containsExactly(
                "Ethernet4 DELETED 0 LinkRenamed[from=Ethernet4, to=Ethernet0]", "Ethernet0 DELETED 0 LinkWithdrawn[]",
                "Ethernet0 SET 2 LinkRenamed[from=Ethernet4, to=Ethernet0]");
    }

    @Test
    void shouldTellWhenTheRowIsPublishedNoMoreAndAgain() {
        run.settle();
        run.set(1, IP, 1);
        run.link(1, "Ethernet0");
        run.hide(1, "Ethernet0");
        run.link(1, "Ethernet0");
        assertThat(told(IP)).containsExactly("null SET 1 NOTIFICATION NEIGH_SET REACHABLE",
                "Ethernet0 SET 1 LinkPublished[]", "Ethernet0 DELETED 0 LinkWithdrawn[]",
                "Ethernet0 SET 1 LinkPublished[]");
    }

    @Test
    void shouldTellThatItWasThereWhenTheJournalBegins() {
        run.link(1, "Ethernet0");
        run.set(1, IP, 1);
        run.settle();
        run.delete(1, IP);
        assertThat(told(IP)).containsExactly(
                "Ethernet0 SET 1 JournalBegins[]", "Ethernet0 DELETED 0 NOTIFICATION NEIGH_DEL 0");
    }

    @Test
    void shouldTellNothingTwiceWhenASegmentContinuesAnother() {
        MemoryJournal small = new MemoryJournal(6);
        List<RowDecision> decisions = new ArrayList<>();
        try (RecordedRun small1 = RecordedRun.begin(small, WALL)) {
            small1.settle();
            small1.link(1, "Ethernet0");
            small1.set(1, IP, 1);
            for (int i = 0; i < 20; i++) {
                small1.set(1, "10.0.0.9", i);
                small1.settle();
            }
            try (JournalCursor cursor = new JournalCursor(small.segments());
                    RowHistory history = new RowHistory(Rtnetlink.AF_INET, 0, 0x0a000001, decisions::add)) {
                while (cursor.next()) {
                    history.apply(cursor);
                }
                history.end();
            }
        }
        assertThat(small.size()).isGreaterThan(4);
        assertThat(decisions).hasSize(1);
    }

    @Test
    void shouldTellWhatAGapChangedByTheNamesOfLinksAndNothingElse() {
        run.settle();
        run.link(1, "Ethernet0");
        run.link(2, "Ethernet4");
        run.link(3, "Ethernet8");
        run.set(1, IP, 1);
        run.set(2, IP, 2);
        run.set(3, IP, 3);
        try (RecordedRun other = new RecordedRun(journal, 7, 1_000, 9, WALL + 1_000_000_000L, CaptureMode.NONE)) {
            other.link(11, "Ethernet0");
            other.link(12, "Ethernet4");
            other.set(11, IP, 1);
            other.set(12, IP, 22);
            other.settle();
        }
        assertThat(told(IP).subList(3, 5)).containsExactly("Ethernet4 SET 16 Gap[]", "Ethernet8 DELETED 0 Gap[]");
        assertThat(told(IP)).hasSize(5);
    }

    @ParameterizedTest
    @ValueSource(longs = {31, 32, 33, 34, 35, 36, 37, 38, 39, 40})
    void shouldLeadToTheRowsThereAre(long seed) {
        MemoryJournal small = new MemoryJournal(40);
        try (RecordedRun random = RecordedRun.begin(small, WALL)) {
            random.settle();
            RandomRun events = new RandomRun(random, seed);
            events.events(400);
            small.full(true);
            events.events(150);
            small.full(false);
            random.settle();
            events.events(300);
            random.settle();
            Map<String, String> expected = new TreeMap<>();
            random.published().forEach((key, value) -> {
                if (key.endsWith(":fc00::3")) {
                    expected.put(key, value);
                }
            });
            assertThat(followed(small)).isEqualTo(expected);
        }
    }

    /** The rows that the history of fc00::3 comes to. */
    private static Map<String, String> followed(MemoryJournal journal) {
        Map<String, Long> values = new TreeMap<>();
        Map<String, Boolean> failed = new TreeMap<>();
        try (JournalCursor cursor = new JournalCursor(journal.segments());
                RowHistory history = new RowHistory(Rtnetlink.AF_INET6, 0xfc00L << 48, 3, decision -> {
                    String key = decision.link() + ":fc00::3";
                    switch (decision.outcome()) {
                        case SET -> values.put(key, decision.value() & 0xffff_ffff_ffffL);
                        case DELETED -> values.remove(key);
                        case FAILED -> failed.put(key, true);
                        case FAILED_NO_MORE -> failed.remove(key);
                    }
                })) {
            while (cursor.next()) {
                history.apply(cursor);
            }
            history.end();
        }
        Map<String, String> rows = new TreeMap<>();
        values.forEach((key, value) -> rows.put(key,
                PlainRows.lladdr(value) + (failed.containsKey(key) ? " failed" : "")));
        failed.keySet().forEach(key -> rows.putIfAbsent(key, "absent failed"));
        rows.keySet().removeIf(key -> key.startsWith("null:"));
        return rows;
    }
}
