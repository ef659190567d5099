package io.neighsync.engine.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.codec.KernelId;
import io.neighsync.engine.codec.LinkRecord;
import io.neighsync.engine.codec.OpenedRecord;
import io.neighsync.engine.codec.RecordType;
import io.neighsync.engine.codec.RowRecord;
import io.neighsync.engine.control.NoRedis;
import io.neighsync.engine.control.Pipeline;
import io.neighsync.engine.control.PipelineConfig;
import io.neighsync.engine.event.Counters;
import io.neighsync.engine.event.Decision;
import io.neighsync.engine.event.EventKind;
import io.neighsync.engine.event.LinkName;
import io.neighsync.engine.event.NeighborEvent;
import io.neighsync.engine.event.PolicySettings;
import io.neighsync.engine.event.RowValue;
import io.neighsync.engine.policy.VrfConfig;
import io.neighsync.engine.replay.JournalImage;
import io.neighsync.engine.replay.JournalLoader;
import io.neighsync.engine.replay.JournalSegment;
import io.neighsync.engine.stage.PolicyUpdates;
import io.neighsync.engine.stage.ReceiverConfig;
import io.neighsync.engine.stage.ReceiverPorts;
import io.neighsync.engine.stage.RowListener;
import io.neighsync.engine.stage.ScriptedPort;
import io.neighsync.engine.stage.ScriptedPorts;
import io.neighsync.engine.table.DecidedRows;
import io.neighsync.journal.CaptureMode;
import io.neighsync.journal.JournalConfig;
import io.neighsync.journal.JournalFolder;
import io.neighsync.journal.JournalKeeper;
import io.neighsync.journal.RecordReader;
import io.neighsync.journal.SegmentAppender;
import io.neighsync.journal.SegmentReader;
import io.neighsync.netlink.Rtnetlink;
import io.neighsync.netlink.ffm.FileSpace;
import io.neighsync.redis.TableProtocol;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.SystemNanoClock;
import org.agrona.concurrent.UnsafeBuffer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * How long a restart takes to have the rows of a journal of real segments: 100 000 rows in a snapshot, and as many
 * decisions behind it. The goal is 100 ms, and 3 million records a second; five times as long is an error.
 */
@Timeout(120)
class JournalReplayPerformanceTest {
    private static final int ROWS = 100_000;
    private static final int TAIL = 100_000;
    private static final int MANY_RECORDS = 300_000;
    /** A segment holds eight snapshots. */
    private static final int SEGMENT_OF_SO_MANY_ROWS = 8 * ROWS * DecidedRows.ENTRY_BYTES;
    private static final int ROWS_PER_RECORD = 64;
    private static final int CAPACITY = 1 << 18;
    private static final int ETH0 = 7;
    private static final int REPEATS = 8;
    private static final long LIMIT_MILLIS = 5 * 100;
    private static final double LEAST_RECORDS_A_SECOND = 3e6 / 5;

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[8_192]);
    private final NeighborEvent event = new NeighborEvent();
    private long sequence = 1;

    @TempDir
    private Path folder;

    @Test
    void shouldHaveTheRowsOfAJournalInLittleTime() {
        write(TAIL, SEGMENT_OF_SO_MANY_ROWS);
        long first = restart();
        long[] others = new long[REPEATS];
        Arrays.setAll(others, i -> restart());
        Arrays.sort(others);
        System.out.printf("journal: %d rows and %d decisions restored in %.1f ms the first time, %.1f ms when warm, "
                + "%.1f ms at best%n", ROWS, TAIL, first / 1e6, others[REPEATS / 2] / 1e6, others[0] / 1e6);
        assertThat(TimeUnit.NANOSECONDS.toMillis(others[0])).isLessThanOrEqualTo(LIMIT_MILLIS);
    }

    @Test
    void shouldReplayMillionsOfDecisionsASecond() {
        write(MANY_RECORDS, 2 * SEGMENT_OF_SO_MANY_ROWS);
        double[] rates = new double[REPEATS];
        Arrays.setAll(rates, i -> recordsASecond());
        Arrays.sort(rates);
        System.out.printf("journal: %.1f million decisions a second replayed, %.1f at best%n",
                rates[REPEATS / 2] / 1e6, rates[REPEATS - 1] / 1e6);
        assertThat(rates[REPEATS - 1]).isGreaterThanOrEqualTo(LEAST_RECORDS_A_SECOND);
    }

    private List<JournalSegment> segments() {
        return JournalFolder.of(folder).segments().stream()
                .map(file -> new JournalSegment(file.number(), () -> SegmentReader.open(file))).toList();
    }

    /** Nanoseconds until the stages of a process know the rows. */
    private long restart() {
        try (Pipeline pipeline = pipeline()) {
            long begin = System.nanoTime();
            try (JournalImage image = JournalLoader.load(segments(), CAPACITY).image()) {
                new JournalRestore(image).into(pipeline::restore);
                long nanos = System.nanoTime() - begin;
                assertThat(image.isComplete()).isTrue();
                assertThat(image.rows().present()).isEqualTo(ROWS);
                assertThat(pipeline.vrfCounts().publishedRows()).isEqualTo(ROWS);
                pipeline.receiver().onClose();
                return nanos;
            }
        }
    }

    private static Pipeline pipeline() {
        return new Pipeline(
                new PipelineConfig(1_024, CAPACITY, new ReceiverConfig(Duration.ZERO),
                        new VrfConfig(List.of(), List.of())),
                new Pipeline.Ports(new ReceiverPorts(new ScriptedPort(), 8, new ScriptedPorts(),
                        PolicyUpdates.of(PolicySettings.PLAIN)), NoRedis.writer(TableProtocol.DIRECT, 8), 8,
                        new NoRedis(), null, RowListener.NONE),
                SystemNanoClock.INSTANCE, new Counters(), error -> {
                    throw new AssertionError(error);
                });
    }

    private double recordsASecond() {
        try (RecordReader reader = segments().getFirst().reader().get();
                JournalImage image = new JournalImage(CAPACITY)) {
            long begin = System.nanoTime();
            while (reader.next()) {
                image.apply(reader);
            }
            double rate = image.records() * 1e9 / (System.nanoTime() - begin);
            assertThat(image.lastSequence()).isEqualTo(sequence);
            return rate;
        }
    }

    private void write(int tail, int segmentSize) {
        JournalConfig config = new JournalConfig(
                folder.toString(), 1 << 30, Duration.ofDays(1), segmentSize, CaptureMode.NONE);
        try (JournalKeeper keeper = new JournalKeeper(config, folder, FileSpace::reserve, 0).start(Duration.ZERO)) {
            SegmentAppender segment = Awaitility.await().until(keeper::take, Objects::nonNull);
            OpenedRecord.putRun(buffer, 0, 1, new KernelId(1, 2, 3), segment.number());
            append(segment, RecordType.OPENED, OpenedRecord.putState(buffer, 0, 0, 1, 2, -1, 0, 1));
            LinkRecord.put(buffer, 0, ETH0, 0, 0, 0, 0);
            append(segment, RecordType.LINK,
                    LinkRecord.putNames(buffer, 0, new LinkName("eth0"), new LinkName("eth0")));
            writeSnapshot(segment);
            buffer.putLong(0, 2);
            append(segment, RecordType.COMPLETE, Long.BYTES);
            for (int i = 0; i < tail; i++) {
                sequence++;
                append(segment, RecordType.ROW, row(i % ROWS, 1 + i / ROWS));
            }
            keeper.release(segment);
        }
    }

    private void writeSnapshot(SegmentAppender segment) {
        try (DecidedRows rows = new DecidedRows(ROWS)) {
            for (int row = 0; row < ROWS; row++) {
                rows.bind(row, ETH0, Rtnetlink.AF_INET, 0, row);
                rows.decide(row, RowValue.of(5), 1);
            }
            for (int from = 0; from < ROWS; from += ROWS_PER_RECORD) {
                int count = Math.min(ROWS_PER_RECORD, ROWS - from);
                buffer.putInt(0, count);
                for (int i = 0; i < count; i++) {
                    rows.copy(from + i, buffer, Integer.BYTES + i * DecidedRows.ENTRY_BYTES);
                }
                append(segment, RecordType.SNAPSHOT_ROWS, Integer.BYTES + count * DecidedRows.ENTRY_BYTES);
            }
        }
    }

    private int row(int address, long lladdr) {
        event.kind = EventKind.NEIGH_SET;
        event.ifindex = ETH0;
        event.family = Rtnetlink.AF_INET;
        event.addressLow = address;
        event.decision = Decision.SET;
        event.value = RowValue.of(lladdr);
        return RowRecord.put(buffer, 0, event, 1);
    }

    private void append(SegmentAppender segment, RecordType type, int length) {
        assertThat(segment.append(type.code(), sequence, 0, buffer, 0, length)).isTrue();
    }
}
