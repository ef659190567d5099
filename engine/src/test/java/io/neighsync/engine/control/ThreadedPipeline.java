package io.neighsync.engine.control;

import io.neighsync.engine.event.Counters;
import io.neighsync.engine.stage.Stage;
import java.util.function.UnaryOperator;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.SystemNanoClock;

/** The production pipeline on its own threads, around stages that a test may wrap. The thread that builds it. */
public final class ThreadedPipeline implements AutoCloseable {
    private final Pipeline pipeline;
    private final PipelineThreads threads;

    /** Builds it; nothing runs yet. */
    public ThreadedPipeline(
            PipelineConfig config, Pipeline.Ports ports, ThreadingConfig threading, Counters counters,
            ErrorHandler errors, UnaryOperator<Stage> around) {
        pipeline = new Pipeline(config, ports, SystemNanoClock.INSTANCE, counters, errors, around);
        threads = new PipelineThreads(
                pipeline, threading, Cores.ofMachine(threading), SystemNanoClock.INSTANCE, counters, errors);
    }

    /** The pipeline. */
    public Pipeline pipeline() {
        return pipeline;
    }

    /** Its threads. */
    public PipelineThreads threads() {
        return threads;
    }

    @Override
    public void close() {
        threads.close();
        pipeline.close();
    }
}
