package io.neighsync.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/**
 * Segments without a keeper, and their files as bytes.
 */
final class SegmentFixture implements AutoCloseable {
    /** Of a small segment: files of 320 KiB. */
    static final long SMALL_BLOCK = 256 * 1024;

    private final SegmentStore store;
    private final JournalFolder folder;

    SegmentFixture(Path dir) throws IOException {
        store = new SegmentStore(dir, new FallocateCommand());
        folder = JournalFolder.of(dir);
        store.hold();
        store.tidy();
    }

    ChronicleSegment create(long block) throws IOException {
        return create(block, Instant.now());
    }

    ChronicleSegment create(long block, Instant created) throws IOException {
        return store.create(block, new RecordEncoder(), created);
    }

    /** A closed segment of that many records. */
    SegmentFile closed(int records) throws IOException {
        final ChronicleSegment segment = create(SMALL_BLOCK);
        for (final TestRecord record : TestRecord.first(records)) {
            assertThat(record.appendTo(segment)).isTrue();
        }
        segment.close();
        return file(segment);
    }

    SegmentFile file(SegmentAppender segment) {
        return new SegmentFile(segment.number(), folder.segment(segment.number()));
    }

    static byte[] bytes(SegmentFile segment) throws IOException {
        return Files.readAllBytes(segment.queueFile().orElseThrow());
    }

    static void replace(SegmentFile segment, byte[] contents) throws IOException {
        Files.write(segment.queueFile().orElseThrow(), contents);
    }

    /** Where the documents of the records begin: the first one's position, and of each the position behind it. */
    static long[] positions(SegmentFile segment, int records) {
        final long[] positions = new long[records + 1];
        try (SegmentReader reader = SegmentReader.open(segment)) {
            for (int i = 0; i < records; i++) {
                assertThat(reader.next()).isTrue();
                positions[i] = reader.position() - DocumentHeader.distance(
                    RecordFormat.HEADER_LENGTH + reader.length());
                positions[i + 1] = reader.position();
            }
        }
        return positions;
    }

    @Override
    public void close() throws IOException {
        store.close();
    }
}
