package io.neighsync.engine.simulation;

import io.neighsync.engine.daemon.JournaledRows;
import io.neighsync.engine.event.Decision;
import io.neighsync.engine.event.EventKind;
import io.neighsync.engine.event.NeighborEvent;
import io.neighsync.engine.event.Origin;
import io.neighsync.engine.stage.ClassifyStage;
import io.neighsync.engine.stage.CoalesceStage;
import io.neighsync.engine.stage.HeldTables;
import io.neighsync.engine.stage.ParseStage;
import io.neighsync.engine.stage.RedisLink;
import io.neighsync.engine.stage.RedisStage;
import io.neighsync.engine.stage.SimulatedLinks;
import io.neighsync.engine.stage.Stage;
import io.neighsync.engine.table.NeighborTable;
import io.neighsync.netlink.DatagramBatch;
import io.neighsync.netlink.NetlinkPort;
import io.neighsync.netlink.Nlm;
import io.neighsync.netlink.ffm.Errno;
import io.neighsync.redis.Marker;
import io.neighsync.redis.RedisConnection;
import io.neighsync.redis.SimulatedRedis;
import java.util.HashMap;
import java.util.Map;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Deliberately wrong daemons: the production one with one part of the recipe taken out. */
public enum Mutant {
    /** The production daemon. */
    NONE,
    /** Whatever arrives is applied in the order in which it arrives. */
    RECEIVE_ORDER,
    /** What one dump does not have is deleted. */
    SINGLE_DUMP_DELETE,
    /** The tables are dumped at once after ENOBUFS, and nobody asks how much was dropped. */
    RESYNC_BEFORE_DRAIN,
    /** A deleted key leaves nothing behind that an older row of a dump would have to give way to. */
    NO_TOMBSTONES,
    /** A deletion is heeded if the VRF to which the link belongs now is mirrored. */
    DELETE_BY_CURRENT_VRF,
    /** The id of a deleted row is used again before Redis has acknowledged the deletion. */
    EARLY_ROW_REUSE,
    /** What was on its way when a connection was lost is taken for carried out, and not read. */
    RESUME_WITHOUT_READING,
    /** Every server is taken for the one that was lost. */
    RESUME_ANYWHERE,
    /** Whatever marker Redis has, the journal is taken to know what Redis holds. */
    TRUST_ANY_MARKER,
    /** Every decision the journal has is taken to be in Redis. */
    NO_WATERMARK,
    /** Nobody asks whether the journal has the decisions that Redis was told. */
    NO_LAST_DECISION,
    /** Rows wait until their batch is full. */
    FULL_BATCHES_ONLY;

    /** Where connections come from. */
    SimulatedLinks links(SimulatedRedis redis, int capacity) {
        return switch (this) {
            case RESUME_WITHOUT_READING -> new ReadsNothing(redis, capacity);
            case RESUME_ANYWHERE -> new KnowsNoServer(redis, capacity);
            case TRUST_ANY_MARKER -> new TrustsAnyMarker(redis, capacity);
            case NO_WATERMARK -> new KnowsNoWatermark(redis, capacity);
            case NO_LAST_DECISION -> new KnowsNoLastDecision(redis, capacity);
            default -> new SimulatedLinks(redis, capacity);
        };
    }

    private static final class TrustsAnyMarker extends SimulatedLinks {
        TrustsAnyMarker(SimulatedRedis redis, int capacity) {
            super(redis, capacity);
        }

        @Override
        protected boolean isKnown(JournaledRows rows, RedisConnection connection) {
            return connection.marker().isPresent();
        }
    }

    private static final class KnowsNoLastDecision extends SimulatedLinks {
        KnowsNoLastDecision(SimulatedRedis redis, int capacity) {
            super(redis, capacity);
        }

        @Override
        protected boolean isKnown(JournaledRows rows, RedisConnection connection) {
            return rows.mismatch(connection.marker()
                    .map(left -> new Marker(left.owner(), left.epoch(), left.lowWatermark(), 0))).isEmpty();
        }
    }

    private static final class KnowsNoWatermark extends SimulatedLinks {
        KnowsNoWatermark(SimulatedRedis redis, int capacity) {
            super(redis, capacity);
        }

        @Override
        protected long lowWatermark(Marker marker) {
            return Long.MAX_VALUE;
        }
    }

    private static final class ReadsNothing extends SimulatedLinks {
        private final int capacity;

        ReadsNothing(SimulatedRedis redis, int capacity) {
            super(redis, capacity);
            this.capacity = capacity;
        }

        @Override
        protected HeldTables readUncertain(RedisLink.Uncertain keys) {
            return HeldTables.reserve(capacity);
        }
    }

    private static final class KnowsNoServer extends SimulatedLinks {
        KnowsNoServer(SimulatedRedis redis, int capacity) {
            super(redis, capacity);
        }

        @Override
        protected boolean isContinuation(RedisConnection connection, String runId) {
            return true;
        }
    }

    /** The stage, or a wrong one around it. */
    Stage around(Stage stage, World world) {
        return switch (this) {
            case RECEIVE_ORDER -> stage instanceof ParseStage ? new ReceiveOrder(stage) : stage;
            case NO_TOMBSTONES -> stage instanceof CoalesceStage ? new NoTombstones(stage, world) : stage;
            case DELETE_BY_CURRENT_VRF -> stage instanceof ClassifyStage ? new CurrentVrf(stage, world) : stage;
            case EARLY_ROW_REUSE -> stage instanceof RedisStage ? new EarlyReuse(stage, world) : stage;
            case FULL_BATCHES_ONLY -> stage instanceof RedisStage last ? new FullBatches(last) : stage;
            default -> stage;
        };
    }

    /** The event socket, or a wrong one around it. */
    NetlinkPort aroundEvents(NetlinkPort port) {
        return this == RESYNC_BEFORE_DRAIN ? new Impatient(port) : port;
    }

    /** A dump socket, or a wrong one around it. */
    NetlinkPort aroundDumps(NetlinkPort port) {
        return this == SINGLE_DUMP_DELETE ? new TrustsTheDump(port) : port;
    }

    private record ReceiveOrder(Stage stage) implements Stage {
        @Override
        public void onEvent(NeighborEvent event, long sequence, boolean endOfBatch) {
            if (event.origin == Origin.DUMP) {
                event.origin = Origin.NOTIFICATION;
            }
            stage.onEvent(event, sequence, endOfBatch);
        }
    }

    private record NoTombstones(Stage stage, World world) implements Stage {
        @Override
        public void onEvent(NeighborEvent event, long sequence, boolean endOfBatch) {
            if (event.kind == EventKind.NEIGH_SET && event.origin == Origin.DUMP) {
                NeighborTable table = world.pipeline().table();
                int row = table.find(event.ifindex, event.family, event.addressHigh, event.addressLow);
                if (row != NeighborTable.NONE && !table.isLive(row)) {
                    event.origin = Origin.NOTIFICATION;
                }
            }
            stage.onEvent(event, sequence, endOfBatch);
        }

        @Override
        public int onDutyCycle() {
            return stage.onDutyCycle();
        }
    }

    private record CurrentVrf(Stage stage, World world, Map<Integer, String> names) implements Stage {
        CurrentVrf(Stage stage, World world) {
            this(stage, world, new HashMap<>());
        }

        @Override
        public void onEvent(NeighborEvent event, long sequence, boolean endOfBatch) {
            stage.onEvent(event, sequence, endOfBatch);
            if (event.kind == EventKind.LINK_SET && event.vrf) {
                names.put(event.ifindex, event.linkName.toString());
            }
            if (event.kind == EventKind.NEIGH_DEL
                    && !world.mirrors(names.getOrDefault(event.vrfIfindex, "default"))) {
                event.kind = EventKind.FOREIGN;
            }
        }
    }

    private static final class EarlyReuse implements Stage {
        private final Stage stage;
        private final World world;
        private long seen;

        EarlyReuse(Stage stage, World world) {
            this.stage = stage;
            this.world = world;
        }

        @Override
        public void onEvent(NeighborEvent event, long sequence, boolean endOfBatch) {
            stage.onEvent(event, sequence, endOfBatch);
            seen = sequence;
        }

        @Override
        public int onDutyCycle() {
            int work = stage.onDutyCycle();
            world.pipeline().acknowledged().set(seen);
            return work;
        }
    }

    /** Sends nothing until as many rows were decided as a batch has room for. */
    private static final class FullBatches implements Stage {
        private static final int FULL = 8;

        private final RedisStage stage;
        private int decided;

        FullBatches(RedisStage stage) {
            this.stage = stage;
        }

        @Override
        public void onEvent(NeighborEvent event, long sequence, boolean endOfBatch) {
            stage.onEvent(event, sequence, endOfBatch);
            decided += event.decision == Decision.NONE ? 0 : 1;
        }

        @Override
        public int onDutyCycle() {
            if (stage.isUpToDate() && decided > 0 && decided < FULL) {
                return 0;
            }
            decided = 0;
            return stage.onDutyCycle();
        }
    }

    /** Says that the socket is empty right after it said that messages were lost. */
    private static final class Impatient extends ForwardingPort {
        private boolean congested;

        Impatient(NetlinkPort port) {
            super(port);
        }

        @Override
        public int receive(DatagramBatch batch) {
            if (congested) {
                congested = false;
                batch.clear();
                return 0;
            }
            int received = super.receive(batch);
            congested = received == -Errno.ENOBUFS;
            return received;
        }

        @Override
        public long drops() {
            return -1;
        }
    }

    /** Answers every single get with ENOENT. */
    private static final class TrustsTheDump extends ForwardingPort {
        private static final int FLAGS = 6;
        private static final int HEADER = 16;
        private static final int ERROR_BYTES = 36;

        private final UnsafeBuffer answers = new UnsafeBuffer(new byte[1 << 16]);
        private int queued;
        private int next;

        TrustsTheDump(NetlinkPort port) {
            super(port);
        }

        @Override
        public int send(DirectBuffer buffer, int offset, int length) {
            if ((buffer.getShort(offset + FLAGS) & Nlm.NLM_F_DUMP) == Nlm.NLM_F_DUMP) {
                return super.send(buffer, offset, length);
            }
            for (int get = offset; get < offset + length; get += buffer.getInt(get)) {
                answer(buffer, get);
            }
            return length;
        }

        private void answer(DirectBuffer buffer, int get) {
            int at = queued++ * ERROR_BYTES;
            answers.putInt(at, ERROR_BYTES);
            answers.putShort(at + 4, (short) Nlm.NLMSG_ERROR);
            answers.putInt(at + 8, buffer.getInt(get + 8));
            answers.putInt(at + HEADER, -Errno.ENOENT);
            answers.putBytes(at + HEADER + 4, buffer, get, HEADER);
        }

        @Override
        public int receive(DatagramBatch batch) {
            if (next == queued) {
                next = 0;
                queued = 0;
                return super.receive(batch);
            }
            batch.clear();
            batch.append(answers, next++ * ERROR_BYTES, ERROR_BYTES, 0, false);
            return 1;
        }
    }
}
