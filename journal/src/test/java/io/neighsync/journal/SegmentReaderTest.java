package io.neighsync.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests of {@link SegmentReader} on segments that are as they should be, or damaged in a way a flip cannot bring about.
 */
class SegmentReaderTest {
    private static final int RECORDS = 100;

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
    void shouldReadWhatWasAppended() throws IOException {
        final SegmentFile segment = fixture.closed(RECORDS);
        try (SegmentReader reader = SegmentReader.open(segment)) {
            assertThat(reader.recordNumber()).isEqualTo(-1);
            for (int i = 0; i < RECORDS; i++) {
                assertThat(reader.next()).isTrue();
                assertThat(reader.recordNumber()).isEqualTo(i);
                TestRecord.of(i).assertAt(reader);
            }
            assertThat(reader.next()).isFalse();
            assertThat(reader.damage()).isEmpty();
            assertThat(reader.checkRest()).isEmpty();
            assertThat(reader.next()).isFalse();
            assertThat(reader.damage()).isEmpty();
        }
    }

    @Test
    void shouldFindNothingWhenTheSegmentWasOnlyPrepared() throws IOException {
        try (SegmentReader reader = SegmentReader.open(fixture.closed(0))) {
            assertThat(reader.next()).isFalse();
            assertThat(reader.damage()).isEmpty();
            assertThat(reader.checkRest()).isEmpty();
        }
    }

    @Test
    void shouldReadRecordsOfEachLength() throws IOException {
        final ChronicleSegment appender = fixture.create(16 << 20);
        final byte[] longest = new byte[RecordFormat.MAX_PAYLOAD_LENGTH];
        Arrays.fill(longest, (byte) 0xA5);
        final int[] lengths = {0, 1, 2, 3, 4, 5, 4096, longest.length - 1, longest.length, 0, 7};
        for (final int length : lengths) {
            assertThat(new TestRecord(127, -1, Long.MIN_VALUE, Arrays.copyOf(longest, length)).appendTo(appender))
                .isTrue();
        }
        appender.close();
        try (SegmentReader reader = SegmentReader.open(fixture.file(appender))) {
            for (final int length : lengths) {
                assertThat(reader.next()).isTrue();
                new TestRecord(127, -1, Long.MIN_VALUE, Arrays.copyOf(longest, length)).assertAt(reader);
            }
            assertThat(reader.next()).isFalse();
            assertThat(reader.checkRest()).isEmpty();
        }
    }

    @Test
    void shouldFollowWhoAppends() throws IOException {
        final ChronicleSegment appender = fixture.create(SegmentFixture.SMALL_BLOCK);
        try (SegmentReader reader = SegmentReader.open(fixture.file(appender))) {
            for (int i = 0; i < RECORDS; i++) {
                assertThat(reader.next()).as("before record " + i).isFalse();
                TestRecord.of(i).appendTo(appender);
                assertThat(reader.next()).as("record " + i).isTrue();
                TestRecord.of(i).assertAt(reader);
            }
            assertThat(reader.next()).isFalse();
            assertThat(reader.damage()).isEmpty();
        }
        appender.close();
    }

    @Test
    void shouldReadOnceMoreWhatOneReadMayHaveMixed() throws IOException {
        final SegmentFile segment = fixture.closed(RECORDS);
        final long[] positions = SegmentFixture.positions(segment, RECORDS);
        for (int i = 0; i < RECORDS; i++) {
            try (SegmentReader reader = mixing(segment, positions[i] + 10, 1)) {
                for (int k = 0; k < RECORDS; k++) {
                    assertThat(reader.next()).isTrue();
                    TestRecord.of(k).assertAt(reader);
                }
                assertThat(reader.next()).isFalse();
                assertThat(reader.damage()).isEmpty();
            }
            try (SegmentReader reader = mixing(segment, positions[i] + 10, 3)) {
                for (int k = 0; k < i; k++) {
                    assertThat(reader.next()).isTrue();
                }
                assertThat(reader.next()).isFalse();
                assertThat(reader.damage()).isPresent();
            }
        }
    }

    @Test
    void shouldNotTakeARecordOfAKilledProcessForDamageWhereverItWasKilled() throws IOException {
        final SegmentFile segment = fixture.closed(RECORDS);
        final long[] positions = SegmentFixture.positions(segment, RECORDS);
        final byte[] whole = SegmentFixture.bytes(segment);
        final int last = (int) positions[RECORDS - 1];
        final int end = (int) positions[RECORDS];
        for (int written = last + DocumentHeader.SIZE; written <= end; written++) {
            assertUnfinished(segment, whole, last, 0, written);
            assertUnfinished(segment, whole, last, 1 << 31, written);
        }
    }

    @Test
    void shouldReadARecordThatIsCompleteButForItsHeader() throws IOException {
        final SegmentFile segment = fixture.closed(RECORDS);
        final int last = (int) SegmentFixture.positions(segment, RECORDS)[RECORDS - 1];
        final byte[] image = SegmentFixture.bytes(segment);
        final int length = RecordFormat.HEADER_LENGTH + TestRecord.of(RECORDS - 1).payloadLength();
        for (final int header : new int[] {0, 1 << 31, 1 << 31 | length}) {
            putInt(image, last, header);
            SegmentFixture.replace(segment, image);
            assertRead(segment, RECORDS);
        }
    }

    @Test
    void shouldReportBytesBehindAnUnfinishedRecord() throws IOException {
        final SegmentFile segment = fixture.closed(RECORDS);
        final long[] positions = SegmentFixture.positions(segment, RECORDS);
        final byte[] image = SegmentFixture.bytes(segment);
        image[(int) positions[50] + 40] ^= 1;
        for (final int header : new int[] {0, 1 << 31}) {
            putInt(image, (int) positions[50], header);
            SegmentFixture.replace(segment, image);
            assertDamaged(segment, 50, "byte " + positions[51] + ": it is not zero, and behind the last record");
        }
    }

    @Test
    void shouldReportAPageThatWasLost() throws IOException {
        final SegmentFile segment = fixture.closed(RECORDS);
        final long[] positions = SegmentFixture.positions(segment, RECORDS);
        final byte[] image = SegmentFixture.bytes(segment);
        Arrays.fill(image, (int) positions[50], (int) positions[90], (byte) 0);
        SegmentFixture.replace(segment, image);
        assertDamaged(segment, 50, "byte " + positions[90] + ": it is not zero, and behind the last record");
    }

    @Test
    void shouldReportARecordThatIsMissing() throws IOException {
        final SegmentFile segment = fixture.closed(RECORDS);
        final long[] positions = SegmentFixture.positions(segment, RECORDS);
        final byte[] image = SegmentFixture.bytes(segment);
        System.arraycopy(image, (int) positions[51], image, (int) positions[50],
            image.length - (int) positions[51]);
        SegmentFixture.replace(segment, image);
        assertDamaged(segment, 50, "byte " + positions[50] + ": record 51 where 50 is expected");
    }

    @Test
    void shouldNameTheVersionAndTheRemedyWhenARecordIsOfAnotherVersion() throws IOException {
        final SegmentFile segment = fixture.closed(RECORDS);
        replaceInHeader(segment, 20, RecordFormat.VERSION_AT, 2);
        assertDamaged(segment, 20, "its records are of version 2 and this program reads version 1; read it with the "
            + "program that wrote it");
    }

    @Test
    void shouldReportARecordOfSomethingElse() throws IOException {
        final SegmentFile segment = fixture.closed(RECORDS);
        replaceInHeader(segment, 20, RecordFormat.MAGIC, 2);
        assertDamaged(segment, 20, "not a record of this journal");
    }

    @Test
    void shouldNameTheVersionAndTheRemedyWhenTheSegmentIsOfAnotherVersion() throws IOException {
        final SegmentFile segment = fixture.closed(RECORDS);
        replaceDescriptor(segment, new SegmentDescriptor(3, segment.number(), 5 * 65536));
        assertDamaged(segment, 0, "its records are of version 3 and this program reads version 1");
    }

    @Test
    void shouldReportASegmentInThePlaceOfAnother() throws IOException {
        final SegmentFile segment = fixture.closed(RECORDS);
        assertDamaged(new SegmentFile(7, segment.folder()), 0, "this is segment 1, not 7");
    }

    @Test
    void shouldReportAFolderWithoutFile() throws IOException {
        final Path empty = Files.createDirectory(temp.resolve("empty"));
        assertDamaged(new SegmentFile(7, empty), 0, "does not hold exactly one .cq4 file");
    }

    @Test
    void shouldThrowWhenTheSegmentIsGone() {
        assertThatThrownBy(() -> SegmentReader.open(new SegmentFile(7, temp.resolve("gone"))))
            .isInstanceOf(JournalException.class)
            .hasMessageContaining(temp.resolve("gone") + ": No such file or directory; it was removed meanwhile");
    }

    /** A reader that finds a byte changed as often as it is told. */
    private static SegmentReader mixing(SegmentFile segment, long at, int times) throws IOException {
        final Path file = segment.queueFile().orElseThrow();
        return new SegmentReader(segment, file, new FileWindow(file, SegmentReader.WINDOW) {
            private int left = times;

            @Override
            void fill(long position, int size) throws IOException {
                super.fill(position, size);
                if (position <= at && available(at) > 0 && left-- > 0) {
                    buffer().putByte(index(at), (byte) ~buffer().getByte(index(at)));
                }
            }
        });
    }

    private static void assertUnfinished(SegmentFile segment, byte[] whole, int last, int header, int written)
        throws IOException {
        final byte[] image = Arrays.copyOf(whole, whole.length);
        putInt(image, last, header);
        Arrays.fill(image, written, image.length, (byte) 0);
        SegmentFixture.replace(segment, image);
        final int needed = last + DocumentHeader.SIZE + RecordFormat.HEADER_LENGTH
            + TestRecord.of(RECORDS - 1).payloadLength();
        assertRead(segment, written >= needed ? RECORDS : RECORDS - 1);
    }

    private static void assertRead(SegmentFile segment, int records) {
        try (SegmentReader reader = SegmentReader.open(segment)) {
            for (int i = 0; i < records; i++) {
                assertThat(reader.next()).isTrue();
                TestRecord.of(i).assertAt(reader);
            }
            assertThat(reader.next()).isFalse();
            assertThat(reader.damage()).isEmpty();
            assertThat(reader.checkRest()).isEmpty();
        }
    }

    private static void assertDamaged(SegmentFile segment, int records, String reason) {
        try (SegmentReader reader = SegmentReader.open(segment)) {
            for (int i = 0; i < records; i++) {
                assertThat(reader.next()).isTrue();
                TestRecord.of(i).assertAt(reader);
            }
            assertThat(reader.next()).isFalse();
            assertThat(reader.checkRest()).hasValueSatisfying(text -> assertThat(text)
                .startsWith(segment.folder().toString()).contains(" is damaged at byte ").contains(reason));
            assertThat(reader.damage()).isPresent();
            assertThat(reader.next()).isFalse();
        }
    }

    private static void replaceDescriptor(SegmentFile segment, SegmentDescriptor descriptor) throws IOException {
        final int first = (int) SegmentFixture.positions(segment, 1)[0];
        final byte[] image = SegmentFixture.bytes(segment);
        System.arraycopy(descriptor.encoded(), 0, image, first - SegmentDescriptor.LENGTH, SegmentDescriptor.LENGTH);
        SegmentFixture.replace(segment, image);
    }

    /** Changes a byte of a record, and its checksum accordingly. */
    private static void replaceInHeader(SegmentFile segment, int number, int at, int value) throws IOException {
        final byte[] image = SegmentFixture.bytes(segment);
        final int record = (int) SegmentFixture.positions(segment, RECORDS)[number] + DocumentHeader.SIZE;
        image[record + at] = (byte) value;
        final CRC32C crc = new CRC32C();
        crc.update(image, record + RecordFormat.LENGTH,
            RecordFormat.HEADER_LENGTH - RecordFormat.LENGTH + TestRecord.of(number).payloadLength());
        putInt(image, record, (int) crc.getValue());
        SegmentFixture.replace(segment, image);
    }

    private static void putInt(byte[] image, int at, int value) {
        ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN).putInt(at, value);
    }
}
