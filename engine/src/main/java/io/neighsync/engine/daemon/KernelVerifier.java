package io.neighsync.engine.daemon;

import io.neighsync.engine.codec.RowCodec;
import io.neighsync.engine.event.EventKind;
import io.neighsync.engine.event.LinkName;
import io.neighsync.engine.event.NeighborEvent;
import io.neighsync.engine.event.PolicySettings;
import io.neighsync.engine.event.RowValue;
import io.neighsync.engine.policy.NeighborPolicy;
import io.neighsync.engine.policy.VrfFilter;
import io.neighsync.engine.stage.ParseStage;
import io.neighsync.engine.stage.RedisTable;
import io.neighsync.engine.table.LinkTable;
import io.neighsync.engine.table.UnclaimedKeys;
import io.neighsync.netlink.LinkDecoder;
import io.neighsync.netlink.NeighborDecoder;
import io.neighsync.redis.RedisConnection;
import io.neighsync.redis.RedisConnector;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Compares the kernel's table with what Redis holds, both read anew and apart from the pipeline. While the kernel
 * changes, two readings at different instants may differ: it looks again, until they agree or the attempts are used up.
 */
public final class KernelVerifier {
    private static final int ATTEMPTS = 10;
    private static final long PAUSE_NANOS = 100_000_000L;

    private final DaemonConfig config;
    private final RedisConnector connector;
    private final PolicySettings settings;

    KernelVerifier(DaemonConfig config, RedisConnector connector, PolicySettings settings) {
        this.config = config;
        this.connector = connector;
        this.settings = settings;
    }

    /**
     * What one comparison found.
     *
     * @param rows    rows that are equal
     * @param missing rows the kernel calls for and Redis does not hold
     * @param wrong   rows Redis holds with another value
     * @param extra   rows Redis holds and the kernel does not call for
     */
    public record Result(int rows, int missing, int wrong, int extra) {
        /** Whether kernel and Redis agree. */
        public boolean isEqual() {
            return missing == 0 && wrong == 0 && extra == 0;
        }
    }

    /** Compares until both agree, ten times at most; the last result. */
    public Result verify() {
        Result result = compare();
        for (int attempt = 1; attempt < ATTEMPTS && !result.isEqual(); attempt++) {
            LockSupport.parkNanos(PAUSE_NANOS);
            result = compare();
        }
        return result;
    }

    private Result compare() {
        try (UnclaimedKeys held = new UnclaimedKeys(config.pipeline().tableCapacity())) {
            try (RedisConnection connection = connector.connectToRead()) {
                HeldRows.read(connection, RedisTable.NEIGHBORS, held);
            }
            return new Comparison(held).run();
        }
    }

    /** One reading of the kernel against one of Redis. */
    private final class Comparison {
        private final UnclaimedKeys held;
        private final LinkTable links = new LinkTable(new VrfFilter(config.pipeline().vrf()));
        private final RowCodec codec = new RowCodec();
        private final UnsafeBuffer key = new UnsafeBuffer(new byte[RowCodec.MAX_KEY_BYTES]);
        private int rows;
        private int missing;
        private int wrong;

        Comparison(UnclaimedKeys held) {
            this.held = held;
        }

        Result run() {
            try (KernelDump dump = new KernelDump(config.netlink())) {
                dump.links(link -> links.put(eventOf(link)));
                dump.neighbors(neighbor -> {
                    LinkName name = links.publishedName(neighbor.ifindex());
                    if (name != null) {
                        compare(eventOf(neighbor), name);
                    }
                });
            }
            return new Result(rows, missing, wrong, held.size());
        }

        private void compare(NeighborEvent event, LinkName name) {
            int length = codec.putKey(key, 0, name, event.family, event.addressHigh, event.addressLow);
            switch (NeighborPolicy.verdict(event, name, settings)) {
                case SET -> count(held.claim(key, 0, length), RowValue.of(event.lladdr));
                case SET_ZERO -> count(held.claim(key, 0, length), RowValue.of(0));
                case KEEP, REFRESH -> rows += RowValue.isPresent(held.claim(key, 0, length)) ? 1 : 0;
                case DEL, NONE -> { }
            }
        }

        private static NeighborEvent eventOf(NeighborDecoder neighbor) {
            NeighborEvent event = new NeighborEvent();
            event.kind = EventKind.NEIGH_SET;
            ParseStage.fill(event, neighbor);
            return event;
        }

        private static NeighborEvent eventOf(LinkDecoder link) {
            NeighborEvent event = new NeighborEvent();
            ParseStage.fill(event, link);
            return event;
        }

        private void count(long found, long expected) {
            if (found == expected) {
                rows++;
            } else if (found == RowValue.ABSENT) {
                missing++;
            } else {
                wrong++;
            }
        }
    }
}
