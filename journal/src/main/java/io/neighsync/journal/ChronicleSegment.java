package io.neighsync.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.queue.rollcycles.LegacyRollCycles;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A segment being written: a Chronicle queue whose clock stands still, so that it never begins another file.
 *
 * <p>Made, touched and closed by the keeper's thread; the methods of {@link SegmentAppender} are for the thread that
 * took it. What an append does is one copy into mapped memory whose pages are there already.
 */
final class ChronicleSegment implements SegmentAppender {
    /**
     * One page of the index holds 64 entries, one for each 2^20 records: more records than any segment has room for.
     */
    static final int INDEX_COUNT = 64;
    /** A smaller one costs p99.9: each entry is written by the append it falls to. */
    static final int INDEX_SPACING = 1 << 20;

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("uuuuMMdd").withZone(ZoneOffset.UTC);
    /** For opening: how long Chronicle waits for somebody else to write the header of a file that is empty. */
    private static final int TIMEOUT_MS = 1;
    private static final int PAGE = 4096;
    /** How far ahead pages are touched: what a burst appends while the keeper sleeps. */
    private static final int AHEAD = 4 << 20;

    private final int number;
    private final Path file;
    private final SingleChronicleQueue queue;
    private final ExcerptAppender appender;
    private final Bytes<?> mapped;
    private final UnsafeBuffer pages;
    private final RecordEncoder encoder;
    private final long room;
    /** Written by who appends. */
    private final AtomicLong position;
    private int records;
    private volatile Throwable failure;
    private volatile boolean released;

    private int touched;
    private long positionSeen;

    private ChronicleSegment(int number, Path file, long block, SingleChronicleQueue queue, ExcerptAppender appender,
        RecordEncoder encoder) {
        this.number = number;
        this.file = file;
        this.queue = queue;
        this.appender = appender;
        this.encoder = encoder;
        mapped = appender.wire().bytes();
        mapped.singleThreadedCheckDisabled(true);
        room = SegmentSize.room(block);
        pages = new UnsafeBuffer(mapped.addressForWrite(0), (int) block);
        position = new AtomicLong(mapped.writePosition());
        positionSeen = position.get();
    }

    /**
     * Reserves the space of a segment.
     *
     * @param folder   of the segment, empty.
     * @param block    of the segment in bytes.
     * @param created  decides the name of the file.
     * @param reserver reserves.
     * @throws IOException when that is not possible.
     */
    static void reserve(Path folder, long block, Instant created, SpaceReserver reserver) throws IOException {
        reserver.reserve(folder.resolve(fileName(created)), block);
        reserver.reserve(folder.resolve("metadata.cq4t"), SegmentSize.METADATA);
    }

    /**
     * Begins a segment where space is reserved for it.
     *
     * @param segment number and folder.
     * @param block   of the segment in bytes.
     * @param created as for the reservation.
     * @param encoder for its records.
     * @return ready for the first record.
     * @throws IOException      when it has not become the file that was reserved.
     * @throws RuntimeException of Chronicle.
     */
    static ChronicleSegment open(SegmentFile segment, long block, Instant created, RecordEncoder encoder)
        throws IOException {
        final long millis = created.toEpochMilli();
        final SingleChronicleQueue queue = SingleChronicleQueueBuilder.binary(segment.folder().toFile())
            .rollCycle(LegacyRollCycles.DAILY).timeProvider(() -> millis)
            .indexCount(INDEX_COUNT).indexSpacing(INDEX_SPACING)
            .blockSize(block).timeoutMS(TIMEOUT_MS).checkInterrupts(false).build();
        boolean opened = false;
        try {
            final ExcerptAppender appender = queue.createAppender();
            appender.singleThreadedCheckDisabled(true);
            describe(appender, segment.number(), block);
            final Path file = segment.folder().resolve(fileName(created));
            if (Files.size(file) != SegmentSize.fileLength(block)) {
                throw new IOException(file + ": " + Files.size(file) + " bytes long instead of "
                    + SegmentSize.fileLength(block));
            }
            opened = true;
            return new ChronicleSegment(segment.number(), file, block, queue, appender, encoder);
        } finally {
            if (!opened) {
                queue.close();
            }
        }
    }

    @Override
    public int number() {
        return number;
    }

    @Override
    public boolean hasRoom(int payloadLength) {
        return failure == null && position.getPlain()
            + DocumentHeader.distance(RecordFormat.HEADER_LENGTH + payloadLength) <= room;
    }

    @Override
    public boolean append(int type, long sequence, long nanos, DirectBuffer payload, int offset, int length) {
        if (length < 0 || length > RecordFormat.MAX_PAYLOAD_LENGTH) {
            throw new IllegalArgumentException("a payload of " + length + " bytes: allowed are 0 to "
                + RecordFormat.MAX_PAYLOAD_LENGTH);
        }
        if (!hasRoom(length)) {
            return false;
        }
        try {
            appender.writeBytes(encoder.encode(type, records, sequence, nanos, payload, offset, length));
            position.setRelease(mapped.writePosition());
            records++;
            return true;
        } catch (Exception | AssertionError | InternalError e) {
            fail(e);
            return false;
        }
    }

    @Override
    public long position() {
        return position.getAcquire();
    }

    /** From now on it takes nothing. Either thread. */
    void fail(Throwable why) {
        failure = why;
    }

    /**
     * Why it takes nothing any more.
     *
     * @return empty when it does, or is full.
     */
    Optional<Throwable> failure() {
        return Optional.ofNullable(failure);
    }

    /** Says that who took it appends no more. */
    void release() {
        released = true;
    }

    boolean isReleased() {
        return released;
    }

    /** Whether the file is where the keeper put it, and no shorter than it was. */
    boolean isWhole(Path folder) {
        try {
            return Files.size(folder.resolve(file.getFileName())) >= SegmentSize.fileLength(pages.capacity());
        } catch (IOException e) {
            return false;
        }
    }

    /** Bytes of records and what belongs to them that fit. */
    long room() {
        return room;
    }

    RecordEncoder encoder() {
        return encoder;
    }

    /**
     * Makes the pages ahead of the position present and dirty, each once, so that no append waits for one. It writes
     * zero where there is zero, and nothing where there is a record already. Where somebody truncated the file, the
     * plain read ends in an InternalError, but the compare-and-set could end the JVM.
     *
     * @return whether something was appended since the last time.
     */
    boolean touchAhead() {
        final long now = position.getAcquire();
        final long end = failure == null ? Math.min(now + AHEAD, pages.capacity()) : touched;
        while (touched < end) {
            if (pages.getIntVolatile(touched) == 0) {
                pages.compareAndSetInt(touched, 0, 0);
            }
            touched += PAGE;
        }
        final boolean moved = now != positionSeen;
        positionSeen = now;
        return moved;
    }

    /** Closes the queue; nobody may append any more. */
    void close() {
        queue.close();
    }

    /**
     * Dates the closed file, which the kernel does not do in each file system for what was written to a mapping.
     *
     * @param folder where the segment is now.
     * @param at     time of the last record.
     * @throws IOException when that is not possible.
     */
    void date(Path folder, Instant at) throws IOException {
        Files.setLastModifiedTime(folder.resolve(file.getFileName()), FileTime.from(at));
    }

    /** The first excerpt: Chronicle indexes it, and allocates what the thread needs for that that appends it. */
    private static void describe(ExcerptAppender appender, int number, long block) {
        appender.writeBytes(Bytes.wrapForRead(
            new SegmentDescriptor(RecordFormat.VERSION, number, SegmentSize.fileLength(block)).encoded()));
    }

    private static String fileName(Instant created) {
        return DAY.format(created) + ".cq4";
    }
}
