package io.neighsync.engine.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.event.Decision;
import io.neighsync.engine.event.EventKind;
import io.neighsync.engine.event.LinkChange;
import io.neighsync.engine.event.LinkChanges;
import io.neighsync.engine.event.LinkName;
import io.neighsync.engine.event.NeighborEvent;
import io.neighsync.engine.event.RowValue;
import io.neighsync.netlink.Rtnetlink;
import io.neighsync.redis.Marker;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the marker in Redis says of the journal, and when. */
class RedisStageMarkerTest extends OnRedisStage {
    private static final long BASE = 1_000;

    private long sequence = BASE - 1;
    /** The last event that decided something: the journal has that, and need not have those behind it. */
    private long decided;

    RedisStageMarkerTest() {
        super(BASE);
    }

    private NeighborEvent journaled(NeighborEvent event) {
        sequence++;
        decided = event.decision == Decision.NONE && event.linkChanges.isEmpty() ? decided : sequence;
        on(event);
        return event;
    }

    private void row(int row, long lladdr) {
        journaled(rowEvent(EventKind.NEIGH_SET, row, lladdr));
    }

    private NeighborEvent rowEvent(EventKind kind, int row, long lladdr) {
        NeighborEvent event = event(kind);
        event.ifindex = ETH0;
        event.family = Rtnetlink.AF_INET;
        event.addressLow = 0x0a000001L + row;
        event.decision = Decision.SET;
        event.row = row;
        event.value = RowValue.of(lladdr);
        return event;
    }

    private void journaledGeneration(int number) {
        NeighborEvent begin = event(EventKind.DUMP_BEGIN);
        begin.generation = number;
        journaled(begin);
        if (number == 1) {
            journaledLink();
        }
        journaled(event(EventKind.LINKS_DONE));
        journaled(event(EventKind.SWEEP_DONE));
    }

    private void journaledLink() {
        NeighborEvent link = event(EventKind.LINK_SET);
        link.ifindex = ETH0;
        link.linkChanges = LinkChanges.of(
                List.of(new LinkChange(ETH0, new LinkName("eth0"), 0, null, false)));
        journaled(link);
    }

    private Marker marker() {
        return redis.marker().orElseThrow();
    }

    @Test
    void shouldNameTheLatestDecisionAndTheOldestOneThatIsNotInRedis() {
        journaledGeneration(1);
        run();
        row(0, 5);
        long first = sequence;
        row(1, 5);
        journaled(event(EventKind.TICK));
        stage.onDutyCycle();
        redis.serve();
        assertThat(marker().lowWatermark()).as("before the batch").isEqualTo(first);
        assertThat(marker().lastDecision()).isEqualTo(first + 1);
        row(2, 5);
        run();
        assertThat(marker().lowWatermark()).isEqualTo(sequence);
        assertThat(marker().lastDecision()).isEqualTo(sequence);
    }

    /** What a batch says of decisions concerns those that it does not have, too: they may be in the next. */
    @Test
    void shouldNameADecisionThatIsNotInTheBatch() {
        journaledGeneration(1);
        run();
        for (int i = 0; i <= BATCH; i++) {
            row(i, 5);
        }
        stage.onDutyCycle();
        redis.serve();
        assertThat(redis.rows(NEIGHBORS)).hasSize(BATCH);
        assertThat(marker().lastDecision()).isEqualTo(sequence);
    }

    @Test
    void shouldSayLaterThatTheLastBatchIsInRedisToo() {
        journaledGeneration(1);
        row(0, 5);
        run();
        assertThat(marker().lowWatermark()).isLessThanOrEqualTo(sequence);
        advance(RedisStage.MARK_NANOS - 1);
        run();
        assertThat(marker().lowWatermark()).as("not at once").isLessThanOrEqualTo(sequence);
        advance(1);
        run();
        assertThat(marker().lowWatermark()).isEqualTo(decided + 1);
        String before = marker().toString();
        journaled(event(EventKind.TICK));
        advance(10 * RedisStage.MARK_NANOS);
        run();
        assertThat(marker()).as("nothing was written since").hasToString(before);
    }

    /** A link that comes up decides nothing that is to be written, but the journal has to have it. */
    @Test
    void shouldNameDecisionsThatNeededNoWriting() {
        journaledGeneration(1);
        run();
        advance(RedisStage.MARK_NANOS);
        run();
        assertThat(marker().lastDecision()).isEqualTo(decided);
        assertThat(marker().lowWatermark()).isEqualTo(decided + 1);
    }

    /** What was restored others decided, whose runs the marker does not speak of. */
    @Test
    void shouldNameNoDecisionWhereNoneWasMade() {
        stage.onEvent(rowEvent(EventKind.RESTORED, 0, 5), -1, false);
        journaled(event(EventKind.DUMP_BEGIN));
        journaled(event(EventKind.LINKS_DONE));
        journaled(event(EventKind.SWEEP_DONE));
        run();
        advance(RedisStage.MARK_NANOS);
        run();
        assertThat(marker().lastDecision()).isZero();
        assertThat(marker().lowWatermark()).isEqualTo(BASE);
    }

    /** Rows that were decided long ago, and keys that nobody claims, are no decisions since some sequence. */
    @Test
    void shouldSayNothingOfSequencesWhileRedisIsNotAsItWasDecidedLongAgo() {
        redis.putRow(NEIGHBORS, "eth0:10.9.9.9", Map.of("neigh", "02:00:00:00:00:09", "family", "IPv4"));
        links.reachable(false);
        redis.cut(false);
        run();
        links.reachable(true);
        advance();
        journaledGeneration(1);
        row(0, 5);
        run();
        assertThat(redis.rows(NEIGHBORS)).containsKeys("eth0:10.0.0.1", "eth0:10.9.9.9");
        assertThat(marker().lowWatermark()).as("somebody's key").isZero();
        journaledGeneration(2);
        run();
        assertThat(redis.rows(NEIGHBORS)).containsOnlyKeys("eth0:10.0.0.1");
        advance(RedisStage.MARK_NANOS);
        run();
        assertThat(marker().lowWatermark()).isEqualTo(decided + 1);
    }

    @Test
    void shouldTryAgainWhenRedisRefusedTheMarker() {
        journaledGeneration(1);
        row(0, 5);
        run();
        redis.refuseNext("OOM command not allowed when used memory > 'maxmemory'.");
        advance(RedisStage.MARK_NANOS);
        run();
        assertThat(marker().lowWatermark()).isLessThanOrEqualTo(sequence);
        for (int i = 0; i < 3; i++) {
            advance(RedisStage.MARK_NANOS);
            run();
        }
        assertThat(marker().lowWatermark()).isEqualTo(decided + 1);
    }

    @Test
    void shouldWriteNothingOfWhatTheJournalHadBeforeTheKernelWasAsked() {
        NeighborEvent link = event(EventKind.LINK_SET);
        link.ifindex = ETH0;
        link.linkChanges = LinkChanges.of(List.of(new LinkChange(ETH0, new LinkName("eth0"), 0, null, false)));
        stage.onEvent(link, -1, false);
        stage.onEvent(rowEvent(EventKind.RESTORED, 0, 5), -1, false);
        links.reachable(false);
        redis.cut(false);
        run();
        links.reachable(true);
        advance();
        run();
        assertThat(redis.rows(NEIGHBORS)).isEmpty();
        assertThat(stage.isUpToDate()).isFalse();
        journaledGeneration(2);
        run();
        assertThat(redis.rows(NEIGHBORS)).containsOnlyKeys("eth0:10.0.0.1");
        assertThat(marker().lastDecision()).isEqualTo(decided);
    }
}
