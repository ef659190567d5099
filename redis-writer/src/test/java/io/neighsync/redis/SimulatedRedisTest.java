package io.neighsync.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The simulated Redis against the contract, and what only it can do. */
class SimulatedRedisTest extends TablesContract {
    private SimulatedRedis simulated;

    @Override
    RedisUnderTest start(TableProtocol protocol) {
        final SimulatedRedisUnderTest made = new SimulatedRedisUnderTest(protocol);
        simulated = made.redis;
        return made;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 64, 100_000})
    void shouldAnswerTheSameWhenBytesTravelInFragments(int maxBytes) {
        use(TableProtocol.PRODUCER_STATE);
        simulated.fragment(maxBytes);
        redis.putForeign(OTHER_KEY);
        assertThat(writer.set(KEY, MAC).set(OTHER_KEY, MAC).delete("Ethernet4:10.0.0.2").flush()).containsExactly(
            "acknowledged 0", "refused 1 WRONGTYPE Operation against a key holding the wrong kind of value",
            "acknowledged 2", "complete");
        assertThat(writer.set(KEY, OTHER_MAC).flush()).containsExactly("acknowledged 0", "complete");
        assertThat(redis.rows()).isEqualTo(Map.of(KEY, row(OTHER_MAC, "IPv4"), OTHER_KEY, Map.of()));
    }

    @Test
    void shouldTakeAndGiveOneFragmentForEachPollWhenBytesTravelInFragments() {
        use(TableProtocol.DIRECT);
        simulated.fragment(16);
        writer.set(KEY, MAC).send();
        assertThat(writer.writer.wantsWrite()).isTrue();
        int polls = 0;
        while (writer.writer.wantsWrite()) {
            writer.writer.poll(0, writer);
            polls++;
        }
        assertThat(polls).isGreaterThan(10);
        assertThat(simulated.serve()).isTrue();
        assertThat(writer.writer.poll(0, writer)).isEqualTo(1);
        assertThat(writer.writer.isReady()).isFalse();
        assertThat(writer.poll()).containsExactly("acknowledged 0", "complete");
    }

    @Test
    void shouldStandStillUntilItIsServed() {
        use(TableProtocol.DIRECT);
        writer.set(KEY, MAC).send();
        for (int i = 0; i < 100; i++) {
            writer.writer.poll(0, writer);
        }
        assertThat(redis.dump()).isEmpty();
        assertThat(writer.writer.isReady()).isFalse();
        assertThat(simulated.batches()).isZero();
        assertThat(simulated.serve()).isTrue();
        assertThat(simulated.serve()).isFalse();
        assertThat(simulated.batches()).isEqualTo(1);
        assertThat(redis.dump()).hasSize(1);
        writer.writer.poll(0, writer);
        assertThat(writer.writer.isReady()).isTrue();
    }

    @Test
    void shouldExecuteNothingOfABatchThatArrivedInPart() {
        use(TableProtocol.DIRECT);
        simulated.fragment(64);
        writer.set(KEY, MAC).send();
        assertThat(simulated.serve()).isFalse();
        redis.cut(true, Integer.MAX_VALUE);
        assertThat(writer.poll()).containsExactly("lost connection");
        assertThat(redis.dump()).isEmpty();
        assertThat(simulated.batches()).isZero();
    }

    @Test
    void shouldPopTheOldestKeysFirstAndNoMoreThanAsked() {
        use(TableProtocol.PRODUCER_STATE);
        for (int i = 0; i < 5; i++) {
            writer.set("Ethernet" + i + ":10.0.0.1", MAC);
        }
        writer.flush();
        final List<String> keys = new ArrayList<>();
        assertThat(simulated.consume(TestConfig.NEIGH, 2, operation -> keys.add(operation.key()))).isEqualTo(2);
        assertThat(keys).containsExactly("Ethernet0:10.0.0.1", "Ethernet1:10.0.0.1");
        assertThat(simulated.consume(TestConfig.NEIGH, 128)).isEqualTo(3);
        assertThat(simulated.consume(TestConfig.NEIGH, 128)).isZero();
        assertThat(redis.rows()).hasSize(5);
    }

    @Test
    void shouldDoTheSameAgainWhenTheCallsAreTheSame() {
        assertThat(run()).isEqualTo(run());
    }

    private static List<String> run() {
        final RandomOperations operations = new RandomOperations(7, TableProtocol.PRODUCER_STATE,
            new SimulatedRedisUnderTest(TableProtocol.PRODUCER_STATE));
        final List<String> trace = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            trace.add(operations.next());
        }
        return trace;
    }
}
