package io.neighsync.bench;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongFunction;

/** The memory of a daemon that has its rows in Redis and has been idle for some seconds. One thread. */
final class MemoryWork {
    private final BenchWorld world;
    private final DaemonCommand command;
    private final Path parent;

    /** Memory of this daemon in this world, with its journals, if any, in folders in that one. */
    MemoryWork(BenchWorld world, DaemonCommand command, Path parent) {
        this.world = world;
        this.command = command;
        this.parent = parent;
    }

    /**
     * Measures a daemon of its own.
     *
     * @param count     of neighbors
     * @param journaled whether it has a journal, if it is one of ours
     * @param seconds   that it is idle before
     */
    ResidentMemory measure(int count, boolean journaled, int seconds) {
        return measure(command, count, journaled, seconds, ResidentMemory::of);
    }

    /**
     * What a daemon's JVM has committed, in a run of its own, as keeping account costs memory: MB by kind; empty for a
     * daemon whose JVM, if it has one, keeps no account.
     */
    Map<String, Double> committed(int count, boolean journaled, int seconds) {
        return measure(command.under("env JVM_OPTIONS=" + NativeMemory.OPTION), count, journaled, seconds,
            NativeMemory::of);
    }

    private <T> T measure(DaemonCommand daemon, int count, boolean journaled, int seconds, LongFunction<T> look) {
        try (TemporaryFolder journal = TemporaryFolder.in(parent);
            SyncedDaemon synced = SyncedDaemon.start(
                world, journaled ? daemon.journaledIn(journal.path()) : daemon, Placement.PLAIN, count)) {
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(seconds));
            T found = look.apply(synced.process().pid());
            world.requireRight(synced.neighbors(), synced.process());
            synced.stop();
            return found;
        }
    }
}
