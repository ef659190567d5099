package io.neighsync.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread {@code neigh-keeper}: does for who appends all that could make it wait. It holds the journal's lock, has
 * the next segment ready, touches the pages ahead of the appender, closes what is full, removes what is old, and reads
 * once what earlier processes wrote, to put aside what is damaged.
 *
 * <p>Whatever fails (a full disk, a folder that cannot be written, another process holding the journal) ends in
 * {@link #fault()} and in {@link #take()} returning null, and is tried again every second.
 *
 * <p>The methods of {@link SegmentSource} are for the one thread that appends, {@link #start} and {@link #close} for
 * who starts and ends the process, the others for any thread.
 */
public final class JournalKeeper implements SegmentSource, AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(JournalKeeper.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);
    private static final long PAUSE_IN_USE = TimeUnit.MILLISECONDS.toNanos(25);
    private static final long PAUSE_IDLE = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long RETRY = TimeUnit.SECONDS.toNanos(1);
    private static final long SURVEY = TimeUnit.SECONDS.toNanos(10);
    private static final Duration SCRUB_AFTER = Duration.ofSeconds(10);

    private static final String TRUNCATED =
        " was truncated by somebody, or its disk fails; it goes on with another one: ";

    private final JournalConfig config;
    private final Path dir;
    private final SegmentStore store;
    private final Retention retention;
    private final InstantSource clock;
    private final long scrubAfter;
    private final Thread thread = new Thread(this::run, "neigh-keeper");
    private final AtomicReference<ChronicleSegment> spare = new AtomicReference<>();

    /** Written by who appends. */
    private volatile int restartsAt;
    private volatile long snapshot;
    /** Written by who ends the process. */
    private volatile boolean closed;
    /** Written by the keeper's thread, as is all that follows. */
    private volatile String fault;
    private volatile long bytes;
    private volatile int segments;
    private volatile int quarantined;

    private final List<ChronicleSegment> open = new ArrayList<>();
    private final Deque<RecordEncoder> encoders = new ArrayDeque<>();
    private Scrub scrub;
    private long startAt;
    private long scrubAt;
    private long surveyAt;
    private long snapshotSeen;
    private int newestUsed;

    /**
     * A keeper; call {@link #start} to start its thread.
     *
     * @param config     sizes and ages.
     * @param dir        folder of the journal; made if its parent is there.
     * @param reserver   reserves the space of each segment.
     * @param restartsAt first segment that the restart now under way needs; 0: none.
     */
    public JournalKeeper(JournalConfig config, Path dir, SpaceReserver reserver, int restartsAt) {
        this(config, dir, reserver, restartsAt, InstantSource.system(), SCRUB_AFTER);
    }

    /** With a clock for ages, and a time to wait before the scrub. */
    JournalKeeper(JournalConfig config, Path dir, SpaceReserver reserver, int restartsAt, InstantSource clock,
        Duration scrubAfter) {
        this.config = config;
        this.dir = dir;
        this.restartsAt = restartsAt;
        this.clock = clock;
        this.scrubAfter = scrubAfter.toNanos();
        store = new SegmentStore(dir, reserver);
        retention = new Retention(config.maxSize(), config.maxAge());
        thread.setDaemon(true);
    }

    /**
     * Takes the journal's lock, so that nobody else writes to it any more. Before {@link #start}; without it, or when
     * it fails, the thread does.
     *
     * @return false when that is not possible now, which {@link #fault} explains.
     */
    public boolean hold() {
        try {
            store.hold();
            return true;
        } catch (IOException | RuntimeException e) {
            fail(sentence(e), e);
            return false;
        }
    }

    /**
     * Starts the thread.
     *
     * @param delay before it does anything: the first segment loads some hundred classes of Chronicle, which would
     *              compete with whatever else begins now.
     * @return this.
     */
    public JournalKeeper start(Duration delay) {
        startAt = System.nanoTime() + delay.toNanos();
        thread.start();
        return this;
    }

    @Override
    public SegmentAppender take() {
        final ChronicleSegment taken = spare.get() == null ? null : spare.getAndSet(null);
        if (taken != null) {
            LockSupport.unpark(thread);
        }
        return taken;
    }

    @Override
    public void release(SegmentAppender segment) {
        ((ChronicleSegment) segment).release();
        LockSupport.unpark(thread);
    }

    @Override
    public void restartsAt(int number) {
        restartsAt = number;
    }

    @Override
    public void expectSnapshot(long expected) {
        snapshot = expected;
    }

    /**
     * Why nothing can be appended now, or only to the segment in use.
     *
     * @return one sentence: thing, value, remedy; null when all is well.
     */
    public String fault() {
        return fault;
    }

    /**
     * Space that is reserved for segments, those put aside included.
     *
     * @return bytes.
     */
    public long bytes() {
        return bytes;
    }

    /**
     * How many segments there are, the one that is prepared included.
     *
     * @return number of them.
     */
    public int segments() {
        return segments;
    }

    /**
     * How many segments were found damaged and put aside, and are still there.
     *
     * @return number of them.
     */
    public int quarantined() {
        return quarantined;
    }

    /**
     * Closes all segments, removes the one that was prepared, gives up the lock and ends the thread, waiting 1 s at
     * most. Nobody may append any more.
     */
    @Override
    public void close() {
        closed = true;
        if (thread.getState() == Thread.State.NEW) {
            end();
            return;
        }
        LockSupport.unpark(thread);
        try {
            thread.join(CLOSE_TIMEOUT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        long wait = startAt - System.nanoTime();
        while (!closed && wait > 0) {
            LockSupport.parkNanos(this, wait);
            wait = startAt - System.nanoTime();
        }
        surveyAt = System.nanoTime();
        scrubAt = surveyAt + scrubAfter;
        while (!closed) {
            LockSupport.parkNanos(this, duty());
            // A thread that stays interrupted would neither pause here nor keep its files open.
            Thread.interrupted();
        }
        end();
    }

    /** The one place where a failure is caught, an Error too: of Chronicle's classes, or of mapped memory. */
    private long duty() {
        try {
            final boolean inUse = tend();
            final boolean isWanted = fault == null && (spare.get() == null || snapshot / 2 > snapshotSeen);
            if (isWanted || surveyAt - System.nanoTime() <= 0) {
                keep();
            }
            scrub();
            return inUse || isWanted || isScrubbing() ? PAUSE_IN_USE : PAUSE_IDLE;
        } catch (Throwable e) {
            fail(sentence(e), e);
            return PAUSE_IDLE;
        }
    }

    /** Looks after the segments that are open, the spare one included. */
    private boolean tend() {
        boolean inUse = false;
        for (final Iterator<ChronicleSegment> each = open.iterator(); each.hasNext();) {
            final ChronicleSegment segment = each.next();
            if (segment.isReleased()) {
                each.remove();
                finish(segment);
                inUse = true;
            } else {
                inUse |= touch(segment);
            }
        }
        return inUse;
    }

    private boolean touch(ChronicleSegment segment) {
        try {
            return segment.touchAhead();
        } catch (InternalError e) {
            segment.fail(e);
            throw new JournalException("segment " + segment.number() + " of journal " + dir + TRUNCATED
                + Failure.text(e), e);
        }
    }

    private void finish(ChronicleSegment segment) {
        newestUsed = Math.max(newestUsed, segment.number());
        closeSegment(segment);
        store.date(segment, clock.instant());
        surveyAt = System.nanoTime();
        segment.failure().ifPresent(failure -> fail("segment " + segment.number() + " of journal " + dir
            + " took no more records: " + Failure.text(failure) + "; it goes on with another one", failure));
    }

    private void closeSegment(ChronicleSegment segment) {
        segment.close();
        encoders.add(segment.encoder());
    }

    /** Holds the lock, has a segment ready, removes what is to go. */
    private void keep() throws IOException {
        surveyAt = System.nanoTime() + RETRY;
        if (!store.isHeld()) {
            store.hold();
        }
        if (!store.isTidy()) {
            tidy();
        }
        open.stream().filter(segment -> !store.isThere(segment))
            .forEach(segment -> segment.fail(new IOException("its file was removed or truncated")));
        snapshotSeen = snapshot;
        final long block = SegmentSize.block(config, snapshotSeen, store.available());
        discard(block);
        if (spare.get() == null) {
            prepare(block);
        }
        removeDue(0);
        surveyAt = System.nanoTime() + SURVEY;
        if (fault != null) {
            LOGGER.info("journal {} is written again", dir);
            fault = null;
        }
    }

    private void tidy() throws IOException {
        store.tidy();
        newestUsed = store.newest();
        scrub = new Scrub(store.stored().stream().filter(one -> !one.quarantined() && !isOpen(one.number()))
            .map(StoredSegment::segment).toList());
    }

    /** A spare one that has failed, or was prepared when the table was small, if nobody has taken it. */
    private void discard(long block) {
        final ChronicleSegment useless = spare.get();
        if (useless != null && (useless.failure().isPresent() || SegmentSize.room(block) / 2 > useless.room())
            && spare.compareAndSet(useless, null)) {
            open.remove(useless);
            closeSegment(useless);
            store.removeUnused(useless);
        }
    }

    private void prepare(long block) throws IOException {
        newestUsed = Math.max(newestUsed, open.stream().mapToInt(ChronicleSegment::number).max().orElse(0));
        removeDue(SegmentSize.ofBlock(block));
        final ChronicleSegment segment = create(block);
        open.add(segment);
        segment.touchAhead();
        spare.set(segment);
    }

    /** Where space lacks, what no restart needs makes room, the oldest first. */
    private ChronicleSegment create(long block) throws IOException {
        while (true) {
            final RecordEncoder encoder = encoders.isEmpty() ? new RecordEncoder() : encoders.remove();
            try {
                return store.create(block, encoder, clock.instant());
            } catch (IOException e) {
                encoders.add(encoder);
                if (!Failure.isLackOfSpace(e) || !removeOldest()) {
                    throw e;
                }
            }
        }
    }

    private boolean removeOldest() {
        final var oldest = store.stored().stream().filter(one -> !mustStay(one)).findFirst();
        oldest.ifPresent(this::remove);
        return oldest.isPresent();
    }

    private void removeDue(long incoming) {
        retention.due(store.stored(), this::mustStay, incoming, clock.millis()).forEach(this::remove);
        final List<StoredSegment> left = store.stored();
        bytes = left.stream().mapToLong(StoredSegment::bytes).sum();
        quarantined = (int) left.stream().filter(StoredSegment::quarantined).count();
        segments = left.size() - quarantined;
    }

    private void remove(StoredSegment stored) {
        LOGGER.debug("segment {} is removed", stored.segment());
        store.remove(stored);
    }

    /** What is open, what a restart needs, and the newest that was used, which tells what number is next. */
    private boolean mustStay(StoredSegment stored) {
        final int needed = restartsAt;
        return isOpen(stored.number()) || stored.number() == newestUsed
            || (needed > 0 && stored.number() >= needed && !stored.quarantined());
    }

    private boolean isOpen(int number) {
        return open.stream().anyMatch(segment -> segment.number() == number);
    }

    private boolean isScrubbing() {
        return scrub != null && !scrub.isComplete() && scrubAt - System.nanoTime() <= 0;
    }

    private void scrub() {
        if (!isScrubbing()) {
            return;
        }
        try {
            scrub.step().ifPresent(damaged -> {
                final Path kept = store.quarantine(damaged.segment());
                LOGGER.warn("{}; the segment is kept as {}", damaged.reason(), kept);
                surveyAt = System.nanoTime();
            });
        } catch (JournalException e) {
            LOGGER.warn("{}", e.getMessage());
        }
    }

    private void fail(String sentence, Throwable cause) {
        surveyAt = System.nanoTime() + RETRY;
        if (!sentence.equals(fault)) {
            LOGGER.warn("{}", sentence);
            LOGGER.debug("because of", cause);
        }
        fault = sentence;
    }

    private String sentence(Throwable e) {
        if (e instanceof JournalException) {
            return e.getMessage();
        }
        if (e instanceof InternalError) {
            return "a segment of journal " + dir + TRUNCATED + Failure.text(e);
        }
        final String remedy = Failure.isLackOfSpace(e)
            ? "free space, or set a smaller journal.max_size or another journal.dir"
            : "make the folder one that this process can write, or set another journal.dir";
        return "journal " + dir + " cannot be written: " + Failure.text(e) + "; " + remedy;
    }

    private void end() {
        try (store) {
            final ChronicleSegment unused = spare.getAndSet(null);
            for (final ChronicleSegment segment : open) {
                segment.close();
                store.date(segment, clock.instant());
            }
            if (unused != null) {
                store.removeUnused(unused);
            }
            if (scrub != null) {
                scrub.close();
            }
        } catch (IOException | RuntimeException e) {
            LOGGER.warn("closing journal {} failed", dir, e);
        }
    }
}
