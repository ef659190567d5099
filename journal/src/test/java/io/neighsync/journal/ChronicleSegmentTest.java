package io.neighsync.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests of {@link ChronicleSegment}, with {@link SegmentReader} and Chronicle's own tailer as readers.
 */
class ChronicleSegmentTest {
    private static final int SMALLEST_DOCUMENT = DocumentHeader.distance(RecordFormat.HEADER_LENGTH);
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final long LARGE_BLOCK = 128 << 20;
    private static final int WARM_UP = 500_000;

    @TempDir
    private Path temp;
    private SegmentFixture fixture;

    @BeforeEach
    void setUp() throws IOException {
        fixture = new SegmentFixture(temp.resolve("journal"));
    }

    @AfterEach
    void tearDown() throws IOException {
        fixture.close();
    }

    @Test
    void shouldWriteWhatAChronicleTailerReads() throws IOException {
        final SegmentFile segment = fixture.closed(500);
        try (SingleChronicleQueue queue = SingleChronicleQueueBuilder.binary(segment.folder().toFile())
                .timeoutMS(1).build();
            ExcerptTailer tailer = queue.createTailer(); SegmentReader reader = SegmentReader.open(segment)) {
            final Bytes<?> document = Bytes.allocateElasticOnHeap();
            assertThat(tailer.readBytes(document)).isTrue();
            assertThat(SegmentDescriptor.decode(document.toByteArray())).isNotNull();
            while (reader.next()) {
                document.clear();
                assertThat(tailer.readBytes(document)).isTrue();
                final byte[] payload = new byte[reader.length()];
                reader.buffer().getBytes(reader.offset(), payload);
                final byte[] whole = document.toByteArray();
                assertThat(whole).hasSize(RecordFormat.HEADER_LENGTH + payload.length).endsWith(payload);
                assertThat(new UnsafeBuffer(whole).getLong(RecordFormat.SEQUENCE)).isEqualTo(reader.sequence());
            }
            assertThat(reader.recordNumber()).isEqualTo(499);
            assertThat(tailer.readBytes(document)).isFalse();
        }
    }

    @Test
    void shouldUseItsRoomAndNoMore() throws IOException {
        final ChronicleSegment segment = fixture.create(SegmentFixture.SMALL_BLOCK);
        final Path file = fixture.file(segment).queueFile().orElseThrow();
        final long length = Files.size(file);
        final UnsafeBuffer payload = new UnsafeBuffer(new byte[RecordFormat.MAX_PAYLOAD_LENGTH]);
        int records = 0;
        while (segment.append(1, 1, 1, payload, 0, records * 97 % 3000)) {
            records++;
        }
        final int refused = records * 97 % 3000;
        assertThat(segment.hasRoom(refused)).isFalse();
        assertThat(segment.position()).isLessThanOrEqualTo(segment.room())
            .isGreaterThan(segment.room() - DocumentHeader.distance(RecordFormat.HEADER_LENGTH + refused));
        assertThat(segment.room()).isEqualTo(SegmentFixture.SMALL_BLOCK - 4096);
        while (segment.append(1, 1, 1, payload, 0, 0)) {
            records++;
        }
        assertThat(segment.position()).isGreaterThan(segment.room() - SMALLEST_DOCUMENT);
        segment.close();
        assertThat(length).isEqualTo(Files.size(file)).isEqualTo(SegmentSize.fileLength(SegmentFixture.SMALL_BLOCK));
        assertThat(readThrough(fixture.file(segment))).isEqualTo(records);
    }

    @Test
    void shouldNeedOnePageOfIndexWhateverFits() {
        final long mostRecords = (1L << 30) / SMALLEST_DOCUMENT;
        assertThat(mostRecords).isLessThan((long) ChronicleSegment.INDEX_COUNT * ChronicleSegment.INDEX_SPACING);
    }

    @Test
    void shouldTakeNoMoreOnceItFailed() throws IOException {
        final ChronicleSegment segment = fixture.create(SegmentFixture.SMALL_BLOCK);
        assertThat(TestRecord.of(0).appendTo(segment)).isTrue();
        segment.close();
        assertThat(segment.hasRoom(0)).isTrue();
        assertThat(TestRecord.of(1).appendTo(segment)).isFalse();
        assertThat(segment.failure()).isPresent();
        assertThat(segment.hasRoom(0)).isFalse();
        assertThat(TestRecord.of(1).appendTo(segment)).isFalse();
        assertThat(readThrough(fixture.file(segment))).isEqualTo(1);
    }

    @Test
    void shouldRefuseAPayloadThatNoRecordHolds() throws IOException {
        final ChronicleSegment segment = fixture.create(1 << 20);
        final UnsafeBuffer payload = new UnsafeBuffer(new byte[RecordFormat.MAX_PAYLOAD_LENGTH + 1]);
        assertThatThrownBy(() -> segment.append(1, 1, 1, payload, 0, payload.capacity()))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage("a payload of 65537 bytes: allowed are 0 to 65536");
        assertThat(segment.append(1, 1, 1, payload, 0, RecordFormat.MAX_PAYLOAD_LENGTH)).isTrue();
        segment.close();
    }

    @Test
    void shouldBeMadeWhateverTheClockShows() throws IOException {
        for (final String time : new String[] {"1970-01-01T00:00:00Z", "2000-02-29T23:59:59.999Z",
            "2026-11-23T00:00:00Z", "2038-01-19T03:14:08Z", "2099-12-31T23:59:59Z"}) {
            try (SegmentFixture other = new SegmentFixture(temp.resolve(time.replace(':', '-')))) {
                final ChronicleSegment segment = other.create(SegmentFixture.SMALL_BLOCK, Instant.parse(time));
                assertThat(TestRecord.of(0).appendTo(segment)).isTrue();
                segment.close();
                assertThat(readThrough(other.file(segment))).isEqualTo(1);
            }
        }
    }

    @Test
    void shouldTouchEachPageAheadAndChangeNothing() throws IOException {
        final ChronicleSegment segment = fixture.create(1 << 20);
        assertThat(segment.touchAhead()).isFalse();
        for (int i = 0; segment.hasRoom(1050); i++) {
            TestRecord.of(i).appendTo(segment);
            assertThat(segment.touchAhead()).isTrue();
        }
        assertThat(segment.touchAhead()).isFalse();
        segment.close();
        assertThat(readThrough(fixture.file(segment))).isGreaterThan(5000);
    }

    @Test
    @Timeout(60)
    void shouldBeReadWhileAnotherThreadAppends() throws IOException, InterruptedException, ExecutionException {
        final ChronicleSegment segment = fixture.create(64 << 20);
        final int count = 300_000;
        try (SegmentReader reader = SegmentReader.open(fixture.file(segment))) {
            final CompletableFuture<Void> appender = CompletableFuture.runAsync(() -> {
                for (int i = 0; i < count; i++) {
                    TestRecord.of(i).appendTo(segment);
                    if (ThreadLocalRandom.current().nextInt(2000) == 0) {
                        LockSupport.parkNanos(1);
                    }
                }
            });
            int read = 0;
            while (read < count) {
                if (reader.next()) {
                    TestRecord.of(read).assertAt(reader);
                    read++;
                } else {
                    assertThat(reader.damage()).isEmpty();
                }
            }
            appender.get();
            assertThat(reader.next()).isFalse();
            assertThat(reader.checkRest()).isEmpty();
        }
        segment.close();
    }

    @Test
    void shouldAllocateNothingForARecord() throws IOException {
        final ChronicleSegment segment = fixture.create(256 << 20);
        final UnsafeBuffer payload = new UnsafeBuffer(new byte[80]);
        append(segment, payload, 500_000);
        final long before = THREADS.getCurrentThreadAllocatedBytes();
        append(segment, payload, 1_000_000);
        final double appended = (THREADS.getCurrentThreadAllocatedBytes() - before) / 1e6;
        segment.close();
        try (SegmentReader reader = SegmentReader.open(fixture.file(segment))) {
            read(reader, 500_000);
            final long start = THREADS.getCurrentThreadAllocatedBytes();
            read(reader, 1_000_000);
            poll(reader, 100_000);
            final double polled = (THREADS.getCurrentThreadAllocatedBytes() - start) / 1e6;
            System.out.printf("bytes allocated: %.5f an append, %.5f a record read%n", appended, polled);
            assertThat(appended).isLessThan(0.01);
            assertThat(polled).isLessThan(0.01);
        }
    }

    /** What Chronicle's write lock keeps for a thread that uses it, and nothing else, comes with the first record. */
    @Test
    void shouldAllocateTwoSmallObjectsAtMostWhenASegmentBegins() throws IOException {
        final UnsafeBuffer payload = new UnsafeBuffer(new byte[80]);
        final ChronicleSegment first = fixture.create(LARGE_BLOCK);
        append(first, payload, WARM_UP);
        first.close();
        final ChronicleSegment second = CompletableFuture.supplyAsync(() -> create(LARGE_BLOCK)).join();
        final long before = THREADS.getCurrentThreadAllocatedBytes();
        append(second, payload, 1);
        final long atFirst = THREADS.getCurrentThreadAllocatedBytes() - before;
        append(second, payload, WARM_UP);
        final long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        second.close();
        System.out.printf("a segment: %d bytes allocated for a record, %d for %d%n", atFirst, allocated, WARM_UP);
        assertThat(atFirst).isLessThan(128);
        assertThat(allocated).isEqualTo(atFirst);
    }

    private ChronicleSegment create(long block) {
        try {
            return fixture.create(block);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void append(SegmentAppender segment, UnsafeBuffer payload, int count) {
        for (int i = 0; i < count; i++) {
            if (!segment.append(1, i, i, payload, 0, payload.capacity())) {
                throw new AssertionError("record " + i + " was refused");
            }
        }
    }

    private static void read(SegmentReader reader, int count) {
        for (int i = 0; i < count; i++) {
            if (!reader.next()) {
                throw new AssertionError("record " + i + " is missing");
            }
        }
    }

    private static void poll(SegmentReader reader, int count) {
        for (int i = 0; i < count; i++) {
            if (reader.next()) {
                throw new AssertionError("a record too many");
            }
        }
    }

    private static int readThrough(SegmentFile segment) {
        try (SegmentReader reader = SegmentReader.open(segment)) {
            int count = 0;
            while (reader.next()) {
                count++;
            }
            assertThat(reader.checkRest()).isEmpty();
            return count;
        }
    }
}
