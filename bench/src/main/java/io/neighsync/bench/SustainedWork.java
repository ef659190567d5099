package io.neighsync.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;

/** Events at a fixed rate for some seconds under a daemon, after as long a warm-up as is asked for. One thread. */
final class SustainedWork {
    /** What is right so soon after the last event has left no backlog. */
    static final int BACKLOG_MILLIS = 100;

    private static final Duration LOST_AFTER = Duration.ofSeconds(10);
    private static final int MIX = 10;
    private static final double KEPT = 0.98;

    private final BenchWorld world;
    private final DaemonCommand command;

    /**
     * What happens.
     *
     * @param rate     events a second
     * @param changing of ten events, those that change a row; the others turn NUD states
     * @param count    of neighbors, each of which comes up in turn
     * @param warmUp   seconds before what is measured
     * @param seconds  that are measured
     */
    record Load(int rate, int changing, int count, int warmUp, int seconds) {
        /** How many events are measured. */
        long events() {
            return (long) rate * seconds;
        }
    }

    /**
     * How one daemon took it.
     *
     * @param rate     events a second that the kernel was made to announce
     * @param isPaced  whether that was the rate asked for
     * @param drops    notifications that found no room in the daemon's receive buffer
     * @param merged   changes less rows written: those covered by a later change of the same neighbor, unless a
     *     recovery wrote rows once more
     * @param end      when rows were right, if they were
     * @param firstLag of changes in the first half of the time, from the kernel to Redis
     * @param lastLag  of those in the second half
     * @param usage    of processors, from the first event to the last
     */
    record Run(double rate, boolean isPaced, long drops, long merged, Convergence.Result end, Latencies firstLag,
        Latencies lastLag, Usage usage) {
        /** Whether nothing was lost and no backlog grew, at the rate that was asked for. */
        boolean isSustained() {
            return isPaced && drops == 0 && end.isRight() && end.millis() <= BACKLOG_MILLIS;
        }
    }

    /**
     * Events a second that injector and kernel make when nobody listens.
     *
     * @param changes       as fast as they can
     * @param confirmations NUD states turned, likewise
     */
    record Ceiling(double changes, double confirmations) {
    }

    /** Load on this daemon in this world. */
    SustainedWork(BenchWorld world, DaemonCommand command) {
        this.world = world;
        this.command = command;
    }

    /**
     * Does it once, with a daemon of its own.
     *
     * @param placement of it and of redis-server
     * @param load      that it gets
     */
    Run measure(Placement placement, Load load) {
        try (SyncedDaemon daemon = SyncedDaemon.start(world, command, placement, load.count)) {
            NumberedNeighbors neighbors = daemon.neighbors();
            inject(neighbors, load, load.warmUp, made -> { });
            world.converge(neighbors, System.nanoTime(), LOST_AFTER);
            Run run = measure(daemon.process(), neighbors, load);
            daemon.stop();
            return run;
        }
    }

    /**
     * Looks at a daemon of its own before and after events.
     *
     * @param look at its process: when the warm-up is over and all rows are right, and so again at the end
     * @return what was seen first and last
     */
    <T> List<T> look(Placement placement, Load load, LongFunction<T> look) {
        try (SyncedDaemon daemon = SyncedDaemon.start(world, command, placement, load.count)) {
            NumberedNeighbors neighbors = daemon.neighbors();
            List<T> seen = new ArrayList<>();
            for (int seconds : new int[] {load.warmUp, load.seconds}) {
                inject(neighbors, load, seconds, made -> { });
                world.converge(neighbors, System.nanoTime(), LOST_AFTER);
                seen.add(look.apply(daemon.process().pid()));
            }
            world.requireRight(neighbors, daemon.process());
            daemon.stop();
            return seen;
        }
    }

    /** Measures what no daemon is the bound of, with so many neighbors. */
    Ceiling ceiling(int count) {
        NumberedNeighbors neighbors = world.announce(count);
        long begin = System.nanoTime();
        neighbors.changeAll(world.injector());
        long between = System.nanoTime();
        neighbors.confirmAll(world.injector());
        return new Ceiling(count * 1e9 / (between - begin), count * 1e9 / (System.nanoTime() - between));
    }

    private Run measure(DaemonProcess daemon, NumberedNeighbors neighbors, Load load) {
        long changes = neighbors.changes();
        long written = world.rows().rowsWritten();
        long drops = SocketDrops.of(daemon.pid());
        long half = System.nanoTime() + TimeUnit.SECONDS.toNanos(load.seconds) / 2;
        try (LagProbe probe = new LagProbe(world.redis(), neighbors, half)) {
            Usage before = Usage.now(daemon.pid(), world.redis().pid());
            double rate = inject(neighbors, load, load.seconds, probe::changed);
            long lastEvent = System.nanoTime();
            Usage usage = Usage.now(daemon.pid(), world.redis().pid()).since(before);
            Convergence.Result end = world.converge(neighbors, lastEvent, LOST_AFTER);
            probe.end();
            long merged = neighbors.changes() - changes - (world.rows().rowsWritten() - written);
            return new Run(rate, rate >= KEPT * load.rate, SocketDrops.of(daemon.pid()) - drops, merged, end,
                probe.first(), probe.second(), usage);
        }
    }

    /** Returns events a second. */
    private double inject(NumberedNeighbors neighbors, Load load, int seconds, LongConsumer changed) {
        Turns turns = new Turns(load.changing);
        Pace pace = new Pace(System::nanoTime, LockSupport::parkNanos, load.rate);
        return pace.keep((long) load.rate * seconds, events -> {
            for (int i = 0; i < events; i++) {
                if (turns.next()) {
                    neighbors.change(world.injector());
                } else {
                    neighbors.confirm(world.injector());
                }
            }
            world.injector().flush();
            changed.accept(neighbors.changes());
        });
    }

    /** Some of ten, evenly. */
    private static final class Turns {
        private final int changing;
        private int sum;

        Turns(int changing) {
            this.changing = changing;
        }

        boolean next() {
            sum += changing;
            boolean turn = sum >= MIX;
            sum -= turn ? MIX : 0;
            return turn;
        }
    }
}
