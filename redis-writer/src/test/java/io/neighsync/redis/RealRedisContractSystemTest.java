package io.neighsync.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A real server against the contract, and the simulated one beside it. */
class RealRedisContractSystemTest extends TablesContract {
    private static final int OPERATIONS = 300;
    private static final int EXCHANGES = 300;
    private static final String[] COMMANDS =
        {"HSET", "DEL", "SADD", "SET", "PUBLISH", "MULTI", "EXEC", "WATCH", "GET", "foo"};
    private static final int[] ARGUMENTS = {3, 1, 2, 2, 2, 0, 0, 1, 1, 2};
    private static final String[] WORDS = {"a", "b", "c", "f", "g"};

    @Override
    RedisUnderTest start(TableProtocol protocol) {
        return new RealRedisUnderTest(protocol);
    }

    @ParameterizedTest
    @EnumSource
    void shouldDoWhatTheSimulatedOneDoesWhateverHappens(TableProtocol protocol) {
        redis = start(protocol);
        try (RedisUnderTest simulated = new SimulatedRedisUnderTest(protocol)) {
            for (long seed = 0; seed < 3; seed++) {
                redis.clear();
                simulated.clear();
                final RandomOperations expected = new RandomOperations(seed, protocol, redis);
                final RandomOperations actual = new RandomOperations(seed, protocol, simulated);
                for (int i = 0; i < OPERATIONS; i++) {
                    final String operation = expected.next();
                    assertThat(actual.next()).as("seed %d, operation %d", seed, i).isEqualTo(operation);
                }
                final boolean empty = seed % 2 == 0;
                assertThat(actual.restart(empty)).isEqualTo(expected.restart(empty));
            }
        }
    }

    @Test
    void shouldAnswerWhatTheSimulatedOneAnswersToAnyCommands() {
        redis = start(TableProtocol.DIRECT);
        final RedisUnderTest real = redis;
        final RedisUnderTest simulated = new SimulatedRedisUnderTest(TableProtocol.DIRECT);
        final Random random = new Random(11);
        for (int i = 0; i < EXCHANGES; i++) {
            final String[] commands = commands(random);
            redis = simulated;
            final List<String> answer = exchange(commands);
            redis = real;
            assertThat(answer).as(() -> String.join("; ", commands)).isEqualTo(exchange(commands));
            assertThat(simulated.dump()).isEqualTo(real.dump());
            final String key = WORDS[random.nextInt(WORDS.length)];
            real.putString(key, "text");
            simulated.putString(key, "text");
        }
    }

    private static String[] commands(Random random) {
        final String[] commands = new String[1 + random.nextInt(20)];
        for (int i = 0; i < commands.length; i++) {
            final int command = random.nextInt(COMMANDS.length);
            final StringBuilder text = new StringBuilder(COMMANDS[command]);
            final int words = Math.max(0, ARGUMENTS[command] + (random.nextInt(3) == 0 ? random.nextInt(5) - 2 : 0));
            for (int word = 0; word < words; word++) {
                text.append(' ').append(WORDS[random.nextInt(WORDS.length)]);
            }
            commands[i] = text.toString();
        }
        return commands;
    }
}
