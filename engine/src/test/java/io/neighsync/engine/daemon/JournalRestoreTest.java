package io.neighsync.engine.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.control.NoRedis;
import io.neighsync.engine.control.Pipeline;
import io.neighsync.engine.control.PipelineConfig;
import io.neighsync.engine.control.SteppedPipeline;
import io.neighsync.engine.event.Counter;
import io.neighsync.engine.event.Counters;
import io.neighsync.engine.event.PolicySettings;
import io.neighsync.engine.event.RowValue;
import io.neighsync.engine.policy.VrfConfig;
import io.neighsync.engine.replay.JournalImage;
import io.neighsync.engine.replay.JournalLoader;
import io.neighsync.engine.replay.RecordedSegments;
import io.neighsync.engine.replay.WrittenSegment;
import io.neighsync.engine.stage.JournalPorts;
import io.neighsync.engine.stage.PolicyUpdates;
import io.neighsync.engine.stage.ReceiverConfig;
import io.neighsync.engine.stage.ReceiverPorts;
import io.neighsync.engine.stage.RowListener;
import io.neighsync.engine.stage.ScriptedPort;
import io.neighsync.engine.stage.ScriptedPorts;
import io.neighsync.engine.table.NeighborTable;
import io.neighsync.journal.CaptureMode;
import io.neighsync.journal.RecordReader;
import io.neighsync.netlink.Rtnetlink;
import io.neighsync.redis.TableProtocol;
import java.time.Duration;
import java.util.List;
import org.agrona.concurrent.CachedNanoClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the stages know of a journal before they have heard of the kernel. */
class JournalRestoreTest {
    private static final int ROWS = 256;
    private static final int ETH0 = 7;
    private static final int RED = 20;

    private final RecordedSegments segments = new RecordedSegments();
    private final Counters counters = new Counters();
    private final JournalImage image = new JournalImage(ROWS);
    private SteppedPipeline pipeline;

    @AfterEach
    void close() {
        pipeline.close();
        image.close();
    }

    private void restore(WrittenSegment segment, String... excluded) {
        try (RecordReader reader = segment.whole().reader().get()) {
            while (reader.next()) {
                image.apply(reader);
            }
        }
        JournalPorts journal = new JournalPorts(segments, 1, WrittenSegment.KERNEL, image.nextSequence(),
                image.epoch(), () -> 0, CaptureMode.NONE);
        pipeline = new SteppedPipeline(
                new PipelineConfig(64, ROWS, new ReceiverConfig(Duration.ZERO),
                        new VrfConfig(List.of(), List.of(excluded))),
                new Pipeline.Ports(new ReceiverPorts(new ScriptedPort(), 8, new ScriptedPorts(),
                        PolicyUpdates.of(PolicySettings.PLAIN)), NoRedis.writer(TableProtocol.DIRECT, 8), 8,
                        new NoRedis(), journal, RowListener.NONE),
                new CachedNanoClock(), counters, error -> {
                    throw new AssertionError(error);
                }, stage -> stage);
        pipeline.restore(image);
        for (int agent = 1; agent < pipeline.agents(); agent++) {
            pipeline.run(agent);
        }
    }

    private static WrittenSegment journal() {
        return new WrittenSegment(1, 0, 1, 99, 100, 50).link(ETH0, "eth0", "eth0").complete(100);
    }

    private int find(int ifindex, int address) {
        return pipeline.table().find(ifindex, Rtnetlink.AF_INET, 0, address);
    }

    @Test
    void shouldFillTheTableWithRowsAsTheyWereDecidedLast() {
        restore(journal().row(1, 5).row(2, 6).row(1, 7).row(2, 0).failed(3, true).row(4, 8).failed(4, true));
        assertThat(pipeline.table().decided(find(ETH0, 1))).isEqualTo(RowValue.of(7));
        assertThat(find(ETH0, 2)).as("deleted").isEqualTo(NeighborTable.NONE);
        assertThat(pipeline.table().isFailed(find(ETH0, 3))).isTrue();
        assertThat(RowValue.isPresent(pipeline.table().decided(find(ETH0, 3)))).isFalse();
        assertThat(pipeline.table().isFailed(find(ETH0, 4))).isTrue();
        assertThat(pipeline.table().live()).isEqualTo(3);
        assertThat(counters.get(Counter.ROWS)).isEqualTo(2);
        assertThat(counters.get(Counter.NEIGHBORS)).isEqualTo(3);
    }

    /** The next process must find in this one's journal what this one found. */
    @Test
    void shouldBeginItsOwnJournalWithWhatItRestored() {
        restoreAndRecord(journal().row(1, 5).row(2, 6).failed(3, true).row(2, 0).link(8, "eth1", null));
        try (JournalImage next = JournalLoader.load(segments.whole(), ROWS).image()) {
            assertThat(next.isComplete()).isTrue();
            assertThat(next.rows().present()).isEqualTo(2);
            int row = next.find(ETH0, Rtnetlink.AF_INET, 0, 1);
            assertThat(next.rows().value(row)).isEqualTo(RowValue.of(5));
            assertThat(next.rows().decidedAt(row)).isEqualTo(101);
            assertThat(next.links().published(ETH0)).hasToString("eth0");
            assertThat(next.links().find(8).name()).hasToString("eth1");
            assertThat(next.links().publishedAt()).isEqualTo(image.links().publishedAt());
        }
    }

    private void restoreAndRecord(WrittenSegment segment) {
        segments.prepare();
        restore(segment);
    }

    @Test
    void shouldLeaveOutRowsOfLinksThatAreNotKnownAndLinksWithoutAName() {
        restoreAndRecord(journal().row(1, 5).row(8, 1, 5).link(9, null, null).row(9, 1, 5).goneLink(ETH0)
                .link(ETH0, "eth7", "eth7"));
        assertThat(find(8, 1)).isEqualTo(NeighborTable.NONE);
        assertThat(find(ETH0, 1)).isNotNegative();
        assertThat(segments.last().records().stream().map(Object::toString)).contains("LINK 7 eth7")
                .doesNotContain("LINK 9 null");
    }

    /** Filters may be others than in the process before. */
    @Test
    void shouldPublishLinksByTheFiltersOfThisProcess() {
        segments.prepare();
        restore(new WrittenSegment(1, 0, 1, 99, 100, 50).link(ETH0, "eth0", "eth0").complete(100).row(1, 5),
                "default");
        assertThat(segments.last().records().stream().map(Object::toString)).contains("LINK 7 null");
        assertThat(find(ETH0, 1)).isNotNegative();
    }

    @Test
    void shouldKnowTheVrfOfARowWhicheverOfItsLinksComesFirst() {
        restore(new WrittenSegment(1, 0, 1, 99, 100, 50).complete(100)
                .linkOf(RED, ETH0, "eth0").vrf(RED, "Vrf-red").row(1, 5));
        assertThat(pipeline.vrfCounts().all().stream().map(vrf -> vrf.name() + " " + vrf.rows()))
                .contains("Vrf-red 1");
    }
}
