package io.neighsync.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every byte of a segment changed in turn, and every length it can be cut to: what is read is always a beginning of
 * what was appended, and it is all of it or damage is reported; of a byte within a record damage is reported always.
 */
class SegmentDamageTest {
    private static final int RECORDS = 150;
    private static final int[] MASKS = {0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80, 0xFF};
    private static final int BEHIND = 256;
    /** Behind that, where all is zero, one length in so many. */
    private static final int EACH_LENGTH = 8192;
    private static final int STRIDE = Boolean.getBoolean("neighsync.long") ? 1 : 61;

    @TempDir
    private Path temp;
    private SegmentFixture fixture;
    private SegmentFile segment;
    private TestRecord[] records;
    private byte[] whole;
    private long[] positions;

    /** How a damaged segment was read. */
    private record Reading(int records, Optional<String> damage) {
    }

    @BeforeEach
    void setUp() throws IOException {
        fixture = new SegmentFixture(temp.resolve("journal"));
        segment = fixture.closed(RECORDS);
        records = TestRecord.first(RECORDS);
        whole = SegmentFixture.bytes(segment);
        positions = SegmentFixture.positions(segment, RECORDS);
    }

    @AfterEach
    void tearDown() throws IOException {
        fixture.close();
    }

    @Test
    void shouldReadAllOrReportDamageWhicheverByteIsChanged() throws IOException {
        final int[] reported = new int[3];
        try (FileChannel file = file()) {
            for (int at = 0; at < positions[RECORDS] + BEHIND; at++) {
                for (final int mask : MASKS) {
                    final byte changed = (byte) (whole[at] ^ mask);
                    reported[assertHarmlessOrReported(file, at, changed)]++;
                }
                if (whole[at] != 0) {
                    reported[assertHarmlessOrReported(file, at, (byte) 0)]++;
                }
            }
        }
        System.out.printf("flips: %,d; reported %,d, read in full in spite of %,d before the records and %,d in them%n",
            Arrays.stream(reported).sum(), reported[0], reported[1], reported[2]);
    }

    @Test
    void shouldReadAllOrReportDamageWhereverTheFileIsCut() throws IOException {
        try (FileChannel file = file()) {
            final long fine = positions[RECORDS] + EACH_LENGTH;
            for (int length = whole.length - 1; length >= 0; length -= length > fine ? STRIDE : 1) {
                file.truncate(length);
                final Reading reading = read();
                assertThat(reading.damage()).as("cut to " + length).isPresent();
                assertThat(reading.records()).as("cut to " + length).isEqualTo(recordsBefore(length));
            }
        }
    }

    @Test
    void shouldReadAllOrReportDamageWhenSeveralBytesAreZeroed() throws IOException {
        try (FileChannel file = file()) {
            for (int from = (int) positions[0]; from < positions[RECORDS]; from += 7) {
                final int to = Math.min(from + 4096, whole.length);
                file.write(ByteBuffer.allocate(to - from), from);
                final Reading reading = read();
                assertThat(reading.damage().isPresent() || isTail(from)).as("zeroed from " + from).isTrue();
                file.write(ByteBuffer.wrap(whole, from, to - from), from);
            }
        }
    }

    /** Zeros from the end of a record to that of the last one are as if those had never been appended. */
    private boolean isTail(int from) {
        int lost = from;
        while (whole[lost] == 0) {
            lost++;
        }
        return Arrays.binarySearch(positions, lost) >= 0 && from + 4096 >= positions[RECORDS];
    }

    /** Returns 0 if it was reported, 1 or 2 if all was read, for a byte before the records or in them. */
    private int assertHarmlessOrReported(FileChannel file, int at, byte changed) throws IOException {
        file.write(ByteBuffer.wrap(new byte[] {changed}), at);
        final Reading reading = read();
        file.write(ByteBuffer.wrap(whole, at, 1), at);
        if (reading.damage().isPresent()) {
            return 0;
        }
        assertThat(reading.records()).as("byte " + at + " is " + changed + " and no damage").isEqualTo(RECORDS);
        assertThat(isRecord(at)).as("byte " + at + " of a record is " + changed + " and no damage").isFalse();
        return at < positions[0] ? 1 : 2;
    }

    /** Whether a byte belongs to a record or to what fills it up, and not to the header of its document. */
    private boolean isRecord(int at) {
        final int found = Arrays.binarySearch(positions, at);
        final int next = found >= 0 ? found + 1 : -found - 1;
        return next > 0 && next <= RECORDS && at >= positions[next - 1] + DocumentHeader.SIZE;
    }

    private Reading read() {
        try (SegmentReader reader = SegmentReader.open(segment)) {
            int count = 0;
            while (reader.next()) {
                if (count == RECORDS || !records[count].isAt(reader)) {
                    throw new AssertionError("record " + count + " is not as it was appended");
                }
                count++;
            }
            final Optional<String> damage = reader.damage();
            return new Reading(count, damage.isPresent() ? damage : reader.checkRest());
        }
    }

    private int recordsBefore(int length) {
        int count = 0;
        while (count < RECORDS && positions[count + 1] <= length) {
            count++;
        }
        return count;
    }

    private FileChannel file() throws IOException {
        return FileChannel.open(segment.queueFile().orElseThrow(), StandardOpenOption.WRITE);
    }
}
