package io.neighsync.journal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The first document of a segment that is not Chronicle's own, and the last but the records: what a reader needs to
 * know that none of them is missing. An excerpt of the queue, the first one, little-endian.
 *
 * <pre>
 *    0       4     8         12       16            24
 *   +-------+-----+---------+--------+-------------+
 *   | magic | CRC | version | number | file length |
 *   +-------+-----+---------+--------+-------------+
 * </pre>
 *
 * <p>CRC: CRC-32C of everything behind it. Version:
 * that of {@link RecordFormat}.
 *
 * @param version    of the records.
 * @param number     of the segment.
 * @param fileLength of the queue's file in bytes, from the beginning on; a file that is shorter was truncated.
 */
record SegmentDescriptor(int version, int number, long fileLength) {
    /** Bytes of it. */
    static final int LENGTH = 24;

    private static final int MAGIC = 0;
    private static final int CRC = 4;
    private static final int VERSION_AT = 8;
    private static final int NUMBER = 12;
    private static final int FILE_LENGTH = 16;
    private static final int MAGIC_VALUE = 0x4A53_4547;

    /**
     * As it is written.
     *
     * @return {@link #LENGTH} bytes.
     */
    byte[] encoded() {
        final ByteBuffer bytes = ByteBuffer.allocate(LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(MAGIC, MAGIC_VALUE).putInt(VERSION_AT, version).putInt(NUMBER, number)
            .putLong(FILE_LENGTH, fileLength);
        return bytes.putInt(CRC, checksum(bytes.array())).array();
    }

    /**
     * Reads one.
     *
     * @param document any bytes.
     * @return null if that is no descriptor, or a damaged one.
     */
    static SegmentDescriptor decode(byte[] document) {
        if (document.length != LENGTH) {
            return null;
        }
        final ByteBuffer bytes = ByteBuffer.wrap(document).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.getInt(MAGIC) != MAGIC_VALUE || bytes.getInt(CRC) != checksum(document)) {
            return null;
        }
        return new SegmentDescriptor(bytes.getInt(VERSION_AT), bytes.getInt(NUMBER), bytes.getLong(FILE_LENGTH));
    }

    private static int checksum(byte[] document) {
        final CRC32C crc = new CRC32C();
        crc.update(document, VERSION_AT, LENGTH - VERSION_AT);
        return (int) crc.getValue();
    }
}
