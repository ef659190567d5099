package io.neighsync.engine.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.codec.RowCodec;
import io.neighsync.engine.event.RowValue;
import io.neighsync.engine.replay.JournalImage;
import io.neighsync.engine.replay.WrittenSegment;
import io.neighsync.engine.stage.HeldTables;
import io.neighsync.engine.stage.RedisLink;
import io.neighsync.engine.table.UnclaimedKeys;
import io.neighsync.journal.RecordReader;
import io.neighsync.redis.Marker;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which journal belongs to which contents of Redis, and what it knows of them. */
class JournaledRowsTest {
    private static final long RUN = 0xfedc_ba98_7654_3210L;
    private static final String OWNER = "fedcba9876543210";
    private static final int ETH0 = 7;
    private static final int ETH1 = 8;

    private final JournalImage image = new JournalImage(1_000);
    private final JournaledRows rows = new JournaledRows(image);

    @AfterEach
    void close() {
        image.close();
    }

    private void apply(WrittenSegment segment) {
        try (RecordReader reader = segment.whole().reader().get()) {
            while (reader.next()) {
                image.apply(reader);
            }
        }
    }

    /** Segment 2: eth0 is published, eth1 is not; decisions from 100 on. */
    private static WrittenSegment journal() {
        return new WrittenSegment(2, 0, RUN, 99, 100, 50)
                .snapshot(5, 60, 1, 2, 3).snapshotLink(ETH0, "eth0", "eth0", 4).snapshotLink(ETH1, "eth1", null, 4)
                .complete(100);
    }

    private Optional<String> mismatch(String owner, long lowWatermark, long lastDecision) {
        return rows.mismatch(Optional.of(new Marker(owner, 3, lowWatermark, lastDecision)));
    }

    @Test
    void shouldKnowWhatRedisHoldsWhenItsMarkerIsOfARunInTheJournal() {
        apply(journal());
        assertThat(mismatch(OWNER, 100, 2)).isEmpty();
        assertThat(mismatch(OWNER, 5_000, 2)).isEmpty();
    }

    /** A row is all that its event decided; behind the record of a link there may have been more of the same event. */
    @Test
    void shouldNotTrustAJournalThatEndsBeforeWhatRedisWasToldLast() {
        apply(journal().row(1, 6));
        assertThat(mismatch(OWNER, 100, 100)).isEmpty();
        assertThat(mismatch(OWNER, 100, 101)).contains("it ends before what Redis was told last");
        apply(new WrittenSegment(3, 2, RUN, 100, 100).complete(100).row(1, 7).link(ETH1, "eth1", null));
        assertThat(mismatch(OWNER, 103, 101)).isEmpty();
        assertThat(mismatch(OWNER, 103, 102)).contains("it ends before what Redis was told last");
    }

    /** Another run went on from what was recorded: that says nothing of what was not. */
    @Test
    void shouldNotTakeDecisionsOfAnotherRunForThoseOfTheOneThatWroteToRedis() {
        apply(journal().row(1, 6));
        apply(new WrittenSegment(3, 0, 0xffL, 100, 100).snapshot(6, 60, 1).complete(100).row(1, 7).row(1, 8));
        assertThat(mismatch(OWNER, 100, 100)).isEmpty();
        assertThat(mismatch(OWNER, 100, 101)).contains("it ends before what Redis was told last");
        assertThat(mismatch("00000000000000ff", 100, 102)).isEmpty();
        assertThat(mismatch("00000000000000fe", 100, 0)).contains(
                "Redis was written to last by a run that it does not have");
    }

    @Test
    void shouldNotTrustAJournalThatIsEmptyOrIncomplete() {
        assertThat(mismatch(OWNER, 100, 2)).contains("there is none yet");
        apply(new WrittenSegment(2, 0, RUN, 99, 100).snapshot(5, 60, 1));
        assertThat(mismatch(OWNER, 100, 2)).contains("it is incomplete");
    }

    @Test
    void shouldNotTrustARedisThatSomebodyElseWroteTo() {
        apply(journal());
        assertThat(rows.mismatch(Optional.empty())).contains("Redis has no marker");
        assertThat(mismatch("1234", 100, 0)).contains("Redis was written to last by a run that it does not have");
    }

    @Test
    void shouldNotTrustARedisThatLacksMoreThanTheJournalRemembers() {
        apply(journal());
        assertThat(mismatch(OWNER, 0, 2)).contains("not all rows had been written to Redis");
        assertThat(mismatch(OWNER, 99, 2)).contains("Redis is as it was before its last snapshot");
    }

    @Test
    void shouldNotTrustKeysWhoseLinksChangedTheirNamesSince() {
        apply(journal().row(1, 6).link(ETH0, "eth5", "eth5"));
        assertThat(mismatch(OWNER, 101, 2)).contains("links changed their names since Redis was written to last");
        assertThat(mismatch(OWNER, 102, 2)).isEmpty();
    }

    /** An owner that is none of ours is no reason not to connect. */
    @Test
    void shouldNotTrustAnOwnerWhoseNumberIsLongerThanOurs() {
        apply(journal());
        assertThat(mismatch("0123456789abcdef0123456789abcdef", 100, 2))
                .contains("Redis was written to last by a run that it does not have");
    }

    @Test
    void shouldTellTheRowsThatRedisHoldsAndHaveTheOthersRead() {
        apply(journal().row(1, 6).row(2, 0).row(4, 7).failed(3, true).failed(9, true));
        RedisLink.Uncertain unknown = nothing();
        try (HeldTables held = rows.held(101, unknown)) {
            assertThat(texts(held.neighbors())).isEqualTo(Map.of("eth0:0.0.0.1", RowValue.of(6)));
            assertThat(texts(held.failed())).isEmpty();
            assertThat(texts(unknown.neighbors())).containsExactlyInAnyOrder(
                    "eth0:0.0.0.2", "eth0:0.0.0.3", "eth0:0.0.0.4", "eth0:0.0.0.9");
            assertThat(texts(unknown.failed())).isEqualTo(texts(unknown.neighbors()));
        }
    }

    @Test
    void shouldTellEitherTable() {
        apply(journal().row(1, 0).failed(3, true).failed(4, true).row(4, 7).row(4, 0));
        try (HeldTables held = rows.held(Long.MAX_VALUE, nothing())) {
            assertThat(texts(held.neighbors())).isEqualTo(
                    Map.of("eth0:0.0.0.2", RowValue.of(5), "eth0:0.0.0.3", RowValue.of(5)));
            assertThat(texts(held.failed())).isEqualTo(
                    Map.of("eth0:0.0.0.3", RowCodec.FAILED, "eth0:0.0.0.4", RowCodec.FAILED));
        }
    }

    @Test
    void shouldLeaveOutLinksWhoseRowsAreNotPublished() {
        apply(journal().row(ETH1, 1, 6).row(99, 1, 6));
        RedisLink.Uncertain unknown = nothing();
        try (HeldTables held = rows.held(100, unknown)) {
            assertThat(texts(held.neighbors())).hasSize(3).allSatisfy((key, v) -> assertThat(key).startsWith("eth0:"));
            assertThat(unknown.neighbors()).isEmpty();
        }
    }

    /** A warm restart clears keys before; what became of them, Redis tells. */
    @Test
    void shouldHaveKeysReadThatWereClearedMeanwhile() {
        apply(journal().row(1, 6));
        RedisLink.Uncertain unknown = nothing();
        for (String key : List.of("eth0:0.0.0.1", "eth0:0.0.0.2", "eth9:0.0.0.9")) {
            unknown.neighbors().add(key.getBytes(StandardCharsets.US_ASCII));
        }
        unknown.failed().add("eth0:0.0.0.3".getBytes(StandardCharsets.US_ASCII));
        try (HeldTables held = rows.held(100, unknown)) {
            assertThat(texts(held.neighbors())).isEmpty();
            assertThat(texts(unknown.neighbors())).contains("eth0:0.0.0.1", "eth0:0.0.0.2", "eth9:0.0.0.9");
            for (byte[] key : unknown.neighbors()) {
                assertThat(held.neighbors().add(new org.agrona.concurrent.UnsafeBuffer(key), 0, key.length,
                        RowValue.of(1), false)).as("there is room for what is read").isTrue();
            }
            assertThat(held.neighbors().size()).isEqualTo(3);
        }
    }

    private static RedisLink.Uncertain nothing() {
        return new RedisLink.Uncertain(new ArrayList<>(), new ArrayList<>());
    }

    private static Map<String, Long> texts(UnclaimedKeys keys) {
        Map<String, Long> texts = new TreeMap<>();
        for (int entry = 0; entry < keys.end(); entry++) {
            texts.put(keys.text().getStringWithoutLengthAscii(keys.textOffset(entry), keys.textLength(entry)),
                    keys.value(entry));
        }
        return texts;
    }

    private static List<String> texts(List<byte[]> keys) {
        return keys.stream().map(key -> new String(key, StandardCharsets.US_ASCII)).toList();
    }
}
