package io.neighsync.engine.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.neighsync.engine.codec.KernelId;
import io.neighsync.engine.event.Counter;
import io.neighsync.engine.event.Counters;
import io.neighsync.engine.event.PolicySettings;
import io.neighsync.engine.policy.VrfConfig;
import io.neighsync.engine.stage.JournalPorts;
import io.neighsync.engine.stage.PolicyUpdates;
import io.neighsync.engine.stage.ReceiverConfig;
import io.neighsync.engine.stage.ReceiverPorts;
import io.neighsync.engine.stage.RowListener;
import io.neighsync.engine.stage.StageAgent;
import io.neighsync.journal.CaptureMode;
import io.neighsync.journal.RecordFormat;
import io.neighsync.journal.SegmentAppender;
import io.neighsync.journal.SegmentSource;
import io.neighsync.netlink.ScheduledKernel;
import io.neighsync.redis.TableProtocol;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.SystemNanoClock;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * In steady state the pipeline allocates nothing, while Redis is away and all that is received and decided is recorded:
 * at most 64 KiB over ten million events. {@code PipelineAllocationSystemTest} looks at each thread, with a real Redis.
 */
@Timeout(300)
class PipelineAllocationTest {
    private static final long WARM_UP_EVENTS = 2_000_000;
    private static final long EVENTS = 10_000_000;
    private static final long LIMIT_BYTES = 64 * 1024;
    private static final int NEIGHBORS = 4_096;
    private static final int RECEIVE_BATCH = 64;
    /** Of links, which are known then, and of each family of neighbors. */
    private static final int DUMPS_AT_START = 3;

    private final Counters counters = new Counters();
    private final List<Throwable> errors = new ArrayList<>();
    private final ScheduledKernel kernel = new ScheduledKernel(new NeighborRounds(NEIGHBORS));
    private final PreallocatedJournal journal = new PreallocatedJournal();

    @Test
    void shouldAllocateNothingPerEventWithAJournalOfAllThatIsReceivedAndDecided() throws Exception {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (Pipeline pipeline = pipeline()) {
            drive(pipeline, () -> kernel.dumps() == DUMPS_AT_START);
            receive(pipeline, WARM_UP_EVENTS);
            long before = threads.getCurrentThreadAllocatedBytes();
            long start = System.nanoTime();
            receive(pipeline, EVENTS);
            long nanos = System.nanoTime() - start;
            long allocated = threads.getCurrentThreadAllocatedBytes() - before;
            System.out.printf("%d events: %d bytes allocated, %d ns an event on one thread%n",
                    EVENTS, allocated, nanos / EVENTS);
            assertThat(errors).isEmpty();
            assertThat(counters.get(Counter.MALFORMED_MESSAGES)).isZero();
            assertThat(counters.get(Counter.UNKNOWN_LINKS)).isZero();
            assertThat(journal.records).isGreaterThan(EVENTS);
            assertThat(journal.segments).isGreaterThan(1);
            assertThat(allocated).isLessThanOrEqualTo(LIMIT_BYTES);
            pipeline.receiver().onClose();
        }
    }

    private Pipeline pipeline() {
        return new Pipeline(
                new PipelineConfig(16_384, 65_536, new ReceiverConfig(Duration.ZERO),
                        new VrfConfig(List.of(), List.of())),
                new Pipeline.Ports(
                        new ReceiverPorts(kernel.events(), RECEIVE_BATCH, kernel::openDump,
                                PolicyUpdates.of(PolicySettings.PLAIN)),
                        NoRedis.writer(TableProtocol.PRODUCER_STATE, 512), 512, new NoRedis(),
                        new JournalPorts(journal, 1, new KernelId(1, 2, 3), 0, 0, () -> 0, CaptureMode.RAW),
                        RowListener.NONE),
                SystemNanoClock.INSTANCE, counters, errors::add);
    }

    /** Runs every agent in turn until the stages have had so many more events. */
    private void receive(Pipeline pipeline, long count) throws Exception {
        kernel.schedule(System.nanoTime(), 0, count);
        StageAgent last = pipeline.stageAgents().getLast();
        drive(pipeline, () -> kernel.isExhausted() && !last.hasWork());
    }

    private static void drive(Pipeline pipeline, BooleanSupplier done) throws Exception {
        List<StageAgent> stages = pipeline.stageAgents();
        while (!done.getAsBoolean()) {
            pipeline.receiver().doWork();
            for (int i = 0; i < stages.size(); i++) {
                stages.get(i).doWork();
            }
        }
    }

    /** Copies each record into memory that is there, segment over segment. */
    private static final class PreallocatedJournal implements SegmentSource, SegmentAppender {
        private final UnsafeBuffer memory = new UnsafeBuffer(new byte[16 << 20]);
        private int position;
        private int segments;
        private long records;

        @Override
        public SegmentAppender take() {
            segments++;
            position = 0;
            return this;
        }

        @Override
        public boolean hasRoom(int payloadLength) {
            return position + RecordFormat.HEADER_LENGTH + payloadLength <= memory.capacity();
        }

        @Override
        public boolean append(int type, long sequence, long nanos, DirectBuffer payload, int offset, int length) {
            memory.putLong(position, sequence);
            memory.putLong(position + Long.BYTES, nanos);
            memory.putBytes(position + RecordFormat.HEADER_LENGTH, payload, offset, length);
            position += RecordFormat.HEADER_LENGTH + length;
            records++;
            return true;
        }

        @Override
        public long position() {
            return position;
        }

        @Override
        public int number() {
            return segments;
        }

        @Override
        public void release(SegmentAppender segment) {
        }

        @Override
        public void restartsAt(int number) {
        }

        @Override
        public void expectSnapshot(long bytes) {
        }
    }
}
