package io.neighsync.engine.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.event.Counter;
import io.neighsync.engine.event.Decision;
import io.neighsync.engine.event.EventKind;
import io.neighsync.engine.event.LinkChange;
import io.neighsync.engine.event.LinkChanges;
import io.neighsync.engine.event.NeighborEvent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Decisions, link changes and the marks of generations before a simulated Redis. */
class RedisStageTest extends OnRedisStage {
    @Test
    void shouldAwaitTheReplyToABatchAloneForAMoment() {
        link(ETH0, "eth0");
        assertThat(stage.soloParkNanos()).as("nothing on its way").isZero();
        set(0, ETH0, 7);
        stage.onDutyCycle();
        assertThat(stage.soloParkNanos()).isEqualTo(RedisStage.REPLY_NANOS);
        advance(RedisStage.REPLY_NANOS - 1);
        assertThat(stage.soloParkNanos()).isEqualTo(1);
        advance(1);
        assertThat(stage.soloParkNanos()).as("a reply that takes its time").isZero();
        run();
        set(0, ETH0, 8);
        stage.onDutyCycle();
        assertThat(stage.soloParkNanos()).as("the next batch").isEqualTo(RedisStage.REPLY_NANOS);
        run();
        assertThat(stage.soloParkNanos()).as("it has replied").isZero();
    }

    @Test
    void shouldHandEventsOverOnceTheirBatchIsAnsweredOrLate() {
        link(ETH0, "eth0");
        stage.onDutyCycle();
        assertThat(stage.handedOver().get()).as("nothing on its way").isZero();
        set(0, ETH0, 7);
        stage.onDutyCycle();
        advance(RedisStage.REPLY_NANOS - 1);
        stage.onDutyCycle();
        assertThat(stage.handedOver().get()).isZero();
        advance(1);
        stage.onDutyCycle();
        assertThat(stage.handedOver().get()).as("a reply that takes its time").isEqualTo(1);
        run();
        set(0, ETH0, 8);
        stage.onDutyCycle();
        assertThat(stage.handedOver().get()).as("the next batch").isEqualTo(1);
        redis.serve();
        stage.onDutyCycle();
        assertThat(stage.handedOver().get()).as("it has replied").isEqualTo(2);
    }

    @Test
    void shouldSendARowBeforeItReadsWhatCannotBeThere() {
        link(ETH0, "eth0");
        run();
        long reads = redis.fruitlessReads();
        set(0, ETH0, 7);
        stage.onDutyCycle();
        assertThat(redis.serve()).as("a batch was sent").isTrue();
        assertThat(redis.fruitlessReads()).isEqualTo(reads);
    }

    @Test
    void shouldMoveRowsWithTheirLinks() {
        link(ETH0, "eth0");
        set(0, ETH0, 7);
        run();
        assertThat(redis.rows(NEIGHBORS)).containsOnlyKeys("eth0:10.0.0.1");
        link(ETH0, "uplink");
        run();
        assertThat(redis.rows(NEIGHBORS)).containsOnlyKeys("uplink:10.0.0.1");
        link(ETH0, null);
        run();
        assertThat(redis.rows(NEIGHBORS)).isEmpty();
        link(ETH0, "eth0");
        run();
        assertThat(redis.rows(NEIGHBORS)).containsOnlyKeys("eth0:10.0.0.1");
        assertThat(stage.isUpToDate()).isTrue();
    }

    @Test
    void shouldNotLetTheRowsOfTheFirstSyncWaitForOthers() {
        stage.flushDeadline(Duration.ofMillis(500));
        link(ETH0, "eth0");
        set(6, ETH0, 7);
        stage.onDutyCycle();
        advance(100_000);
        run();
        for (int row = 0; row < 6; row += 2) {
            set(row, ETH0, 7);
            set(row + 1, ETH0, 7);
            advance(100_000);
            run();
            assertThat(redis.rows(NEIGHBORS)).hasSize(row + 3);
        }
        assertThat(stage.isSynced()).isFalse();
    }

    @Test
    void shouldTakeRowsAlongThatADumpOfLinksTellsOf() {
        link(ETH0, "eth0");
        set(0, ETH0, 7);
        run();
        NeighborEvent done = event(EventKind.LINKS_DONE);
        done.linkChanges = LinkChanges.of(List.of(new LinkChange(ETH0, null, 0, null, false)));
        on(done);
        run();
        assertThat(redis.rows(NEIGHBORS)).isEmpty();
    }

    @Test
    void shouldDeleteTheRowsOfALinkThatIsGoneAndNotGiveThemToTheNextBearerOfItsName() {
        link(ETH0, "eth0");
        set(0, ETH0, 7);
        run();
        NeighborEvent gone = event(EventKind.LINK_DEL);
        gone.ifindex = ETH0;
        gone.decision = Decision.DEL_LINK;
        gone.linkChanges = LinkChanges.of(List.of(new LinkChange(ETH0, null, 0, null, true)));
        on(gone);
        link(ETH1, "eth0");
        link(ETH0, "eth9");
        run();
        assertThat(redis.rows(NEIGHBORS)).isEmpty();
    }

    @Test
    void shouldBeDegradedFromAnOverrunUntilRedisHoldsWhatACleanGenerationFound() {
        generation(0);
        run();
        assertThat(stage.isDegradedByOverrun()).isFalse();
        counters.of(Counter.OVERRUNS).increment();
        on(event(EventKind.OVERRUN));
        run();
        assertThat(stage.isDegradedByOverrun()).isTrue();
        link(ETH0, "eth0");
        links.reachable(false);
        redis.cut(true);
        run();
        open(ResyncCause.OVERRUN.bit());
        on(event(EventKind.LINKS_DONE));
        set(0, ETH0, 7);
        on(event(EventKind.SWEEP_DONE));
        run();
        assertThat(stage.isDegradedByOverrun()).as("Redis is away").isTrue();
        links.reachable(true);
        advance();
        run();
        assertThat(redis.rows(NEIGHBORS)).hasSize(1);
        assertThat(stage.isDegradedByOverrun()).isFalse();
    }

    @Test
    void shouldStayDegradedAfterAGenerationWithoutAllLinks() {
        counters.of(Counter.OVERRUNS).increment();
        on(event(EventKind.OVERRUN));
        open(ResyncCause.OVERRUN.bit());
        on(event(EventKind.SWEEP_DONE));
        run();
        assertThat(stage.isDegradedByOverrun()).isTrue();
        generation(ResyncCause.INTERRUPTED.bit());
        run();
        assertThat(stage.isDegradedByOverrun()).isFalse();
    }

    @Test
    void shouldReadRedisAgainAfterAnErrorAndWriteOnlyWhatDiffers() {
        link(ETH0, "eth0");
        link(ETH1, "eth1");
        set(0, ETH0, 7);
        set(1, ETH1, 7);
        set(2, ETH0, 9);
        run();
        redis.removeRow(NEIGHBORS, "eth1:10.0.0.2");
        long written = counters.get(Counter.ROWS_SET);
        open(ResyncCause.ERROR.bit());
        advance();
        run();
        assertThat(counters.get(Counter.REDIS_RECONNECTS)).isEqualTo(1);
        assertThat(redis.rows(NEIGHBORS)).as("nothing goes while it is told anew").hasSize(2);
        link(ETH1, "eth1");
        link(ETH0, "eth0");
        set(0, ETH0, 7);
        set(1, ETH1, 7);
        run();
        assertThat(counters.get(Counter.ROWS_SET)).isEqualTo(written + 1);
        assertThat(redis.rows(NEIGHBORS)).containsOnlyKeys("eth0:10.0.0.1", "eth0:10.0.0.3", "eth1:10.0.0.2");
    }

    @Test
    void shouldTrustNoEarlierDumpAfterAnError() {
        redis.putRow(NEIGHBORS, "gone0:10.0.0.9", Map.of("neigh", "00:00:00:00:00:09", "family", "IPv4"));
        redis.cut(true);
        run();
        advance();
        link(ETH0, "eth0");
        set(0, ETH0, 7);
        generation(0);
        run();
        assertThat(ResyncCause.UNCLAIMED.isIn(resyncs.takeAll())).isTrue();
        generation(ResyncCause.UNCLAIMED.bit());
        run();
        assertThat(redis.rows(NEIGHBORS)).containsOnlyKeys("eth0:10.0.0.1");
        resyncs.takeAll();
        open(ResyncCause.ERROR.bit());
        on(event(EventKind.LINKS_DONE));
        on(event(EventKind.SWEEP_DONE));
        advance();
        run();
        assertThat(redis.rows(NEIGHBORS)).as("one dump may have missed it").hasSize(1);
        assertThat(ResyncCause.UNCLAIMED.isIn(resyncs.takeAll())).isTrue();
        generation(ResyncCause.UNCLAIMED.bit());
        run();
        assertThat(redis.rows(NEIGHBORS)).isEmpty();
    }

    @Test
    void shouldForgetAtOnceWhenItFailedItself() {
        link(ETH0, "eth0");
        set(0, ETH0, 7);
        generation(0);
        generation(0);
        run();
        stage.onFailure();
        advance();
        run();
        assertThat(counters.get(Counter.REDIS_RECONNECTS)).isEqualTo(1);
        assertThat(redis.rows(NEIGHBORS)).as("what it held before is not to be trusted").hasSize(1);
        open(ResyncCause.ERROR.bit());
        link(ETH0, "uplink");
        set(0, ETH0, 7);
        on(event(EventKind.LINKS_DONE));
        on(event(EventKind.SWEEP_DONE));
        generation(ResyncCause.UNCLAIMED.bit());
        advance();
        run();
        assertThat(redis.rows(NEIGHBORS)).containsOnlyKeys("uplink:10.0.0.1");
    }

    @Test
    void shouldForgetForAnErrorOnly() {
        link(ETH0, "eth0");
        set(0, ETH0, 7);
        run();
        for (ResyncCause cause : ResyncCause.values()) {
            if (cause != ResyncCause.ERROR) {
                generation(cause.bit());
                run();
            }
        }
        assertThat(redis.rows(NEIGHBORS)).isEqualTo(Map.of(
                "eth0:10.0.0.1", Map.of("neigh", "00:00:00:00:00:07", "family", "IPv4")));
        assertThat(counters.get(Counter.REDIS_RECONNECTS)).isZero();
    }
}
