package io.neighsync.engine.control;

import com.lmax.disruptor.Sequence;
import io.neighsync.engine.daemon.JournalRestore;
import io.neighsync.engine.event.Counters;
import io.neighsync.engine.replay.JournalImage;
import io.neighsync.engine.stage.ReceiverAgent;
import io.neighsync.engine.stage.RedisStage;
import io.neighsync.engine.stage.Stage;
import io.neighsync.engine.stage.StageAgent;
import io.neighsync.engine.table.NeighborTable;
import io.neighsync.engine.table.VrfCounts;
import java.util.List;
import java.util.function.UnaryOperator;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.NanoClock;

/**
 * The production pipeline with every agent run by hand, one duty cycle at a time, in any order; and the seams at which
 * a test puts a wrong part in. The layout called INVOKER in the design.
 */
public final class SteppedPipeline implements AutoCloseable {
    private final Pipeline pipeline;
    private final Agent[] agents;
    private final ErrorHandler errors;

    /** Builds it around stages that may be wrapped. */
    public SteppedPipeline(
            PipelineConfig config, Pipeline.Ports ports, NanoClock clock, Counters counters, ErrorHandler errors,
            UnaryOperator<Stage> around) {
        this.errors = errors;
        pipeline = new Pipeline(config, ports, clock, counters, errors, around);
        List<StageAgent> stages = pipeline.stageAgents();
        agents = new Agent[1 + stages.size()];
        agents[0] = pipeline.receiver();
        for (int i = 0; i < stages.size(); i++) {
            agents[i + 1] = stages.get(i);
        }
    }

    /** Takes over what a journal has. */
    public void restore(JournalImage image) {
        new JournalRestore(image).into(pipeline::restore);
    }

    /** The receiver and the stages. */
    public int agents() {
        return agents.length;
    }

    /** Which of them writes to Redis. */
    public int redisAgent() {
        return 1 + ThreadingMode.DECIDING_STAGES;
    }

    /**
     * One duty cycle of the receiver (0) or of a stage (1 and more); the work done. What it throws goes where Agrona's
     * AgentRunner would send it.
     */
    public int run(int agent) {
        try {
            return agents[agent].doWork();
        } catch (Exception e) {
            errors.onError(e);
            return 1;
        }
    }

    /** Whether no event waits, no generation is asked for, and Redis lacks no row. */
    public boolean isWritten() {
        return pipeline.isWritten() && !pipeline.resyncs().isPending();
    }

    /** The agent that fills the ring. */
    public ReceiverAgent receiver() {
        return pipeline.receiver();
    }

    /** The stage that writes to Redis. */
    public RedisStage redisStage() {
        return pipeline.redisStage();
    }

    /** Neighbors and rows by VRF. */
    public VrfCounts vrfCounts() {
        return pipeline.vrfCounts();
    }

    /** The sequence up to which no row id is needed any more: for a mutant. */
    public Sequence acknowledged() {
        return pipeline.acknowledged();
    }

    /** The neighbor table: for a mutant. */
    public NeighborTable table() {
        return pipeline.table();
    }

    @Override
    public void close() {
        pipeline.receiver().onClose();
        pipeline.close();
    }
}
