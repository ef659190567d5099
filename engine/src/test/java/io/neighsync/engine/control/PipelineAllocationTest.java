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
import io.neighsync.netlink.DatagramBatch;
import io.neighsync.netlink.NeighborRequests;
import io.neighsync.netlink.NetlinkPort;
import io.neighsync.netlink.Nud;
import io.neighsync.netlink.Rtnetlink;
import io.neighsync.redis.TableProtocol;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.SystemNanoClock;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** In steady state the receiver and the stages allocate nothing: at most 64 KiB over ten million events. */
@Timeout(300)
class PipelineAllocationTest {
    private static final long WARM_UP_EVENTS = 2_000_000;
    private static final long EVENTS = 10_000_000;
    private static final long LIMIT_BYTES = 64 * 1024;

    @Test
    void shouldAllocateNothingPerEventInSteadyState() throws Exception {
        assertAllocatesNothing("", null);
    }

    @Test
    void shouldAllocateNothingPerEventWithAJournalOfAllThatIsReceivedAndDecided() throws Exception {
        PreallocatedJournal journal = new PreallocatedJournal();
        assertAllocatesNothing(" with a journal", new JournalPorts(
                journal, 1, new KernelId(1, 2, 3), 0, 0, () -> 0, CaptureMode.RAW));
        assertThat(journal.records).isGreaterThan(EVENTS);
        assertThat(journal.segments).isGreaterThan(1);
    }

    private static void assertAllocatesNothing(String what, JournalPorts journal) throws Exception {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        List<Throwable> errors = new ArrayList<>();
        Counters counters = new Counters();
        Firehose firehose = new Firehose();
        try (Pipeline pipeline = new Pipeline(
                new PipelineConfig(16_384, 65_536,
                        new ReceiverConfig(Duration.ofSeconds(30)), new VrfConfig(List.of(), List.of())),
                new Pipeline.Ports(new ReceiverPorts(firehose, Firehose.BATCH, Silence::new,
                        PolicyUpdates.of(PolicySettings.PLAIN)),
                        NoRedis.writer(TableProtocol.PRODUCER_STATE, 512), 512, new NoRedis(), journal,
                        RowListener.NONE),
                SystemNanoClock.INSTANCE, counters, errors::add)) {
            run(pipeline, counters, WARM_UP_EVENTS);
            long before = threads.getCurrentThreadAllocatedBytes();
            long start = System.nanoTime();
            run(pipeline, counters, WARM_UP_EVENTS + EVENTS);
            long nanos = System.nanoTime() - start;
            long allocated = threads.getCurrentThreadAllocatedBytes() - before;
            System.out.printf("%d events%s: %d bytes allocated, %d ns an event on one thread%n",
                    EVENTS, what, allocated, nanos / EVENTS);
            assertThat(errors).isEmpty();
            assertThat(counters.get(Counter.MALFORMED_MESSAGES)).isZero();
            assertThat(counters.get(Counter.NEIGHBORS)).isEqualTo(Firehose.NEIGHBORS);
            assertThat(allocated).isLessThanOrEqualTo(LIMIT_BYTES);
            pipeline.receiver().onClose();
        }
    }

    private static void run(Pipeline pipeline, Counters counters, long until) throws Exception {
        List<StageAgent> stages = pipeline.stageAgents();
        while (counters.get(Counter.EVENTS) < until) {
            pipeline.receiver().doWork();
            for (int i = 0; i < stages.size(); i++) {
                stages.get(i).doWork();
            }
        }
    }

    /** A kernel that changes some address, deletes some neighbor or repeats itself as fast as it is read. */
    private static final class Firehose extends Silence {
        private static final int BATCH = 64;
        private static final int NEIGHBORS = 4_096;
        private static final int MESSAGE_BYTES = 128;
        private static final int ROUNDS = 3;

        private final UnsafeBuffer messages = new UnsafeBuffer(new byte[ROUNDS * NEIGHBORS * MESSAGE_BYTES]);
        private final int[] lengths = new int[ROUNDS * NEIGHBORS];
        private int next;

        Firehose() {
            for (int i = 0; i < ROUNDS * NEIGHBORS; i++) {
                int round = i / NEIGHBORS;
                int neighbor = i % NEIGHBORS;
                boolean ipv6 = (neighbor & 1) == 1;
                lengths[i] = NeighborRequests.encodeNewNeighbor(messages, i * MESSAGE_BYTES, 0, 0, 7,
                        ipv6 ? Rtnetlink.AF_INET6 : Rtnetlink.AF_INET, ipv6 ? 0xfc00L << 48 : 0, neighbor,
                        0x0200_0000_0000L + (round == 2 ? 1 : round), Nud.NUD_REACHABLE, 0);
            }
        }

        @Override
        public int receive(DatagramBatch batch) {
            batch.clear();
            for (int i = 0; i < BATCH; i++) {
                batch.append(messages, next * MESSAGE_BYTES, lengths[next], 0, false);
                next = (next + 1) % lengths.length;
            }
            return BATCH;
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

    /** A socket on which nothing comes. */
    private static class Silence implements NetlinkPort {
        @Override
        public int receive(DatagramBatch batch) {
            return 0;
        }

        @Override
        public int send(DirectBuffer buffer, int offset, int length) {
            return length;
        }

        @Override
        public int fd() {
            return -1;
        }

        @Override
        public int portId() {
            return 1;
        }

        @Override
        public long drops() {
            return 0;
        }

        @Override
        public void close() {
        }
    }

}
