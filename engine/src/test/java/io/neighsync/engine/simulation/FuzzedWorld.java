package io.neighsync.engine.simulation;

import io.neighsync.engine.control.Pipeline;
import io.neighsync.engine.control.PipelineConfig;
import io.neighsync.engine.control.SteppedPipeline;
import io.neighsync.engine.event.Counter;
import io.neighsync.engine.event.Counters;
import io.neighsync.engine.event.EventKind;
import io.neighsync.engine.event.NeighborEvent;
import io.neighsync.engine.event.PolicySettings;
import io.neighsync.engine.policy.VrfConfig;
import io.neighsync.engine.stage.PolicyUpdates;
import io.neighsync.engine.stage.ReceiverConfig;
import io.neighsync.engine.stage.ReceiverPorts;
import io.neighsync.engine.stage.RowListener;
import io.neighsync.engine.stage.Stage;
import io.neighsync.netlink.NetlinkPort;
import io.neighsync.redis.TableProtocol;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.agrona.concurrent.CachedNanoClock;

/**
 * The production pipeline between a simulated Redis and a simulated kernel in whose sockets an {@link Intruder} puts
 * datagrams. In every fourth world only processes send, and nobody may believe them: then there are no audits, and the
 * rows must be right without. In the others the kernel seems to send, and may say anything: two audits must repair it.
 */
final class FuzzedWorld implements AutoCloseable {
    private static final int RING = 64;
    private static final int[] TABLES = {96, 512};
    private static final int RECEIVE_BATCH = 4;
    private static final int RECEIVE_BUFFER = 1 << 20;
    private static final int ROUNDS = 120;
    private static final int SETTLE_ROUNDS = 20_000;
    private static final int QUIET_ROUNDS = 3;
    private static final Duration AUDIT_INTERVAL = Duration.ofMillis(500);
    private static final long MILLIS = TimeUnit.MILLISECONDS.toNanos(1);

    private final long seed;
    private final SplittableRandom random;
    private final Intruder intruder;
    private final boolean onlyForeign;
    private final VrfConfig vrfs;
    private final CachedNanoClock clock = new CachedNanoClock();
    private final Counters counters = new Counters();
    private final SimulatedKernel kernel;
    private final KernelDriver kernelDriver;
    private final RedisDriver redis;
    private final SteppedPipeline pipeline;
    private boolean watched;
    private int generationsOpen;
    private int generationsClosed;
    private String complaint;

    /** The world of a seed; the injections chosen, by number, null: all of them. */
    FuzzedWorld(long seed, Map<Integer, Injection> chosen) {
        this.seed = seed;
        random = new SplittableRandom(seed);
        onlyForeign = seed % 4 == 0;
        intruder = new Intruder(seed, onlyForeign, chosen);
        vrfs = new VrfConfig(seed % 5 == 3 ? List.of("Vrf-red") : List.of(), List.of());
        kernel = new SimulatedKernel(seed);
        kernelDriver = new KernelDriver(kernel, Profile.VRFS);
        kernelDriver.begin(6);
        redis = new RedisDriver(seed % 3 == 0 ? TableProtocol.PRODUCER_STATE : TableProtocol.DIRECT, Mutant.NONE);
        redis.beginRun(0, null);
        NetlinkPort events = new FuzzedPort(kernel.openEvents(RECEIVE_BUFFER), intruder, true);
        Supplier<NetlinkPort> dumps = () -> new FuzzedPort(kernel.openDump(RECEIVE_BUFFER), intruder, false);
        pipeline = new SteppedPipeline(
                new PipelineConfig(RING, TABLES[(int) (seed >>> 2) & 1],
                        new ReceiverConfig(onlyForeign ? Duration.ZERO : AUDIT_INTERVAL), vrfs),
                new Pipeline.Ports(new ReceiverPorts(events, RECEIVE_BATCH, dumps,
                        PolicyUpdates.of(PolicySettings.PLAIN)),
                        redis.writer(), redis.maxBatch(), redis.links(), null, RowListener.NONE),
                clock, counters, this::onError, this::around);
    }

    /** Watches generations at the first stage. */
    private Stage around(Stage stage) {
        if (watched) {
            return stage;
        }
        watched = true;
        return new Stage() {
            @Override
            public void onEvent(NeighborEvent event, long sequence, boolean endOfBatch) {
                generationsOpen += event.kind == EventKind.DUMP_BEGIN ? 1 : 0;
                generationsClosed += event.kind == EventKind.SWEEP_DONE ? 1 : 0;
                stage.onEvent(event, sequence, endOfBatch);
            }

            @Override
            public int onDutyCycle() {
                return stage.onDutyCycle();
            }
        };
    }

    private void onError(Throwable error) {
        StringWriter stack = new StringWriter();
        error.printStackTrace(new PrintWriter(stack));
        complain("an agent failed: " + stack);
    }

    private void complain(String text) {
        complaint = complaint == null ? text : complaint;
    }

    private void complain(String when, String difference) {
        complain(difference == null ? null : when + ", " + difference);
    }

    /** Lets the world run and come to rest; what is wrong then, or null. */
    String run() {
        for (int round = 0; round < ROUNDS && complaint == null; round++) {
            change();
            for (int left = 1 + random.nextInt(12); left > 0; left--) {
                pipeline.run(random.nextInt(pipeline.agents()));
            }
            redis.serve(random.nextInt(3));
            pass(random.nextInt(30) == 0 ? AUDIT_INTERVAL.toMillis() : random.nextInt(5));
        }
        intruder.stop();
        settle();
        if (!onlyForeign) {
            audit();
            audit();
        }
        check("after all");
        kernelDriver.set(random.nextInt(3), random.nextInt(20), 1 << 17);
        settle();
        check("after one more change");
        checkCounters();
        return complaint;
    }

    private void change() {
        int a = random.nextInt(1 << 20);
        int b = random.nextInt(1 << 20);
        switch (random.nextInt(24)) {
            case 0 -> kernelDriver.rename(a, b);
            case 1 -> kernelDriver.setMaster(a, b);
            case 2 -> kernelDriver.addLink(a, b);
            case 3 -> kernelDriver.removeLink(a);
            case 4 -> kernelDriver.down(a);
            case 5, 6 -> kernelDriver.up(a);
            case 7 -> kernelDriver.addVrf(a, b);
            case 8 -> kernelDriver.addBridge(a, b);
            case 9, 10, 11 -> kernelDriver.delete(a, b);
            case 12, 13, 14, 15, 16, 17, 18 -> kernelDriver.set(a, b, random.nextInt() >>> 1);
            default -> { }
        }
    }

    private void pass(long millis) {
        clock.update(clock.nanoTime() + millis * MILLIS);
    }

    private void audit() {
        pass(AUDIT_INTERVAL.toMillis());
        pipeline.run(0);
        settle();
    }

    private void settle() {
        int quiet = 0;
        for (int round = 0; round < SETTLE_ROUNDS && complaint == null; round++) {
            int work = 0;
            for (int agent = 0; agent < pipeline.agents(); agent++) {
                work += pipeline.run(agent);
            }
            redis.serve(1);
            quiet = work == 0 && generationsOpen > 0 && generationsOpen == generationsClosed && pipeline.isWritten()
                    ? quiet + 1 : 0;
            if (quiet == QUIET_ROUNDS) {
                return;
            }
            pass(work == 0 ? 1 : 0);
        }
        complain("does not settle: " + generationsOpen + " generations opened, " + generationsClosed + " closed");
    }

    private void check(String when) {
        ExpectedRows expected = new ExpectedRows(kernel, vrfs.include(), vrfs.exclude(), PolicySettings.PLAIN);
        redis.consume(Integer.MAX_VALUE);
        complain(when, expected.differences(redis.rows()));
        complain(when, expected.differences(pipeline.vrfCounts()));
        if (pipeline.redisStage().isDegradedByOverrun()) {
            complain("still degraded by an overrun " + when);
        }
    }

    private void checkCounters() {
        long foreign = counters.get(Counter.FOREIGN_DATAGRAMS);
        long sent = intruder.foreignEvents() + intruder.foreignAnswers();
        // answers behind one that cannot be used go unread with their socket
        if (foreign > sent || foreign < (onlyForeign ? sent : intruder.foreignEvents())) {
            complain("foreign datagrams: counted " + foreign + ", sent " + intruder.foreignEvents() + " as events and "
                    + intruder.foreignAnswers() + " as answers");
        }
        if (counters.get(Counter.OVERRUNS) < Math.min(1, intruder.truncatedEvents())) {
            complain("a truncated notification is no overrun");
        }
        if (counters.get(Counter.DUMP_RETRIES) < Math.min(1, intruder.truncatedAnswers())) {
            complain("a truncated dump is taken for a whole one");
        }
        long read = counters.get(Counter.MALFORMED_MESSAGES) + counters.get(Counter.MALFORMED_DATAGRAMS)
                + counters.get(Counter.OVERRUNS);
        if (onlyForeign && read > 0) {
            complain("what a process sent was read");
        }
    }

    /** What was injected. */
    List<Injection> injected() {
        return intruder.injected();
    }

    Counters counters() {
        return counters;
    }

    @Override
    public String toString() {
        return "seed " + seed + (onlyForeign ? ", processes send" : ", the kernel seems to send");
    }

    @Override
    public void close() {
        pipeline.close();
    }
}
