package io.neighsync.journal;

/**
 * A record as it lies in a document of the queue, little-endian.
 *
 * <pre>
 *    0     4        8       10        11     12       16         24      32
 *   +-----+--------+-------+---------+------+--------+----------+-------+---------
 *   | CRC | length | magic | version | type | number | sequence | nanos | payload
 *   +-----+--------+-------+---------+------+--------+----------+-------+---------
 * </pre>
 *
 * <p>CRC: CRC-32C (RFC 3720, appendix B.4) of everything behind it. Length: of the payload. Number: 0 for the first
 * record of a segment, one more for each that follows, so that a record that is missing is noticed.
 */
public final class RecordFormat {
    /** Bytes before the payload. */
    public static final int HEADER_LENGTH = 32;
    /** Longest payload: a link message of 32 KiB and what belongs to it. */
    public static final int MAX_PAYLOAD_LENGTH = 64 * 1024;
    /** The version that is written; a reader refuses others. */
    public static final int VERSION = 1;

    static final int CRC = 0;
    static final int LENGTH = 4;
    static final int MAGIC = 8;
    static final int VERSION_AT = 10;
    static final int TYPE = 11;
    static final int NUMBER = 12;
    static final int SEQUENCE = 16;
    static final int NANOS = 24;
    static final short MAGIC_VALUE = 0x4A4E;

    private RecordFormat() {
    }
}
