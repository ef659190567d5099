package io.neighsync.engine.simulation;

import io.neighsync.engine.codec.KernelId;
import io.neighsync.engine.control.Pipeline;
import io.neighsync.engine.control.PipelineConfig;
import io.neighsync.engine.control.SteppedPipeline;
import io.neighsync.engine.daemon.JournaledRows;
import io.neighsync.engine.event.Counter;
import io.neighsync.engine.event.Counters;
import io.neighsync.engine.event.EventKind;
import io.neighsync.engine.event.LinkName;
import io.neighsync.engine.event.NeighborEvent;
import io.neighsync.engine.event.PolicySettings;
import io.neighsync.engine.policy.VrfConfig;
import io.neighsync.engine.replay.JournalImage;
import io.neighsync.engine.replay.JournalLoader;
import io.neighsync.engine.stage.JournalPorts;
import io.neighsync.engine.stage.PolicyUpdates;
import io.neighsync.engine.stage.ReceiverConfig;
import io.neighsync.engine.stage.ReceiverPorts;
import io.neighsync.engine.stage.RowListener;
import io.neighsync.engine.stage.Stage;
import io.neighsync.journal.CaptureMode;
import io.neighsync.netlink.NetlinkException;
import io.neighsync.netlink.NetlinkPort;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.agrona.concurrent.CachedNanoClock;

/**
 * The production pipeline between a simulated kernel and a simulated Redis, under a clock that stands still unless told
 * otherwise. A script runs; then the kernel rests, everything that can settle settles, and the rows in Redis are
 * compared with those the kernel calls for.
 *
 * <p>A step is one kernel change, delivered datagram, Redis reply or fault.
 */
final class World implements AutoCloseable {
    private static final int DUMP_RECEIVE_BUFFER = 1 << 20;
    private static final int RECEIVE_BATCH = 4;
    private static final List<String> LINK_LOCAL = List.of("Ethernet0", "Vlan100", "Ethernet4");
    private static final Duration AUDIT_INTERVAL = Duration.ofMillis(500);
    private static final Duration REDIS_AUDIT_INTERVAL = Duration.ofMillis(700);
    /** Duty cycles in which an audit of so few rows ends. */
    private static final int AUDIT_ROUNDS = 5;
    private static final int SETTLE_ROUNDS = 30_000;
    private static final int QUIET_ROUNDS = 3;
    /** After so long the drops counter, the second witness, has been looked at. */
    private static final long WITNESS_MILLIS = 1_000;
    /** Longer than from the last batch to the marker that follows it. */
    private static final long RESTART_MILLIS = 1_500;
    /** Redis may refuse a marker once, and the disk may have been full until now. */
    private static final int ROUNDS_TO_REST = 4;
    private static final int JOURNALED_ROWS = 4_096;
    private static final int MOST_LOST_RECORDS = 16;
    private static final long START_NANOS = Long.MAX_VALUE - TimeUnit.MINUTES.toNanos(1);

    private final Script script;
    private final Mutant mutant;
    private final List<String> include;
    private final List<String> exclude;
    private final CachedNanoClock clock = new CachedNanoClock();
    private final SimulatedDisk disk = new SimulatedDisk();
    private Counters counters;
    private final SimulatedKernel kernel;
    private final KernelDriver kernelDriver;
    private final RedisDriver redis;
    private PolicyUpdates updates;
    private SteppedPipeline pipeline;
    private JournalImage image;
    private long boots;
    private int generationsOpen;
    private int generationsClosed;
    private int failingStage = -1;
    private int stagesWrapped;
    private int stageErrors;
    private int stagesFailed;
    private long faults;
    private long overrunsSeen;
    private String complaint;
    private PolicySettings settings = PolicySettings.PLAIN;

    World(Script script, Mutant mutant) {
        this.script = script;
        this.mutant = mutant;
        Profile profile = script.profile();
        include = profile.include(script.seed());
        exclude = profile.exclude(script.seed());
        // monotonic time may be anything, and passes through Long.MAX_VALUE here
        clock.update(START_NANOS);
        kernel = new SimulatedKernel(script.seed());
        kernel.rowsPerDatagram(profile.sizes().rowsPerDatagram());
        kernel.dumpsMissAndRepeat(profile.hasAudits());
        kernelDriver = new KernelDriver(kernel, profile);
        kernelDriver.begin(profile.neighborsAtStart());
        redis = new RedisDriver(profile.protocol(script.seed()), mutant);
        launch();
    }

    /** A process of the daemon begins. */
    private void launch() {
        Profile profile = script.profile();
        counters = new Counters();
        updates = PolicyUpdates.of(settings);
        generationsOpen = 0;
        generationsClosed = 0;
        failingStage = -1;
        stagesWrapped = 0;
        stagesFailed = 0;
        overrunsSeen = 0;
        image = profile.hasJournal() ? loadJournal() : null;
        redis.beginRun(image == null ? 0 : image.epoch(), image == null ? null : new JournaledRows(image));
        Supplier<NetlinkPort> dumps = () -> mutant.aroundDumps(kernel.openDump(DUMP_RECEIVE_BUFFER));
        NetlinkPort events = mutant.aroundEvents(kernel.openEvents(profile.sizes().receiveBuffer()));
        pipeline = new SteppedPipeline(
                new PipelineConfig(profile.sizes().ring(), profile.sizes().table(),
                        new ReceiverConfig(profile.hasAudits() ? AUDIT_INTERVAL : Duration.ZERO),
                        new VrfConfig(include, exclude)),
                new Pipeline.Ports(new ReceiverPorts(events, RECEIVE_BATCH, dumps, updates),
                        redis.writer(), redis.maxBatch(), redis.links(), journalPorts(), RowListener.NONE),
                clock, counters, this::onError, this::around);
        pipeline.redisStage().auditInterval(profile.hasMeddling() ? REDIS_AUDIT_INTERVAL : Duration.ZERO);
        if (image != null && image.isComplete() && image.kernel().equals(kernelId())) {
            pipeline.restore(image);
        }
    }

    private JournalImage loadJournal() {
        JournalLoader.Loaded loaded = JournalLoader.load(disk.segments(), JOURNALED_ROWS);
        loaded.damages().forEach(damage -> disk.quarantine(damage.segment()));
        return loaded.image();
    }

    private KernelId kernelId() {
        return new KernelId(0, boots, 1);
    }

    private JournalPorts journalPorts() {
        return image == null ? null : new JournalPorts(disk, redis.run(), kernelId(), image.nextSequence(),
                image.epoch(), () -> 0, CaptureMode.NONE);
    }

    /** The process is killed; the kernel goes on; another begins. */
    private void restart(Action action) {
        redis.endRun(action.a() % 2 == 0);
        end();
        switch (action.c() % 16) {
            case 0 -> disk.damage(action.c() >>> 4);
            case 1 -> boots++;
            case 2, 3, 4, 5, 6, 7 -> disk.lose((action.c() >>> 4) % MOST_LOST_RECORDS);
            default -> { }
        }
        kernelDriver.burst(action.b() % 24, action.b());
        disk.prepare();
        launch();
    }

    private void end() {
        pipeline.close();
        if (image != null) {
            image.close();
        }
    }

    private Stage around(Stage stage) {
        return new WatchedStage(mutant.around(stage, this), stagesWrapped++);
    }

    /** Sees what every event does to generations, and fails when the script says so. */
    private final class WatchedStage implements Stage {
        private final Stage stage;
        private final int index;

        WatchedStage(Stage stage, int index) {
            this.stage = stage;
            this.index = index;
        }

        @Override
        public void onEvent(NeighborEvent event, long sequence, boolean endOfBatch) {
            if (index == 0) {
                generationsOpen += event.kind == EventKind.DUMP_BEGIN ? 1 : 0;
                generationsClosed += event.kind == EventKind.SWEEP_DONE ? 1 : 0;
            }
            if (failingStage == index) {
                failingStage = -1;
                stageErrors++;
                stagesFailed++;
                throw new IllegalStateException("this error was asked for");
            }
            stage.onEvent(event, sequence, endOfBatch);
        }

        @Override
        public int onDutyCycle() {
            return stage.onDutyCycle();
        }

        @Override
        public void onFailure() {
            stage.onFailure();
        }
    }

    private void onError(Throwable error) {
        if (error instanceof NetlinkException) {
            return;
        }
        if (stageErrors == 0) {
            StringWriter stack = new StringWriter();
            error.printStackTrace(new PrintWriter(stack));
            complain("unexpected error: " + stack);
        }
        stageErrors--;
    }

    private void complain(String text) {
        complaint = complaint == null ? text : complaint;
    }

    SteppedPipeline pipeline() {
        return pipeline;
    }

    boolean mirrors(String vrf) {
        return (include.isEmpty() || include.contains(vrf)) && !exclude.contains(vrf);
    }

    /** Runs the script to its end; what is wrong afterwards, or null. */
    String run() {
        if (script.profile() == Profile.AUDIT) {
            // a dump can miss entries: what the first ones missed, an audit may repair
            settle();
        }
        for (Action action : script.actions()) {
            carryOut(action);
        }
        return rest();
    }

    /** Carries out one action. */
    void carryOut(Action action) {
        switch (action.kind()) {
            case RUN -> runAgents(action.a(), action.b());
            case TIME -> pass(action.a());
            case SERVE -> redis.serve(1 + action.a() % 3);
            case CONSUME -> redis.consume(1 + action.a() % 40);
            case STAGE_ERROR -> failStage(action.a());
            case SETTINGS -> change(action.a());
            case KNOBS -> Knobs.turn(pipeline, action, redis.maxBatch(), RECEIVE_BATCH);
            case KILL -> {
                restart(action);
                faults++;
            }
            case DISK -> disk.full(action.a() % 3 == 0);
            default -> {
                if (!kernelDriver.change(action)) {
                    faults += kernelDriver.fail(action) || redis.fail(action) ? 1 : 0;
                }
            }
        }
    }

    /** The switch is configured anew, as three numbers decide. */
    private void change(int choice) {
        Set<LinkName> linkLocal = LINK_LOCAL.stream()
                .filter(name -> (choice >>> (2 + LINK_LOCAL.indexOf(name)) & 1) != 0).map(LinkName::new)
                .collect(Collectors.toSet());
        settings = new PolicySettings(false, (choice & 1) != 0, (choice & 2) != 0, linkLocal);
        updates.offer(settings);
        faults++;
    }

    private void failStage(int stage) {
        failingStage = stage % stagesWrapped;
        faults++;
    }

    /** Duty cycles in an order that depends on the seed alone. */
    private void runAgents(int cycles, int seed) {
        int state = seed | 1;
        for (int i = 0; i < cycles; i++) {
            state = state * 1_103_515_245 + 12_345;
            runAgent((state >>> 16) % pipeline.agents());
        }
    }

    private int runAgent(int agent) {
        int work = pipeline.run(agent);
        if (agent == 0 && counters.get(Counter.OVERRUNS) != overrunsSeen) {
            overrunsSeen = counters.get(Counter.OVERRUNS);
            if (!pipeline.redisStage().isDegradedByOverrun()) {
                complain("an overrun was counted, but the daemon does not say that it is degraded");
            }
        }
        return work;
    }

    private void pass(long millis) {
        clock.update(clock.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis));
        disk.prepare();
    }

    /** Lets the kernel rest until nothing happens any more, and compares. */
    private String rest() {
        kernel.faults().clear();
        kernel.loseSilently(0);
        kernel.dropUnannounced(0);
        failingStage = -1;
        redis.heal();
        if (script.profile() == Profile.FULL_TABLE) {
            kernelDriver.leaveOneLink();
        }
        boolean settled = settle();
        if (script.profile() == Profile.AUDIT) {
            check();
        }
        pass(WITNESS_MILLIS);
        runAgent(0);
        settled &= settle();
        if (script.profile().hasMeddling()) {
            settled &= auditRedis();
        }
        if (settled && script.profile().hasAudits()) {
            settled = audit();
        }
        if (!settled) {
            complain("does not settle: " + generationsOpen + " generations opened, " + generationsClosed + " closed, "
                    + (pipeline.isWritten() ? "" : "not ") + "written, Redis: " + pipeline.redisStage().fault());
        }
        check();
        if (script.profile().hasJournal() && complaint == null) {
            restartAtRest();
        }
        return complaint;
    }

    /** A process that ends when everything is written leaves nothing to be written to the next, and it knows that. */
    private void restartAtRest() {
        disk.full(false);
        // a snapshot is completed, and the marker says that all is written
        for (int i = 0; i < ROUNDS_TO_REST; i++) {
            pass(RESTART_MILLIS);
            settle();
        }
        redis.endRun(false);
        end();
        launch();
        settle();
        if (redis.mismatch() != null) {
            complain("a restart after a rest did not trust the journal: " + redis.mismatch());
        }
        if (writes() > 0) {
            complain("a restart after a rest wrote " + writes() + " rows");
        }
        check();
    }

    /** Lets an audit of Redis go by, which finds what others did to it. */
    private boolean auditRedis() {
        pass(REDIS_AUDIT_INTERVAL.toMillis());
        for (int round = 0; round < AUDIT_ROUNDS; round++) {
            runAgent(pipeline.redisAgent());
            redis.serve(1);
        }
        return settle();
    }

    /** Lets an audit go by; it writes nothing when it repairs nothing. */
    private boolean audit() {
        long batches = redis.batches();
        long repairs = repairs();
        pass(AUDIT_INTERVAL.toMillis());
        runAgent(0);
        boolean settled = settle();
        boolean silent = script.profile() != Profile.SETTINGS;
        if (silent && repairs == repairs() && batches != redis.batches()) {
            complain("an audit that repaired nothing wrote to Redis");
        }
        return settled;
    }

    private boolean settle() {
        int quiet = 0;
        for (int round = 0; round < SETTLE_ROUNDS; round++) {
            int work = 0;
            for (int agent = 0; agent < pipeline.agents(); agent++) {
                work += runAgent(agent);
            }
            redis.serve(1);
            quiet = work == 0 && generationsOpen > 0 && generationsOpen == generationsClosed && pipeline.isWritten()
                    ? quiet + 1 : 0;
            if (quiet == QUIET_ROUNDS) {
                return true;
            }
            if (work == 0) {
                pass(1);
            }
        }
        return false;
    }

    private void check() {
        ExpectedRows expected = new ExpectedRows(kernel, include, exclude, settings);
        complain(expected.differences(redis.rows()));
        complain(expected.failedDifferences(redis.failedRows()));
        redis.consume(Integer.MAX_VALUE);
        complain(expected.differences(redis.rows()));
        complain(expected.failedDifferences(redis.failedRows()));
        if (expected.isCertain()) {
            complain(expected.differences(pipeline.vrfCounts()));
            if (counters.get(Counter.ROWS) != expected.rows().size()) {
                complain("rows: counted " + counters.get(Counter.ROWS) + ", expected " + expected.rows().size());
            }
        }
        if (pipeline.redisStage().isDegradedByOverrun()) {
            complain("still degraded by an overrun");
        }
        if (counters.get(Counter.ERRORS) != stagesFailed) {
            complain("errors: counted " + counters.get(Counter.ERRORS) + " of " + stagesFailed);
        }
        if (repairs() > 0 && script.profile() == Profile.AUDIT) {
            complain("audits repaired " + repairs() + " times what nobody had lost");
        }
    }

    /** Rows that Redis has acknowledged. */
    private long writes() {
        return counters.get(Counter.ROWS_SET) + counters.get(Counter.ROWS_DELETED);
    }

    /** What audits have repaired. */
    long repairs() {
        return counters.get(Counter.NEIGHBOR_REPAIRS) + counters.get(Counter.LINK_REPAIRS);
    }

    /** Steps so far. */
    long steps() {
        return kernel.changes() + kernel.datagramsDelivered() + redis.replies() + faults;
    }

    SimulatedKernel kernel() {
        return kernel;
    }

    @Override
    public void close() {
        end();
    }
}
