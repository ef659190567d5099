package io.neighsync.journal;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.util.Optional;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Reads the records of a segment from the first one on, one that is being appended to included, and checks every length
 * and every checksum. Whatever the file holds, it hands out records as they were appended, in order and without gap,
 * and then either comes to the end or says what is damaged and where.
 *
 * <p>It does not use Chronicle's own tailer: given a truncated or altered file, that one (2026.4, tried) extended the
 * file from 320 KiB to 80 MiB and more, handed out altered bytes, came to an end without a word, or ended the JVM by
 * SIGSEGV.
 *
 * <p>One thread, which must not be interrupted while it reads. Allocates nothing for a record.
 */
public final class SegmentReader implements RecordReader {
    static final int WINDOW = 128 * 1024;
    private static final int PROBE = 4 * 1024;
    private static final int LONGEST_RECORD = RecordFormat.HEADER_LENGTH + RecordFormat.MAX_PAYLOAD_LENGTH;
    private static final long UNTOUCHED = -1;

    /** What lies at the position. */
    private enum Found {
        RECORD,
        /** A document that is no record; the position is behind it. */
        PASSED,
        /** Nothing, or what a process that ended left unfinished. */
        END,
        /** Not all of it is in the window. */
        MORE,
        /** Something no appender writes; {@link #suspicion} tells what. */
        SUSPECT
    }

    private final SegmentFile segment;
    private final Path file;
    private final FileWindow window;
    private final UnsafeBuffer buffer;

    private SegmentDescriptor descriptor;
    private long position;
    private long rest = UNTOUCHED;
    private boolean atEnd;
    private String suspicion;
    private String damage;

    private int records;
    private int type;
    private long sequence;
    private long nanos;
    private int offset;
    private int length;

    /** Over a window that is the reader's own from now on; null for a segment without a file. */
    SegmentReader(SegmentFile segment, Path file, FileWindow window) {
        this.segment = segment;
        this.file = file;
        this.window = window;
        this.buffer = window == null ? null : window.buffer();
    }

    /**
     * Opens a segment and stands before its first record.
     *
     * @param segment to be read.
     * @return the reader; of a folder without its file, one that is damaged.
     * @throws JournalException when the folder or its file cannot be opened, which is so when it was removed meanwhile.
     */
    public static SegmentReader open(SegmentFile segment) {
        final Optional<Path> file = segment.queueFile();
        if (file.isEmpty()) {
            final SegmentReader reader = new SegmentReader(segment, segment.folder(), null);
            reader.damaged("the folder does not hold exactly one .cq4 file");
            return reader;
        }
        try {
            return new SegmentReader(segment, file.get(), new FileWindow(file.get(), WINDOW));
        } catch (IOException e) {
            throw new JournalException("segment " + segment.number() + " cannot be read: " + Failure.text(e)
                + "; it was removed meanwhile, or must be made readable", e);
        }
    }

    @Override
    public boolean next() {
        if (damage != null) {
            return false;
        }
        final Found found = pass();
        return found == Found.RECORD || readOn();
    }

    @Override
    public Optional<String> checkRest() {
        boolean more = true;
        while (more) {
            more = checkSomeOfRest();
        }
        return damage();
    }

    /**
     * Goes on with {@link #checkRest}, reading 128 KiB at most.
     *
     * @return false when it is complete, or found damage.
     */
    boolean checkSomeOfRest() {
        if (damage != null) {
            return false;
        }
        if (rest == UNTOUCHED) {
            rest = position + unfinishedLength();
        }
        if (!fill(rest, WINDOW)) {
            return false;
        }
        final int size = (int) window.available(rest);
        if (!window.isZero()) {
            position = rest + window.findNonZero(0, size);
            damaged("it is not zero, and behind the last record");
            return false;
        }
        rest += size;
        if (window.endsFile() && isTruncated()) {
            damaged(suspicion);
        }
        return !window.endsFile();
    }

    @Override
    public int type() {
        return type;
    }

    @Override
    public long sequence() {
        return sequence;
    }

    @Override
    public long nanos() {
        return nanos;
    }

    /**
     * Which record of the segment this is.
     *
     * @return from 0; -1 before the first.
     */
    public int recordNumber() {
        return records - 1;
    }

    @Override
    public DirectBuffer buffer() {
        return buffer;
    }

    @Override
    public int offset() {
        return offset;
    }

    @Override
    public int length() {
        return length;
    }

    /**
     * How far the file was read.
     *
     * @return bytes from its beginning: where the next record is expected, or where the damage is.
     */
    public long position() {
        return position;
    }

    @Override
    public Optional<String> damage() {
        return Optional.ofNullable(damage);
    }

    @Override
    public void close() {
        if (window != null) {
            window.close();
        }
    }

    /** What is in the window at the position, with documents passed that are no records. */
    private Found pass() {
        Found found = look();
        while (found == Found.PASSED) {
            found = look();
        }
        return found;
    }

    /**
     * Reads from the position on. Something suspicious is read once more: while somebody appends, the bytes of one
     * read(2) are not of one moment.
     */
    private boolean readOn() {
        int suspicions = 0;
        int size = atEnd ? PROBE : WINDOW;
        while (fill(position, size)) {
            final long before = position;
            switch (pass()) {
                case RECORD -> {
                    atEnd = false;
                    return true;
                }
                case END -> {
                    if (!isTruncated()) {
                        atEnd = true;
                        return false;
                    }
                    suspicions++;
                }
                case MORE -> {
                    size = WINDOW;
                    if (window.endsFile() && position == before) {
                        suspicion = "the file ends within a document";
                        suspicions++;
                    }
                }
                default -> suspicions++;
            }
            if (suspicions > 1) {
                damaged(suspicion);
                return false;
            }
        }
        return false;
    }

    private boolean fill(long from, int size) {
        try {
            window.fill(from, size);
            return true;
        } catch (ClosedChannelException e) {
            throw new JournalException("reading " + file + " was interrupted, or it was closed; open it again", e);
        } catch (IOException e) {
            damaged("it cannot be read: " + Failure.text(e));
            return false;
        }
    }

    private boolean isTruncated() {
        final long actual;
        try {
            actual = window.fileLength();
        } catch (IOException e) {
            suspicion = "its length cannot be read: " + Failure.text(e);
            return true;
        }
        if (actual < descriptor.fileLength()) {
            suspicion = "the file is " + actual + " bytes long instead of " + descriptor.fileLength();
            return true;
        }
        return false;
    }

    private Found look() {
        final long available = window.available(position);
        if (available < DocumentHeader.SIZE) {
            return Found.MORE;
        }
        final int header = buffer.getInt(window.index(position), LITTLE_ENDIAN);
        if (descriptor == null) {
            return lookBeforeRecords(header, available);
        }
        if (DocumentHeader.isData(header)) {
            return lookAtRecord(DocumentHeader.length(header), available);
        }
        return DocumentHeader.isMeta(header)
            ? suspect("a document that is no record")
            : lookAtUnfinished(DocumentHeader.length(header), available);
    }

    private Found lookAtRecord(int size, long available) {
        if (size < RecordFormat.HEADER_LENGTH || size > LONGEST_RECORD) {
            return suspect("a document of " + size + " bytes, which no record has");
        }
        final int distance = DocumentHeader.distance(size);
        if (available < distance) {
            return Found.MORE;
        }
        final int at = window.index(position) + DocumentHeader.SIZE;
        if (buffer.getInt(at + RecordFormat.LENGTH, LITTLE_ENDIAN) != size - RecordFormat.HEADER_LENGTH) {
            return suspect("the lengths of record and document differ");
        }
        if (!isChecksumRight(at, size)) {
            return suspect("the checksum of the record is wrong");
        }
        if (window.findNonZero(at + size, distance - DocumentHeader.SIZE - size) >= 0) {
            return suspect("what fills the document up is not zero");
        }
        return accept(at, size);
    }

    private boolean isChecksumRight(int at, int size) {
        return buffer.getInt(at + RecordFormat.CRC, LITTLE_ENDIAN)
            == window.checksum(at + RecordFormat.LENGTH, size - RecordFormat.LENGTH);
    }

    private Found accept(int at, int size) {
        if (buffer.getShort(at + RecordFormat.MAGIC, LITTLE_ENDIAN) != RecordFormat.MAGIC_VALUE) {
            return suspect("not a record of this journal");
        }
        final int version = buffer.getByte(at + RecordFormat.VERSION_AT) & 0xFF;
        if (version != RecordFormat.VERSION) {
            return suspect(unknownVersion(version));
        }
        final int number = buffer.getInt(at + RecordFormat.NUMBER, LITTLE_ENDIAN);
        if (number != records) {
            return suspect("record " + number + " where " + records + " is expected");
        }
        type = buffer.getByte(at + RecordFormat.TYPE);
        sequence = buffer.getLong(at + RecordFormat.SEQUENCE, LITTLE_ENDIAN);
        nanos = buffer.getLong(at + RecordFormat.NANOS, LITTLE_ENDIAN);
        offset = at + RecordFormat.HEADER_LENGTH;
        length = size - RecordFormat.HEADER_LENGTH;
        position += DocumentHeader.distance(size);
        records++;
        return Found.RECORD;
    }

    /**
     * Nothing was written there yet, or Chronicle is copying a record there, or what is left of the last one of a
     * process that was killed: it completes the header when all the rest is there. A record that is complete but for
     * its header is one.
     */
    private Found lookAtUnfinished(int size, long available) {
        if (available < DocumentHeader.SIZE + RecordFormat.HEADER_LENGTH) {
            return Found.MORE;
        }
        final int at = window.index(position) + DocumentHeader.SIZE;
        final int actual = RecordFormat.HEADER_LENGTH + buffer.getInt(at + RecordFormat.LENGTH, LITTLE_ENDIAN);
        if (actual >= RecordFormat.HEADER_LENGTH && actual <= LONGEST_RECORD) {
            if (available < DocumentHeader.distance(actual)) {
                return Found.MORE;
            }
            if (isChecksumRight(at, actual) && (size == 0 || size == actual)) {
                return accept(at, actual);
            }
        }
        return size == 0 ? Found.END : suspect("the header of a record is not complete, and has its length");
    }

    /** Chronicle's own documents, which are meta documents, and then the descriptor. */
    private Found lookBeforeRecords(int header, long available) {
        final int size = DocumentHeader.length(header);
        if (DocumentHeader.isData(header)) {
            return lookAtDescriptor(window.index(position) + DocumentHeader.SIZE, size, available);
        }
        if (!DocumentHeader.isMeta(header) || DocumentHeader.isIncomplete(header) || size == 0) {
            return suspect("the segment's descriptor is missing");
        }
        position += DocumentHeader.distance(size);
        return Found.PASSED;
    }

    private Found lookAtDescriptor(int at, int size, long available) {
        if (size != SegmentDescriptor.LENGTH) {
            return suspect("the segment's descriptor is missing");
        }
        if (available < DocumentHeader.distance(size)) {
            return Found.MORE;
        }
        final byte[] document = new byte[size];
        buffer.getBytes(at, document);
        final SegmentDescriptor read = SegmentDescriptor.decode(document);
        if (read == null) {
            return suspect("the checksum of the segment's descriptor is wrong");
        }
        if (read.version() != RecordFormat.VERSION) {
            return suspect(unknownVersion(read.version()));
        }
        if (read.number() != segment.number()) {
            return suspect("this is segment " + read.number() + ", not " + segment.number());
        }
        descriptor = read;
        position += DocumentHeader.distance(size);
        return Found.PASSED;
    }

    /** Bytes a killed process may have left at the position: a record from its beginning on, but not all of it. */
    private long unfinishedLength() {
        final int known = DocumentHeader.SIZE + RecordFormat.HEADER_LENGTH;
        if (!fill(position, known) || window.available(position) < known || window.findNonZero(0, known) < 0) {
            return 0;
        }
        final int actual = RecordFormat.HEADER_LENGTH
            + buffer.getInt(DocumentHeader.SIZE + RecordFormat.LENGTH, LITTLE_ENDIAN);
        return DocumentHeader.distance(actual >= RecordFormat.HEADER_LENGTH && actual <= LONGEST_RECORD
            ? actual : LONGEST_RECORD);
    }

    private static String unknownVersion(int version) {
        return "its records are of version " + version + " and this program reads version " + RecordFormat.VERSION
            + "; read it with the program that wrote it";
    }

    private Found suspect(String reason) {
        suspicion = reason;
        return Found.SUSPECT;
    }

    private void damaged(String reason) {
        damage = file + " is damaged at byte " + position + ": " + reason;
    }
}
