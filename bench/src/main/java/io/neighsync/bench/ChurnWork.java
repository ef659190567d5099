package io.neighsync.bench;

import java.time.Duration;

/** Every lladdr replaced once, as fast as the kernel takes it, under a daemon that is at rest. One thread. */
final class ChurnWork {
    private static final Duration LOST_AFTER = Duration.ofSeconds(10);

    private final BenchWorld world;
    private final DaemonCommand command;

    /** Whether the daemon may make the receive buffer of its event socket as large as it likes. */
    enum Buffer {
        /** With the capability CAP_NET_ADMIN, which lifts the limit of {@code net.core.rmem_max}. */
        FORCED("CAP_NET_ADMIN"),
        /** Without it; ours is told to do with the kernel's default. */
        SMALL("no CAP_NET_ADMIN, buffer 208 KiB");

        private final String label;

        Buffer(String label) {
            this.label = label;
        }

        /** For a title. */
        String label() {
            return label;
        }

        /** The daemon with such a buffer. */
        DaemonCommand of(DaemonCommand command) {
            return this == FORCED ? command
                : command.under("setpriv --bounding-set=-net_admin --inh-caps=-net_admin")
                    .with("--set netlink.receive_buffer=212992");
        }
    }

    /** Churn under this daemon in this world. */
    ChurnWork(BenchWorld world, DaemonCommand command) {
        this.world = world;
        this.command = command;
    }

    /**
     * One churn.
     *
     * @param eventsPerSecond as fast as the kernel took them
     * @param drops           notifications that found no room in the daemon's receive buffer
     * @param end             when rows were right, if they were
     */
    record Run(double eventsPerSecond, long drops, Convergence.Result end) {
    }

    /**
     * Does it once, with a daemon of its own.
     *
     * @param placement of it and of redis-server
     * @param count     of neighbors
     * @param buffer    of its event socket
     */
    Run measure(Placement placement, int count, Buffer buffer) {
        try (SyncedDaemon daemon = SyncedDaemon.start(world, buffer.of(command), placement, count)) {
            long begin = System.nanoTime();
            daemon.neighbors().changeAll(world.injector());
            long lastEvent = System.nanoTime();
            Convergence.Result end = world.converge(daemon.neighbors(), lastEvent, LOST_AFTER);
            long drops = SocketDrops.of(daemon.process().pid());
            daemon.stop();
            return new Run(count * 1e9 / (lastEvent - begin), drops, end);
        }
    }
}
