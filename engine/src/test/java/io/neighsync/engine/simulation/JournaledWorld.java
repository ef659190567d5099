package io.neighsync.engine.simulation;

import io.neighsync.engine.codec.KernelId;
import io.neighsync.engine.control.Pipeline;
import io.neighsync.engine.control.PipelineConfig;
import io.neighsync.engine.control.SteppedPipeline;
import io.neighsync.engine.daemon.JournaledRows;
import io.neighsync.engine.event.Counters;
import io.neighsync.engine.event.LinkName;
import io.neighsync.engine.event.NeighborEvent;
import io.neighsync.engine.event.PolicySettings;
import io.neighsync.engine.policy.VrfConfig;
import io.neighsync.engine.replay.JournalImage;
import io.neighsync.engine.replay.JournalLoader;
import io.neighsync.engine.replay.RecordedSegments;
import io.neighsync.engine.stage.JournalPorts;
import io.neighsync.engine.stage.JournalStage;
import io.neighsync.engine.stage.PolicyUpdates;
import io.neighsync.engine.stage.ReceiverConfig;
import io.neighsync.engine.stage.ReceiverPorts;
import io.neighsync.engine.stage.RowListener;
import io.neighsync.engine.stage.Stage;
import io.neighsync.journal.CaptureMode;
import io.neighsync.netlink.NetlinkException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.agrona.concurrent.CachedNanoClock;

/**
 * The production pipeline with a journal in memory between a simulated kernel and a simulated Redis, whatever the
 * script's profile: for tests of what the journal holds. It is killed and started again where the script says so.
 */
final class JournaledWorld implements AutoCloseable {
    private static final int RECEIVE_BUFFER = 1 << 20;
    private static final int RECEIVE_BATCH = 4;
    private static final int IMAGE_ROWS = 4_096;
    private static final int QUIET_ROUNDS = 3;
    private static final int SETTLE_ROUNDS = 30_000;
    private static final long MILLIS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long SEGMENT_BYTES = 6_000;
    private static final long RAW_SEGMENT_BYTES = 40_000;
    private static final List<String> LINK_LOCAL = List.of("Ethernet0", "Vlan100", "Ethernet4");
    private static final KernelId KERNEL = new KernelId(1, 2, 3);

    private final Profile profile;
    private final VrfConfig vrfs;
    private final CaptureMode capture;
    private final Observer observer;
    private final RecordedSegments segments = new RecordedSegments();
    private final CachedNanoClock clock = new CachedNanoClock();
    private final SimulatedKernel kernel;
    private final KernelDriver kernelDriver;
    private final RedisDriver redis;
    private PolicyUpdates updates;
    private SteppedPipeline pipeline;
    private JournalImage image;
    private PolicySettings settings = PolicySettings.PLAIN;
    private boolean isJournalToFail;
    private int failuresAskedFor;

    /** Sees what JournalStage does, right after it did it. */
    interface Observer {
        /** JournalStage took an event; sequence: the journal's. */
        default void onEvent(NeighborEvent event, long sequence) {
        }

        /** JournalStage ran a duty cycle. */
        default void onDutyCycle() {
        }

        /** JournalStage failed, and forgot everything: all of it is decided anew before it records again. */
        default void onFailure() {
        }

        /** The process is killed. What the next one restores from the journal follows, then a duty cycle. */
        default void onKill() {
        }
    }

    /** A world whose journal tells what was decided. */
    JournaledWorld(Script script, Mutant mutant) {
        this(script, mutant, CaptureMode.NONE, new Observer() { });
    }

    JournaledWorld(Script script, CaptureMode capture, Observer observer) {
        this(script, Mutant.NONE, capture, observer);
    }

    private JournaledWorld(Script script, Mutant mutant, CaptureMode capture, Observer observer) {
        this.profile = script.profile();
        this.capture = capture;
        this.observer = observer;
        vrfs = new VrfConfig(profile.include(script.seed()), profile.exclude(script.seed()));
        segments.segmentBytes(capture == CaptureMode.RAW ? RAW_SEGMENT_BYTES : SEGMENT_BYTES);
        kernel = new SimulatedKernel(script.seed());
        kernel.rowsPerDatagram(profile.sizes().rowsPerDatagram());
        kernelDriver = new KernelDriver(kernel, profile);
        kernelDriver.begin(profile.neighborsAtStart());
        redis = new RedisDriver(profile.protocol(script.seed()), mutant);
        launch();
    }

    private void launch() {
        image = JournalLoader.load(segments.whole(), IMAGE_ROWS).image();
        updates = PolicyUpdates.of(settings);
        redis.beginRun(image.epoch(), new JournaledRows(image));
        pipeline = new SteppedPipeline(
                new PipelineConfig(profile.sizes().ring(), profile.sizes().table(),
                        new ReceiverConfig(profile.hasAudits() ? Duration.ofMillis(500) : Duration.ZERO), vrfs),
                new Pipeline.Ports(new ReceiverPorts(kernel.openEvents(profile.sizes().receiveBuffer()), RECEIVE_BATCH,
                        () -> kernel.openDump(RECEIVE_BUFFER), updates), redis.writer(), redis.maxBatch(),
                        redis.links(), ports(), RowListener.NONE),
                clock, new Counters(), this::onError, this::around);
        if (image.isComplete()) {
            pipeline.restore(image);
        }
        segments.prepare();
        // the first segment of a process is there before the first event
        for (int agent = pipeline.agents() - 1; agent > 0; agent--) {
            pipeline.run(agent);
        }
    }

    private JournalPorts ports() {
        return new JournalPorts(
                segments, redis.run(), KERNEL, base(), image.epoch(), () -> 0, capture);
    }

    /** The journal's sequence of this process's first event. */
    private long base() {
        return image.nextSequence();
    }

    private Stage around(Stage stage) {
        return new ObservedStage(stage);
    }

    /** Fails when the script says so; and tells the observer of JournalStage. */
    private final class ObservedStage implements Stage {
        private final Stage stage;
        private final boolean isJournal;

        ObservedStage(Stage stage) {
            this.stage = stage;
            this.isJournal = stage instanceof JournalStage;
        }

        @Override
        public void onEvent(NeighborEvent event, long sequence, boolean endOfBatch) {
            if (isJournal && isJournalToFail && sequence >= 0) {
                isJournalToFail = false;
                failuresAskedFor++;
                throw new IllegalStateException("this error was asked for");
            }
            stage.onEvent(event, sequence, endOfBatch);
            if (isJournal) {
                observer.onEvent(event, sequence < 0 ? event.decidedAt : base() + sequence);
            }
        }

        @Override
        public int onDutyCycle() {
            int work = stage.onDutyCycle();
            if (isJournal) {
                observer.onDutyCycle();
            }
            return work;
        }

        @Override
        public void onFailure() {
            stage.onFailure();
            if (isJournal) {
                observer.onFailure();
            }
        }
    }

    private void onError(Throwable error) {
        if (!(error instanceof NetlinkException) && failuresAskedFor-- <= 0) {
            throw new AssertionError("unexpected error", error);
        }
    }

    /** Carries out every action of the script. */
    void run(Script script) {
        script.actions().forEach(this::carryOut);
    }

    /** Carries out one action. */
    void carryOut(Action action) {
        switch (action.kind()) {
            case RUN -> runAgents(action.a(), action.b());
            case TIME -> pass(action.a());
            case SERVE -> {
                redis.serve(1 + action.a() % 3);
                segments.prepare();
            }
            case CONSUME -> redis.consume(1 + action.a() % 40);
            case SETTINGS -> change(action.a());
            case KNOBS -> Knobs.turn(pipeline, action, redis.maxBatch(), RECEIVE_BATCH);
            case STAGE_ERROR -> isJournalToFail = true;
            case DISK -> segments.full(action.a() % 3 == 0);
            case KILL -> restart(action);
            default -> {
                boolean known = kernelDriver.change(action) || kernelDriver.fail(action) || redis.fail(action);
                if (!known) {
                    throw new IllegalArgumentException("this world has no " + action);
                }
            }
        }
    }

    private void change(int choice) {
        Set<LinkName> linkLocal = LINK_LOCAL.stream()
                .filter(name -> (choice >>> (2 + LINK_LOCAL.indexOf(name)) & 1) != 0).map(LinkName::new)
                .collect(Collectors.toSet());
        settings = new PolicySettings(false, (choice & 1) != 0, (choice & 2) != 0, linkLocal);
        updates.offer(settings);
    }

    private void runAgents(int cycles, int seed) {
        int state = seed | 1;
        for (int i = 0; i < cycles; i++) {
            state = state * 1_103_515_245 + 12_345;
            pipeline.run((state >>> 16) % pipeline.agents());
        }
    }

    /** A duty cycle of each agent up to RedisStage: JournalStage has none. */
    void runAllButTheJournal() {
        for (int agent = 0; agent <= pipeline.redisAgent(); agent++) {
            pipeline.run(agent);
        }
    }

    private void restart(Action action) {
        observer.onKill();
        redis.endRun(action.a() % 2 == 0);
        end();
        segments.abandon();
        kernelDriver.burst(action.b() % 24, action.b());
        launch();
    }

    /** Lets everything come to rest. */
    void settle() {
        int quiet = 0;
        for (int round = 0; quiet < QUIET_ROUNDS; round++) {
            if (round == SETTLE_ROUNDS) {
                throw new AssertionError("does not settle: " + pipeline.redisStage().fault());
            }
            int work = 0;
            for (int agent = 0; agent < pipeline.agents(); agent++) {
                work += pipeline.run(agent);
            }
            redis.serve(1);
            quiet = work == 0 && pipeline.isWritten() ? quiet + 1 : 0;
            clock.update(clock.nanoTime() + (work == 0 ? MILLIS : 0));
        }
    }

    /** Time passes. */
    void pass(long millis) {
        clock.update(clock.nanoTime() + millis * MILLIS);
        segments.prepare();
    }

    /** What is wrong with the rows in Redis, or null when nothing is. */
    String differences() {
        return new ExpectedRows(kernel, vrfs.include(), vrfs.exclude(), settings).differences(redis.rows());
    }

    /** Why the journal could not tell this process what Redis held; null when it could. */
    String mismatch() {
        return redis.mismatch();
    }

    /** The journal. */
    RecordedSegments segments() {
        return segments;
    }

    private void end() {
        pipeline.close();
        image.close();
    }

    @Override
    public void close() {
        end();
    }
}
