package io.neighsync.engine.stage;

import com.lmax.disruptor.Sequence;
import io.neighsync.engine.codec.RowCodec;
import io.neighsync.engine.control.NoRedis;
import io.neighsync.engine.event.Counter;
import io.neighsync.engine.event.Counters;
import io.neighsync.engine.event.Decision;
import io.neighsync.engine.event.EventKind;
import io.neighsync.engine.event.LinkChange;
import io.neighsync.engine.event.LinkChanges;
import io.neighsync.engine.event.LinkName;
import io.neighsync.engine.event.NeighborEvent;
import io.neighsync.engine.event.RowValue;
import io.neighsync.engine.table.PendingSet;
import io.neighsync.netlink.Rtnetlink;
import io.neighsync.redis.FencedWriter;
import io.neighsync.redis.SimulatedRedis;
import io.neighsync.redis.TableProtocol;
import java.util.List;
import org.agrona.concurrent.CachedNanoClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A RedisStage before a simulated Redis, driven by hand. */
abstract class OnRedisStage {
    static final int ROWS = 64;
    static final int BATCH = 8;
    static final int ETH0 = 2;
    static final int ETH1 = 3;
    static final int NEIGHBORS = RedisTable.NEIGHBORS.index();

    final Counters counters = new Counters();
    final ResyncRequests resyncs = new ResyncRequests();
    final CachedNanoClock clock = new CachedNanoClock();
    final SimulatedRedis redis = new SimulatedRedis(RedisTable.descriptors(0, ":"), TableProtocol.DIRECT);
    final PendingSet rows = new PendingSet(ROWS);
    final PendingSet failedRows = new PendingSet(ROWS);
    final SimulatedLinks links = new SimulatedLinks(redis, ROWS);
    final RedisStage stage;
    private long sequence;

    /** Without a journal. */
    OnRedisStage() {
        this(0);
    }

    /** With a journal that gives this number to the first event. */
    OnRedisStage(long base) {
        stage = new RedisStage(writer(), new MirrorMemory(rows, failedRows, new RowCodec(), BATCH), links, resyncs,
                new Sequence(-1), base, clock, counters, RowListener.NONE);
    }

    @BeforeEach
    void connect() {
        run();
    }

    @AfterEach
    void close() {
        rows.close();
        failedRows.close();
    }

    final void generation(int causes) {
        open(causes);
        on(event(EventKind.LINKS_DONE));
        on(event(EventKind.SWEEP_DONE));
    }

    final void open(int causes) {
        NeighborEvent begin = event(EventKind.DUMP_BEGIN);
        begin.causes = causes;
        on(begin);
    }

    final void link(int ifindex, String name) {
        NeighborEvent event = event(EventKind.LINK_SET);
        event.ifindex = ifindex;
        LinkName published = name == null ? null : new LinkName(name);
        event.linkChanges = LinkChanges.of(List.of(new LinkChange(ifindex, published, 0, null, false)));
        on(event);
    }

    /** Row {@code row} is 10.0.0.{@code row + 1}. */
    final void set(int row, int ifindex, long lladdr) {
        NeighborEvent event = event(EventKind.NEIGH_SET);
        event.ifindex = ifindex;
        event.family = Rtnetlink.AF_INET;
        event.addressLow = 0x0a000001L + row;
        event.decision = Decision.SET;
        event.row = row;
        event.value = RowValue.of(lladdr);
        on(event);
    }

    final NeighborEvent event(EventKind kind) {
        NeighborEvent event = new NeighborEvent();
        event.kind = kind;
        event.overruns = counters.get(Counter.OVERRUNS);
        return event;
    }

    final void on(NeighborEvent event) {
        stage.onEvent(event, sequence++, true);
    }

    final void advance() {
        advance(RedisStage.MAX_LOSS_NANOS);
    }

    final void advance(long nanos) {
        clock.update(clock.nanoTime() + nanos);
    }

    /** Row {@code row} goes. */
    final void delete(int row, int ifindex) {
        NeighborEvent event = event(EventKind.NEIGH_DEL);
        event.ifindex = ifindex;
        event.family = Rtnetlink.AF_INET;
        event.addressLow = 0x0a000001L + row;
        event.decision = Decision.DEL;
        event.row = row;
        event.value = RowValue.ABSENT;
        on(event);
    }

    final void run() {
        for (int i = 0; i < 20; i++) {
            stage.onDutyCycle();
            redis.serve();
        }
    }

    private static FencedWriter writer() {
        return NoRedis.writer(TableProtocol.DIRECT, BATCH);
    }
}
