package io.neighsync.engine.control;

import io.neighsync.engine.event.Counter;
import io.neighsync.engine.event.Counters;
import io.neighsync.engine.stage.Parkable;
import io.neighsync.engine.stage.StageAgent;
import io.neighsync.netlink.ffm.CpuSet;
import io.neighsync.netlink.ffm.Errno;
import io.neighsync.netlink.ffm.TimerSlack;
import java.util.ArrayList;
import java.util.List;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.agrona.concurrent.CompositeAgent;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.YieldingIdleStrategy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of a pipeline: groups its agents as the {@link Layout} says, pins each thread, measures its duty cycles,
 * and gives it what it does when idle. What is refused is said.
 *
 * <pre>
 *   SINGLE      [ receiver parse classify coalesce redis journal ]
 *   SHARED      [ receiver ] [ parse classify coalesce redis journal ]
 *   GROUPED     [ receiver ] [ parse classify coalesce ] [ redis ] [ journal ]
 *   DEDICATED   [ receiver ] [ parse ] [ classify ] [ coalesce ] [ redis ] [ journal ]
 * </pre>
 *
 * <p>Without a journal its thread is not there either.
 */
public final class PipelineThreads implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(PipelineThreads.class);
    private static final int CLOSE_TIMEOUT_MILLIS = 2_000;
    private static final long LEAST_TIMER_SLACK_NANOS = 1;

    private final List<AgentRunner> runners = new ArrayList<>();
    private final List<Doorbell> doorbells = new ArrayList<>();
    private final List<BlockingIdleStrategy> blocking = new ArrayList<>();
    private final Layout layout;
    private final int redisThread;

    /** Lays out the threads on the cores there are; {@link #start} starts them. */
    public PipelineThreads(
            Pipeline pipeline, ThreadingConfig config, Cores cores, NanoClock clock, Counters counters,
            ErrorHandler errors) {
        layout = Layout.of(config, cores, pipeline.stageAgents().size());
        layout.refusal().ifPresent(sentence -> LOGGER.warn(sentence));
        List<List<Agent>> groups = groups(pipeline);
        groups.forEach(group -> doorbells.add(new Doorbell()));
        int[] cpus = layout.pinned().stream().toArray();
        for (int i = 0; i < groups.size(); i++) {
            int cpu = cpus.length == 0 ? PlacedAgent.ANY_CPU : cpus[i % cpus.length];
            DutyCycleCounters cycles = DutyCycleCounters.of(groups.get(i).getFirst().roleName());
            Agent measured = new DutyCycleAgent(composite(groups.get(i)), clock, config.stallThreshold().toNanos(),
                    counters.of(cycles.max()), counters.of(cycles.stalls()));
            Agent agent = new PlacedAgent(
                    threadName(i, groups.get(i)), measured, cpu, layout.idle() == IdleMode.BLOCK);
            runners.add(new AgentRunner(
                    idleStrategy(i, groups.get(i)), errors, counters.of(Counter.ERRORS), agent));
        }
        redisThread = threadOf(pipeline.stageAgents().get(ThreadingMode.DECIDING_STAGES), groups);
        pipeline.resyncs().onRequest(doorbells.getFirst()::ring);
        pipeline.updates().onUpdate(doorbells.getFirst()::ring);
        pipeline.suspects().onOffer(doorbells.getFirst()::ring);
    }

    private List<List<Agent>> groups(Pipeline pipeline) {
        List<StageAgent> stages = pipeline.stageAgents();
        List<List<Agent>> groups = new ArrayList<>();
        groups.add(new ArrayList<>(List.of(pipeline.receiver())));
        switch (layout.mode()) {
            case SINGLE -> groups.getFirst().addAll(stages);
            case SHARED -> groups.add(List.copyOf(stages));
            case GROUPED -> {
                groups.add(List.copyOf(stages.subList(0, ThreadingMode.DECIDING_STAGES)));
                stages.subList(ThreadingMode.DECIDING_STAGES, stages.size())
                        .forEach(stage -> groups.add(List.of(stage)));
            }
            default -> stages.forEach(stage -> groups.add(List.of(stage)));
        }
        return groups;
    }

    private static int threadOf(Agent agent, List<List<Agent>> groups) {
        int thread = 0;
        while (!groups.get(thread).contains(agent)) {
            thread++;
        }
        return thread;
    }

    private static Agent composite(List<Agent> group) {
        return group.size() == 1 ? group.getFirst() : new CompositeAgent(group);
    }

    private IdleStrategy idleStrategy(int thread, List<Agent> group) {
        return switch (layout.idle()) {
            case SPIN -> BusySpinIdleStrategy.INSTANCE;
            case YIELD -> YieldingIdleStrategy.INSTANCE;
            default -> {
                List<Doorbell> behind = thread + 1 < doorbells.size()
                        ? List.of(doorbells.get(thread + 1)) : List.of();
                List<Parkable> parkables = group.stream().map(Parkable.class::cast).toList();
                BlockingIdleStrategy strategy =
                        new BlockingIdleStrategy(doorbells.get(thread), behind, parkables);
                blocking.add(strategy);
                yield strategy;
            }
        };
    }

    /** Starts the threads. */
    public void start() {
        for (AgentRunner runner : runners) {
            AgentRunner.startOnThread(runner, task -> {
                Thread thread = new Thread(task);
                thread.setDaemon(true);
                return thread;
            });
        }
    }

    /** The first agent's name, unless the thread runs several stages. */
    private static String threadName(int index, List<Agent> group) {
        return index == 0 || group.size() == 1 ? group.getFirst().roleName() : "neigh-stages";
    }

    /** The layout in force, in words for the log. */
    public String description() {
        return "threading.mode = " + layout.mode().label() + ", threading.idle = " + layout.idle().label()
                + (layout.pinned().isEmpty() ? ", not pinned" : ", on cores " + CpuList.of(layout.pinned()));
    }

    /** Wakes the thread of the receiver. Any thread. */
    public void wakeReceiver() {
        doorbells.getFirst().signal();
    }

    /** Wakes the thread of RedisStage. Any thread. */
    public void wakeRedisStage() {
        doorbells.get(redisThread).signal();
    }

    /** Stops every thread after its current duty cycle. */
    @Override
    public void close() {
        doorbells.forEach(Doorbell::stopParking);
        for (AgentRunner runner : runners) {
            runner.close(CLOSE_TIMEOUT_MILLIS, thread -> LOGGER.error("{} does not stop", thread.getName()));
        }
        blocking.forEach(BlockingIdleStrategy::close);
        doorbells.forEach(Doorbell::close);
    }

    /** Names its thread, and prepares it when it starts. */
    private record PlacedAgent(String roleName, Agent agent, int cpu, boolean blocks) implements Agent {
        private static final int ANY_CPU = -1;

        @Override
        public void onStart() {
            check("pinned to core " + cpu, cpu == ANY_CPU ? 0 : CpuSet.pin(cpu));
            check("given the least timer slack", blocks ? TimerSlack.set(LEAST_TIMER_SLACK_NANOS) : 0);
            agent.onStart();
        }

        private void check(String what, int result) {
            if (result < 0) {
                LOGGER.warn("{} is not {}: {}", roleName, what, Errno.name(-result));
            }
        }

        @Override
        public int doWork() throws Exception {
            return agent.doWork();
        }

        @Override
        public void onClose() {
            agent.onClose();
        }
    }
}
