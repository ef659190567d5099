package io.neighsync.bench;

import io.neighsync.netlink.NeighborInjector;
import io.neighsync.redis.TableProtocol;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ObjDoubleConsumer;

/**
 * The kernel's neighbors through a whole daemon, a process of its own: announced while it runs, and dumped when it
 * starts. This process, which is never pinned, changes the kernel's table in the network namespace it runs in.
 */
final class DaemonWork implements Work {
    private static final int FIRST_ADDRESS = 0x0a000001;
    private static final long FIRST_LLADDR = 0x0200_0000_0001L;
    /** A second after its first sync a daemon reads Redis, to compare it with its table: let it be over before. */
    private static final long SETTLE_NANOS = 1_500_000_000L;

    private final BenchRedis redis;
    private final TableProtocol protocol;
    private final int count;
    private final List<String> command;
    private int overruns;

    /**
     * Work of one kind.
     *
     * @param redis    the daemon writes to
     * @param protocol how
     * @param count    of neighbors
     * @param daemon   the command that runs it, without options
     */
    DaemonWork(BenchRedis redis, TableProtocol protocol, int count, List<String> daemon) {
        this.redis = redis;
        this.protocol = protocol;
        this.count = count;
        this.command = new ArrayList<>(daemon);
        command.addAll(List.of("--redis", "unix:" + redis.socket(), "--protocol", WriterWork.name(protocol),
            "--journal", "none", "--set", "logging.output=stderr"));
    }

    /** How often the event socket of one of its daemons overran. */
    int overruns() {
        return overruns;
    }

    /** Every process is a new one. */
    @Override
    public void warmUp(Placement placement) {
    }

    @Override
    public void measure(Placement placement, ObjDoubleConsumer<String> rates) {
        String name = "daemon " + WriterWork.name(protocol) + ", ";
        clear();
        try (NeighborInjector injector = NeighborInjector.open();
            DaemonProcess daemon = new DaemonProcess(placement.command(command))) {
            daemon.awaitReady();
            LockSupport.parkNanos(SETTLE_NANOS);
            rates.accept(name + "its first " + count + " events", announced(injector, daemon, 0));
            rates.accept(name + "the next " + count, announced(injector, daemon, count));
            overruns += daemon.stop();
        }
        clear();
        try (NeighborInjector injector = NeighborInjector.open()) {
            inject(injector, 0);
        }
        try (DaemonProcess daemon = new DaemonProcess(placement.command(command))) {
            rates.accept(name + "dump of " + count + " at start", dumped(daemon));
            daemon.awaitReady();
            overruns += daemon.stop();
        }
        clear();
    }

    private void clear() {
        redis.empty();
        BenchLink.clear();
    }

    private void inject(NeighborInjector injector, int from) {
        injector.addInet(BenchLink.ifindex(), FIRST_ADDRESS + from, count, FIRST_LLADDR + from);
    }

    /** Rows a second from the first request to the kernel to the last row in Redis. */
    private double announced(NeighborInjector injector, DaemonProcess daemon, int from) {
        long begin = System.nanoTime();
        inject(injector, from);
        redis.awaitRows(protocol, from + (long) count, daemon);
        return count * 1e9 / (System.nanoTime() - begin);
    }

    /** Rows a second from the first rows in Redis, which do not count, to the last. */
    private double dumped(DaemonProcess daemon) {
        long first = redis.awaitRows(protocol, 1, daemon);
        long begin = System.nanoTime();
        redis.awaitRows(protocol, count, daemon);
        return (count - first) * 1e9 / (System.nanoTime() - begin);
    }
}
