package io.neighsync.engine.stage;

import com.lmax.disruptor.Sequence;
import io.neighsync.engine.event.Counters;
import io.neighsync.engine.event.Decision;
import io.neighsync.engine.event.EventKind;
import io.neighsync.engine.event.NeighborEvent;
import io.neighsync.engine.event.Origin;
import io.neighsync.engine.event.RowValue;
import io.neighsync.engine.event.Verdict;
import io.neighsync.engine.table.NeighborTable;
import io.neighsync.engine.table.VrfCounts;
import io.neighsync.netlink.Rtnetlink;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/**
 * A kernel that behaves as badly as the real one around a real {@link CoalesceStage}: notifications overtake dump rows
 * that were filled before them, dumps miss entries, and events are lost in overruns. One seed, one run.
 *
 * <p>A dump misses only what is in the table: what it misses besides that, nothing but the next dump can tell.
 */
final class CoalesceWorld implements AutoCloseable, SuspectQueue.Reader {
    private static final int KEYS = 24;
    private static final int CHUNK = 4;
    private static final int IFINDEX = 1;

    /** Deliberately wrong variants. */
    enum Mutant { NONE, RECEIVE_ORDER, NO_TOMBSTONES, DELETE_WITHOUT_CONFIRMING }

    private record Message(EventKind kind, Origin origin, int address, long lladdr) {
    }

    private final Random random;
    private final Mutant mutant;
    private final VrfCounts vrfs = new VrfCounts(name -> true);
    private final NeighborTable table = new NeighborTable(4 * KEYS, vrfs);
    private final SuspectQueue suspects = new SuspectQueue();
    private final Sequence acknowledged = new Sequence(-1);
    private final CoalesceStage stage =
            new CoalesceStage(table, vrfs, suspects, new ResyncRequests(), acknowledged, new Counters());
    private final Map<Integer, Long> kernel = new HashMap<>();
    private final Map<Integer, Long> redis = new HashMap<>();
    private final Deque<Message> notifications = new ArrayDeque<>();
    private final Deque<Message> answers = new ArrayDeque<>();
    private boolean resyncWanted = true;
    private boolean open;
    private boolean dumping;
    private boolean ended;
    private int dumpedTo;
    private int generation;
    private long sequence;

    CoalesceWorld(long seed, Mutant mutant) {
        this.random = new Random(seed);
        this.mutant = mutant;
        for (int address = 0; address < KEYS; address += 2) {
            kernel.put(address, 9L);
        }
    }

    void run(int steps) {
        for (int i = 0; i < steps; i++) {
            step();
        }
        do {
            takeNotifications(notifications.size());
            advanceGeneration();
            stage.onDutyCycle();
        } while (open || resyncWanted);
    }

    private void step() {
        switch (random.nextInt(12)) {
            case 0, 1, 2, 3 -> change(random.nextInt(KEYS));
            case 4, 5 -> takeNotifications(random.nextInt(4));
            case 6, 7, 8 -> advanceGeneration();
            case 9 -> stage.onDutyCycle();
            case 10 -> acknowledged.set(Math.max(acknowledged.get(), sequence - random.nextInt(20)));
            default -> overrun();
        }
    }

    private void change(int address) {
        if (random.nextInt(3) == 0) {
            if (kernel.remove(address) != null) {
                notifications.add(new Message(EventKind.NEIGH_DEL, Origin.NOTIFICATION, address, 0));
            }
        } else {
            long lladdr = random.nextInt(4);
            kernel.put(address, lladdr);
            notifications.add(new Message(EventKind.NEIGH_SET, Origin.NOTIFICATION, address, lladdr));
        }
    }

    private void overrun() {
        if (random.nextInt(20) == 0) {
            notifications.clear();
            resyncWanted = true;
        }
    }

    private void takeNotifications(int count) {
        for (int i = 0; i < count && !notifications.isEmpty(); i++) {
            deliver(notifications.remove());
        }
    }

    /** One step of the dump socket: what was filled before is delivered, then the next datagram is filled. */
    private void advanceGeneration() {
        if (!open) {
            openWhenWanted();
            return;
        }
        while (!answers.isEmpty()) {
            deliver(answers.remove());
        }
        if (dumping) {
            fillOrEndDump();
        } else if (ended) {
            mark(EventKind.SWEEP_DONE);
            open = false;
            ended = false;
        } else {
            suspects.read(this, 1 + random.nextInt(4));
        }
    }

    private void openWhenWanted() {
        if (resyncWanted && notifications.isEmpty()) {
            resyncWanted = false;
            open = true;
            dumping = true;
            dumpedTo = 0;
            generation++;
            mark(EventKind.DUMP_BEGIN);
        }
    }

    private void fillOrEndDump() {
        if (dumpedTo == KEYS) {
            dumping = false;
            mark(EventKind.DUMP_DONE);
            return;
        }
        for (int end = dumpedTo + CHUNK; dumpedTo < end; dumpedTo++) {
            Long lladdr = kernel.get(dumpedTo);
            boolean missed = random.nextInt(10) == 0 && isLive(dumpedTo);
            if (lladdr != null && !missed) {
                answers.add(new Message(EventKind.NEIGH_SET, Origin.DUMP, dumpedTo, lladdr));
            }
        }
    }

    private boolean isLive(int address) {
        int row = table.find(IFINDEX, Rtnetlink.AF_INET, 0, address);
        return row != NeighborTable.NONE && table.isLive(row);
    }

    @Override
    public void onSuspect(int ifindex, int family, long addressHigh, long addressLow) {
        Long lladdr = mutant == Mutant.DELETE_WITHOUT_CONFIRMING ? null : kernel.get((int) addressLow);
        answers.add(lladdr == null
                ? new Message(EventKind.NEIGH_DEL, Origin.CONFIRM, (int) addressLow, 0)
                : new Message(EventKind.NEIGH_SET, Origin.CONFIRM, (int) addressLow, lladdr));
    }

    @Override
    public void onEnd(int endedGeneration) {
        ended = endedGeneration == generation;
    }

    private void deliver(Message message) {
        boolean forgotten = mutant == Mutant.NO_TOMBSTONES && message.kind() == EventKind.NEIGH_DEL
                && table.find(IFINDEX, Rtnetlink.AF_INET, 0, message.address()) == NeighborTable.NONE;
        if (forgotten) {
            return;
        }
        NeighborEvent event = new NeighborEvent();
        event.kind = message.kind();
        event.origin = mutant == Mutant.RECEIVE_ORDER ? Origin.NOTIFICATION : message.origin();
        event.generation = generation;
        event.ifindex = IFINDEX;
        event.family = Rtnetlink.AF_INET;
        event.addressLow = message.address();
        event.lladdrLength = 6;
        event.lladdr = message.lladdr();
        event.verdict = message.kind() == EventKind.NEIGH_SET ? Verdict.SET : Verdict.DEL;
        stage.onEvent(event, ++sequence, random.nextBoolean());
        if (event.decision == Decision.SET) {
            redis.put(message.address(), RowValue.lladdr(event.value));
        } else if (event.decision == Decision.DEL) {
            redis.remove(message.address());
        }
    }

    private void mark(EventKind kind) {
        NeighborEvent event = new NeighborEvent();
        event.kind = kind;
        event.generation = generation;
        stage.onEvent(event, ++sequence, true);
    }

    Map<Integer, Long> kernel() {
        return kernel;
    }

    /** What the decisions add up to. */
    Map<Integer, Long> decided() {
        return redis;
    }

    int liveRows() {
        return table.live();
    }

    @Override
    public void close() {
        table.close();
    }
}
