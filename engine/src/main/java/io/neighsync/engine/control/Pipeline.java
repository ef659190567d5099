package io.neighsync.engine.control;

import com.lmax.disruptor.EventPoller;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import io.neighsync.engine.codec.RowCodec;
import io.neighsync.engine.event.Counter;
import io.neighsync.engine.event.Counters;
import io.neighsync.engine.event.NeighborEvent;
import io.neighsync.engine.policy.VrfFilter;
import io.neighsync.engine.stage.ClassifyStage;
import io.neighsync.engine.stage.CoalesceStage;
import io.neighsync.engine.stage.EventRing;
import io.neighsync.engine.stage.JournalPorts;
import io.neighsync.engine.stage.JournalStage;
import io.neighsync.engine.stage.MirrorMemory;
import io.neighsync.engine.stage.ParseStage;
import io.neighsync.engine.stage.PolicyUpdates;
import io.neighsync.engine.stage.ReceiverAgent;
import io.neighsync.engine.stage.ReceiverPorts;
import io.neighsync.engine.stage.RedisLink;
import io.neighsync.engine.stage.RedisStage;
import io.neighsync.engine.stage.ResyncCause;
import io.neighsync.engine.stage.ResyncRequests;
import io.neighsync.engine.stage.RowListener;
import io.neighsync.engine.stage.Stage;
import io.neighsync.engine.stage.StageAgent;
import io.neighsync.engine.stage.SuspectQueue;
import io.neighsync.engine.table.LinkTable;
import io.neighsync.engine.table.NeighborTable;
import io.neighsync.engine.table.PendingSet;
import io.neighsync.engine.table.VrfCounts;
import io.neighsync.journal.CaptureMode;
import io.neighsync.redis.FencedWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.status.AtomicCounter;

/**
 * The ring and its agents, wired in one straight line. Whoever constructs it decides which threads run the agents; run
 * by hand, one after the other, they do the same.
 *
 * <p>To add a stage, add it to {@link #stages}: each polls behind the one before it, and the last gates the ring.
 * JournalStage, the last, follows as far as RedisStage hands events over.
 */
public final class Pipeline implements AutoCloseable {
    private final EventRing ring;
    private final VrfFilter vrfFilter;
    private final VrfCounts vrfCounts;
    private final NeighborTable table;
    private final PendingSet pending;
    private final PendingSet pendingFailed;
    private final PolicyUpdates updates;
    private final ReceiverAgent receiver;
    private final List<StageAgent> stageAgents = new ArrayList<>();
    private final RedisStage redisStage;
    private final JournalStage journalStage;
    private final Sequence acknowledged = new Sequence(-1);
    private final ResyncRequests resyncs = new ResyncRequests();
    private final SuspectQueue suspects = new SuspectQueue();

    /**
     * What the pipeline talks to.
     *
     * @param receiver the kernel's sockets
     * @param writer   writes batches, without a connection yet
     * @param maxBatch rows of a batch
     * @param links    where its connections come from
     * @param journal  where decisions are recorded, or null
     * @param listener is told of every row acknowledged
     */
    public record Ports(
            ReceiverPorts receiver, FencedWriter writer, int maxBatch, RedisLink.Source links, JournalPorts journal,
            RowListener listener) {
    }

    /** A pipeline that has not run yet. */
    public Pipeline(PipelineConfig config, Ports ports, NanoClock clock, Counters counters, ErrorHandler errors) {
        this(config, ports, clock, counters, errors, UnaryOperator.identity());
    }

    /** The same around stages that a test puts something before or behind. */
    Pipeline(
            PipelineConfig config, Ports ports, NanoClock clock, Counters counters, ErrorHandler errors,
            UnaryOperator<Stage> around) {
        ring = EventRing.ofSize(config.ringSize());
        vrfFilter = new VrfFilter(config.vrf());
        vrfCounts = new VrfCounts(vrfFilter);
        table = new NeighborTable(config.tableCapacity(), vrfCounts);
        pending = new PendingSet(config.tableCapacity());
        pendingFailed = new PendingSet(config.tableCapacity());
        updates = ports.receiver().updates();
        receiver = new ReceiverAgent(ports.receiver(), config.receiver(), ring, suspects, resyncs, clock, counters);
        redisStage = new RedisStage(ports.writer(),
                new MirrorMemory(pending, pendingFailed, new RowCodec(), ports.maxBatch()), ports.links(),
                resyncs, acknowledged, ports.journal() == null ? 0 : ports.journal().base(), clock, counters,
                ports.listener());
        journalStage = ports.journal() == null ? null : new JournalStage(
                ports.journal(), config.tableCapacity(), acknowledged, redisStage::epoch, clock, counters);
        AtomicCounter errorCount = counters.of(Counter.ERRORS);
        Runnable afterError = () -> {
            errorCount.increment();
            resyncs.request(ResyncCause.ERROR);
        };
        for (NamedStage named : stages(counters)) {
            Sequence before = named.stage() == journalStage ? redisStage.handedOver() : lastSequence();
            add(named.name(), around.apply(named.stage()), before, clock, errors, afterError);
        }
        ring.ring().addGatingSequences(stageAgents.getLast().sequence());
        ring.frames().releaseBehind(lastReaderOfFrames(ports).sequence());
    }

    private StageAgent lastReaderOfFrames(Ports ports) {
        boolean captures = ports.journal() != null && ports.journal().capture() == CaptureMode.RAW;
        return captures ? stageAgents.getLast() : stageAgents.getFirst();
    }

    private record NamedStage(String name, Stage stage) {
    }

    private List<NamedStage> stages(Counters counters) {
        List<NamedStage> stages = new ArrayList<>(List.of(
                new NamedStage("neigh-parse", new ParseStage(counters)),
                new NamedStage("neigh-classify", new ClassifyStage(new LinkTable(vrfFilter), resyncs, counters)),
                new NamedStage("neigh-coalesce",
                        new CoalesceStage(table, vrfCounts, suspects, resyncs, acknowledged, counters))));
        stages.add(new NamedStage("neigh-redis", redisStage));
        if (journalStage != null) {
            stages.add(new NamedStage("neigh-journal", journalStage));
        }
        return stages;
    }

    /** The sequence of the last stage so far, or null. */
    private Sequence lastSequence() {
        return stageAgents.isEmpty() ? null : stageAgents.getLast().sequence();
    }

    private void add(
            String name, Stage stage, Sequence before, NanoClock clock, ErrorHandler errors, Runnable afterError) {
        RingBuffer<NeighborEvent> slots = ring.ring();
        EventPoller<NeighborEvent> poller = before == null ? slots.newPoller() : slots.newPoller(before);
        LongSupplier upstream = before == null ? slots::getCursor : before::get;
        stageAgents.add(new StageAgent(name, stage, poller, upstream, clock, errors, afterError));
    }

    /** Lets the stages behind ParseStage take over what the journal has; only before their agents run. */
    public void restore(NeighborEvent event) {
        for (int i = 1; i < stageAgents.size(); i++) {
            stageAgents.get(i).restore(event);
        }
    }

    /** The agent that fills the ring. */
    public ReceiverAgent receiver() {
        return receiver;
    }

    /** The agents of the stages, in the order of the pipeline. */
    public List<StageAgent> stageAgents() {
        return List.copyOf(stageAgents);
    }

    /** The stage that writes to Redis. */
    public RedisStage redisStage() {
        return redisStage;
    }

    /** Neighbors and rows by VRF. */
    public VrfCounts vrfCounts() {
        return vrfCounts;
    }

    /** The neighbor table, CoalesceStage's. */
    NeighborTable table() {
        return table;
    }

    /** The sequence up to which no row id is needed any more. */
    Sequence acknowledged() {
        return acknowledged;
    }

    /** Where generations are asked for. */
    public ResyncRequests resyncs() {
        return resyncs;
    }

    /** Where settings of the policy are put in force. */
    public PolicyUpdates updates() {
        return updates;
    }

    /** Where suspects travel back. */
    SuspectQueue suspects() {
        return suspects;
    }

    /** Whether everything published so far is in Redis, and has come to the journal. Any thread. */
    public boolean isWritten() {
        long published = ring.ring().getCursor();
        return acknowledged.get() >= published && redisStage.isUpToDate() && handled() >= published;
    }

    /** The ring's sequence of the last event that every stage has handled; -1 for none. Any thread. */
    public long handled() {
        return stageAgents.getLast().sequence().get();
    }

    /** Frees the memory; only when no agent runs any more. */
    @Override
    public void close() {
        ring.close();
        table.close();
        pending.close();
        pendingFailed.close();
        if (journalStage != null) {
            journalStage.close();
        }
    }
}
