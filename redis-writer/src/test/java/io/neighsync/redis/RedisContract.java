package io.neighsync.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a {@link FencedWriter} and a consumer see of Redis. It holds for a real server and for the simulated one, which
 * licenses simulations.
 */
@Timeout(60)
abstract class RedisContract {
    static final String MAC = "00:11:22:33:44:55";
    static final String OTHER_MAC = "aa:bb:cc:dd:ee:ff";
    static final String KEY = "Ethernet0:10.0.0.1";
    static final String OTHER_KEY = "Vlan10:fc00::1";
    private static final String LAST_COMMAND = "END";
    private static final String LAST_REPLY = "-ERR unknown command 'END', with args beginning with: \r\n";
    private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(20);
    static final String WRONG_TYPE = "WRONGTYPE Operation against a key holding the wrong kind of value";

    RedisUnderTest redis;
    ContractWriter writer;

    abstract RedisUnderTest start(TableProtocol protocol);

    @AfterEach
    void stop() {
        if (writer != null) {
            writer.close();
        }
        if (redis != null) {
            redis.close();
        }
    }

    void use(TableProtocol protocol) {
        redis = start(protocol);
        writer = new ContractWriter(redis, protocol).connect();
    }

    static Map<String, String> row(String mac, String family) {
        final Map<String, String> fields = new LinkedHashMap<>();
        fields.put("neigh", mac);
        fields.put("family", family);
        return fields;
    }

    @ParameterizedTest
    @EnumSource
    void shouldSetDeleteAndSetAgain(TableProtocol protocol) {
        use(protocol);
        assertThat(writer.set(KEY, MAC).flush()).containsExactly("acknowledged 0", "complete");
        assertThat(redis.rows()).isEqualTo(Map.of(KEY, row(MAC, "IPv4")));
        assertThat(writer.delete(KEY).flush()).containsExactly("acknowledged 0", "complete");
        assertThat(redis.rows()).isEmpty();
        assertThat(writer.set(KEY, OTHER_MAC).delete("Ethernet4:10.0.0.2").set(OTHER_KEY, MAC).flush())
            .containsExactly("acknowledged 0", "acknowledged 1", "acknowledged 2", "complete");
        assertThat(redis.rows())
            .isEqualTo(Map.of(KEY, row(OTHER_MAC, "IPv4"), OTHER_KEY, row(MAC, "IPv6")))
            .allSatisfy((key, fields) -> assertThat(fields.keySet()).containsExactly("neigh", "family"));
    }

    @Test
    void shouldLeaveNothingButRowsWhenDirect() {
        use(TableProtocol.DIRECT);
        writer.set(KEY, MAC).delete(OTHER_KEY).flush();
        assertThat(redis.dump()).hasToString("{NEIGH_TABLE:" + KEY + "=hash {neigh=" + MAC + ", family=IPv4}}");
    }

    @Test
    void shouldLeaveWhatAConsumerWaitsForWhenProducerState() {
        use(TableProtocol.PRODUCER_STATE);
        writer.set(KEY, MAC).delete(OTHER_KEY).flush();
        assertThat(redis.dump()).isEqualTo(Map.of(
            "_NEIGH_TABLE:" + KEY, "hash {neigh=" + MAC + ", family=IPv4}",
            "NEIGH_TABLE_KEY_SET", "set [" + KEY + ", " + OTHER_KEY + "]",
            "NEIGH_TABLE_DEL_SET", "set [" + OTHER_KEY + "]"));
    }

    @Test
    void shouldMoveRowsToTheTableWhenConsumed() {
        use(TableProtocol.PRODUCER_STATE);
        redis.putRow(OTHER_KEY, row(MAC, "IPv6"));
        writer.set(KEY, MAC).delete(OTHER_KEY).flush();
        assertThat(redis.rows()).isEqualTo(Map.of(KEY, row(MAC, "IPv4")));
        assertThat(redis.consume())
            .containsExactly("SET " + KEY + " {neigh=" + MAC + ", family=IPv4}", "DEL " + OTHER_KEY);
        assertThat(redis.dump()).isEqualTo(
            Map.of("NEIGH_TABLE:" + KEY, "hash {neigh=" + MAC + ", family=IPv4}"));
        assertThat(redis.rows()).isEqualTo(Map.of(KEY, row(MAC, "IPv4")));
        assertThat(redis.consume()).isEmpty();
    }

    @Test
    void shouldReplaceTheWholeRowWhenItIsDeletedAndSetBeforeTheConsumerLooks() {
        use(TableProtocol.PRODUCER_STATE);
        redis.putRow(KEY, Map.of("neigh", MAC, "stale", "1"));
        writer.set(KEY, OTHER_MAC).flush();
        writer.delete(KEY).flush();
        writer.set(KEY, MAC).flush();
        assertThat(redis.consume())
            .containsExactly("DEL " + KEY, "SET " + KEY + " {neigh=" + MAC + ", family=IPv4}");
        assertThat(redis.dump()).isEqualTo(
            Map.of("NEIGH_TABLE:" + KEY, "hash {neigh=" + MAC + ", family=IPv4}"));
    }

    @ParameterizedTest
    @EnumSource
    void shouldKeepFieldsItDoesNotKnowWhenARowIsSetOverAStaleOne(TableProtocol protocol) {
        use(protocol);
        final Map<String, String> stale = new LinkedHashMap<>();
        stale.put("family", "IPv6");
        stale.put("stale", "1");
        redis.putRow(KEY, stale);
        writer.set(KEY, MAC).flush();
        redis.consume();
        assertThat(redis.dump()).isEqualTo(Map.of("NEIGH_TABLE:" + KEY,
            "hash {family=IPv4, stale=1, neigh=" + MAC + "}"));
    }

    @Test
    void shouldTellTheConsumerOftenEnoughWhenManyRowsTravelInOneBatch() {
        use(TableProtocol.PRODUCER_STATE);
        redis.listen();
        IntStream.range(0, 300).forEach(i -> writer.set("Ethernet0:10.0." + i / 250 + "." + i % 250, MAC));
        assertThat(writer.flush()).hasSize(301).endsWith("complete");
        assertThat(redis.operationsAfter(TestConfig.NEIGH, 3)).hasSize(300);
        assertThat(redis.dump()).hasSize(300).doesNotContainKey("NEIGH_TABLE_KEY_SET");
    }

    @ParameterizedTest
    @EnumSource
    void shouldChangeNothingWhenTheFenceIsTaken(TableProtocol protocol) {
        use(protocol);
        writer.set(KEY, MAC).flush();
        redis.takeFence();
        assertThat(writer.set(KEY, OTHER_MAC).delete(OTHER_KEY).flush())
            .containsExactly("lost the fence NEIGHSYNCD_FENCE was taken: it is 2:ff:1");
        assertThat(redis.rows()).isEqualTo(Map.of(KEY, row(MAC, "IPv4")));
        assertThat(writer.connect().writer.isReady()).isTrue();
        assertThat(writer.set(KEY, OTHER_MAC).flush()).containsExactly("acknowledged 0", "complete");
        assertThat(redis.rows()).isEqualTo(Map.of(KEY, row(OTHER_MAC, "IPv4")));
    }

    @ParameterizedTest
    @EnumSource
    void shouldChangeNothingWhenThereIsANewerConnection(TableProtocol protocol) {
        use(protocol);
        try (ContractWriter newer = new ContractWriter(redis, protocol).connect()) {
            assertThat(writer.set(KEY, MAC).flush())
                .containsExactly("lost the fence NEIGHSYNCD_FENCE was taken: it is 1:OWNER:2");
            assertThat(redis.dump()).isEmpty();
            assertThat(newer.set(KEY, MAC).flush()).containsExactly("acknowledged 0", "complete");
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldChangeNothingWhenRedisWasCleared(TableProtocol protocol) {
        use(protocol);
        writer.set(KEY, MAC).flush();
        redis.clear();
        assertThat(writer.set(KEY, OTHER_MAC).flush())
            .containsExactly("lost the fence NEIGHSYNCD_FENCE was taken: it is missing");
        assertThat(redis.dump()).isEmpty();
        assertThat(writer.connect().set(KEY, MAC).flush()).containsExactly("acknowledged 0", "complete");
    }

    @ParameterizedTest
    @EnumSource
    void shouldRefuseTheBatchAndTakeTheNextWhenOutOfMemory(TableProtocol protocol) {
        use(protocol);
        redis.refuse(true);
        assertThat(writer.set(KEY, MAC).delete(OTHER_KEY).flush())
            .containsExactly("batch refused OOM command not allowed when used memory > 'maxmemory'.");
        assertThat(redis.dump()).isEmpty();
        redis.refuse(false);
        assertThat(writer.set(KEY, MAC).flush()).containsExactly("acknowledged 0", "complete");
        assertThat(redis.rows()).isEqualTo(Map.of(KEY, row(MAC, "IPv4")));
    }

    @ParameterizedTest
    @EnumSource
    void shouldRefuseOneRowWhenItsKeyHoldsAnotherType(TableProtocol protocol) {
        use(protocol);
        redis.putForeign(KEY);
        assertThat(writer.set(OTHER_KEY, MAC).set(KEY, MAC).set("Ethernet4:10.0.0.2", MAC).flush())
            .containsExactly("acknowledged 0", "refused 1 " + WRONG_TYPE, "acknowledged 2", "complete");
        assertThat(redis.rows()).containsEntry(KEY, Map.of()).hasSize(3);
        assertThat(writer.delete(KEY).flush()).containsExactly("acknowledged 0", "complete");
        assertThat(writer.set(KEY, MAC).flush()).containsExactly("acknowledged 0", "complete");
        assertThat(redis.rows()).containsEntry(KEY, row(MAC, "IPv4")).hasSize(3);
    }

    @Test
    void shouldRefuseTheRowsWhenASetOfTheProtocolHoldsAnotherType() {
        use(TableProtocol.PRODUCER_STATE);
        redis.putString("NEIGH_TABLE_DEL_SET", "foreign");
        assertThat(writer.set(KEY, MAC).delete(OTHER_KEY).flush())
            .containsExactly("acknowledged 0", "refused 1 " + WRONG_TYPE, "complete");
        redis.clear();
        writer.close();
        writer.connect();
        redis.putString("NEIGH_TABLE_KEY_SET", "foreign");
        assertThat(writer.set(KEY, MAC).flush()).containsExactly("refused 0 " + WRONG_TYPE, "complete");
    }

    @ParameterizedTest
    @EnumSource
    void shouldApplyNothingWhenTheConnectionBreaksBeforeTheBatchIsExecuted(TableProtocol protocol) {
        use(protocol);
        redis.hold();
        writer.set(KEY, MAC).send();
        redis.cut(false, 0);
        assertThat(writer.poll()).containsExactly("lost connection");
        assertThat(redis.dump()).isEmpty();
        assertThat(writer.connect().set(KEY, MAC).flush()).containsExactly("acknowledged 0", "complete");
    }

    @ParameterizedTest
    @EnumSource
    void shouldApplyAndNotAcknowledgeWhenTheRepliesAreLost(TableProtocol protocol) {
        use(protocol);
        redis.hold();
        writer.set(KEY, MAC).send();
        redis.cut(true, 0);
        assertThat(writer.poll()).containsExactly("lost connection");
        assertThat(redis.rows()).isEqualTo(Map.of(KEY, row(MAC, "IPv4")));
        assertThat(writer.connect().delete(KEY).flush()).containsExactly("acknowledged 0", "complete");
        assertThat(redis.rows()).isEmpty();
    }

    @Test
    void shouldAcknowledgeAllOrNothingWhereverTheRepliesBreakOff() {
        use(TableProtocol.PRODUCER_STATE);
        final int untilExecuted = ("+QUEUED\r\n".repeat(6) + "*6\r\n" + ":0\r\n".repeat(5) + "+OK\r\n").length();
        final int all = untilExecuted + "+OK\r\n$22\r\n1:0123456789abcdef:123\r\n+OK\r\n".length();
        for (int replyBytes = 0; replyBytes <= all; replyBytes++) {
            writer.close();
            writer.connect();
            redis.hold();
            writer.set(KEY, MAC).delete(OTHER_KEY).send();
            redis.cut(true, replyBytes);
            writer.poll();
            assertThat(writer.poll()).as("after %d bytes of replies", replyBytes).isEqualTo(replyBytes < untilExecuted
                ? List.of("lost connection")
                : List.of("acknowledged 0", "acknowledged 1", "complete", "lost connection"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldExecuteAnAbandonedBatchOnlyWhileItsFenceStands(TableProtocol protocol) {
        use(protocol);
        redis.hold();
        writer.set(KEY, MAC).send();
        writer.close();
        redis.release();
        assertThat(redis.rows()).isEqualTo(Map.of(KEY, row(MAC, "IPv4")));
        writer.connect();
        redis.hold();
        writer.delete(KEY).send();
        writer.close();
        writer.connect();
        redis.release();
        assertThat(redis.rows()).isEqualTo(Map.of(KEY, row(MAC, "IPv4")));
        assertThat(writer.delete(KEY).flush()).containsExactly("acknowledged 0", "complete");
        assertThat(redis.rows()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void shouldReadTheRowsBackWhenItRestartedWithThem(TableProtocol protocol) {
        use(protocol);
        writer.set(KEY, MAC).set(OTHER_KEY, MAC).flush();
        redis.restart(false);
        assertThat(writer.poll()).containsExactly("lost connection");
        assertThat(redis.rows()).isEqualTo(Map.of(KEY, row(MAC, "IPv4"), OTHER_KEY, row(MAC, "IPv6")));
        assertThat(writer.connect().delete(KEY).flush()).containsExactly("acknowledged 0", "complete");
        assertThat(redis.rows()).isEqualTo(Map.of(OTHER_KEY, row(MAC, "IPv6")));
    }

    @ParameterizedTest
    @EnumSource
    void shouldBeEmptyWhenItRestartedEmpty(TableProtocol protocol) {
        use(protocol);
        writer.set(KEY, MAC).flush();
        redis.restart(true);
        assertThat(writer.poll()).containsExactly("lost connection");
        assertThat(redis.dump()).isEmpty();
        assertThat(writer.connect().set(OTHER_KEY, MAC).flush()).containsExactly("acknowledged 0", "complete");
        assertThat(redis.rows()).isEqualTo(Map.of(OTHER_KEY, row(MAC, "IPv6")));
    }

    @Test
    void shouldTakeAHigherEpochThanItEverHadWhenItRestartedEmpty() {
        use(TableProtocol.DIRECT);
        redis.takeFence();
        writer.set(KEY, MAC).flush();
        assertThat(fenceOfAConnection()).startsWith("3:").endsWith(":1");
        redis.restart(true);
        assertThat(fenceOfAConnection()).startsWith("4:").endsWith(":1");
        assertThat(fenceOfAConnection()).startsWith("4:").endsWith(":2");
    }

    @ParameterizedTest
    @EnumSource
    void shouldShowWhatOthersDidToRows(TableProtocol protocol) {
        use(protocol);
        writer.set(KEY, MAC).set(OTHER_KEY, MAC).flush();
        redis.putRow(KEY, row(OTHER_MAC, "IPv4"));
        redis.removeRow(OTHER_KEY);
        assertThat(redis.rows()).isEqualTo(Map.of(KEY, row(OTHER_MAC, "IPv4")));
    }

    @Test
    void shouldAnswerEachCommandWhenOutsideATransaction() {
        use(TableProtocol.DIRECT);
        assertThat(exchange("HSET h f 1 g 2", "hset h f 3", "HSET h f 3 i 4 f 5", "HSET h f", "HSET h f 1 g"))
            .containsExactly(":2", ":0", ":1", wrongArity("hset"), wrongArity("hset"));
        assertThat(exchange("SADD s a b a", "SADD s b c", "SADD s", "SADD h a", "HSET s f 1", "GET h"))
            .containsExactly(":2", ":1", wrongArity("sadd"), "-" + WRONG_TYPE, "-" + WRONG_TYPE, "-" + WRONG_TYPE);
        assertThat(exchange("SET t v", "GET t", "SET h v", "GET h", "SET t", "SET t v w", "DEL t h", "HSET h f 1"))
            .containsExactly("+OK", "$1", "v", "+OK", "$1", "v", wrongArity("set"), "-ERR syntax error", ":2", ":1");
        assertThat(exchange("GET none", "GET", "DEL h s none", "DEL", "PUBLISH c m", "WATCH", "FOO a b"))
            .containsExactly("$-1", wrongArity("get"), ":2", wrongArity("del"), ":0", wrongArity("watch"),
                "-ERR unknown command 'FOO', with args beginning with: 'a' 'b' ");
        assertThat(exchange("MULTI 1", "EXEC")).containsExactly(wrongArity("multi"), "-ERR EXEC without MULTI");
    }

    @Test
    void shouldAbortOrRefuseATransactionWhenItIsWrongOrAWatchedKeyWasTouched() {
        use(TableProtocol.DIRECT);
        assertThat(exchange("MULTI", "HSET h f", "SADD s a", "EXEC")).containsExactly("+OK", wrongArity("hset"),
            "+QUEUED", "-EXECABORT Transaction discarded because of previous errors.");
        assertThat(exchange("MULTI", "MULTI", "WATCH a", "SADD s a", "EXEC 1", "EXEC")).containsExactly("+OK",
            "-ERR MULTI calls can not be nested", "-ERR WATCH inside MULTI is not allowed", "+QUEUED",
            "-EXECABORT Transaction discarded because of: wrong number of arguments for 'exec' command",
            "-ERR EXEC without MULTI");
        assertThat(exchange("WATCH s t", "SADD s a", "MULTI", "SADD s b", "EXEC", "MULTI", "EXEC"))
            .containsExactly("+OK", ":1", "+OK", "+QUEUED", "*-1", "+OK", "*0");
        assertThat(exchange("WATCH s t", "SADD s a", "DEL t", "MULTI", "SADD s b", "HSET s f 1", "GET t", "EXEC"))
            .containsExactly("+OK", ":0", ":0", "+OK", "+QUEUED", "+QUEUED", "+QUEUED",
                "*3", ":1", "-" + WRONG_TYPE, "$-1");
    }

    @Test
    void shouldCloseTheConnectionWhenItIsSentNoCommand() {
        use(TableProtocol.DIRECT);
        assertThat(exchange(ascii("*-1\r\n*0\r\n"))).isEmpty();
        assertThat(exchange(ascii("*1\r\n+x\r\n")))
            .containsExactly("-ERR Protocol error: expected '$', got '+'");
        assertThat(exchange(ascii("*x\r\n"))).containsExactly("-ERR Protocol error: invalid multibulk length");
        assertThat(exchange(ascii("*1\r\n$-1\r\n"))).containsExactly("-ERR Protocol error: invalid bulk length");
    }

    /**
     * Lines that come back on a connection of its own outside a transaction, up to its end or the reply to a last
     * unknown command.
     */
    List<String> exchange(byte[] requests) {
        final byte[] begun = encoded("EXEC");
        final byte[] last = encoded(LAST_COMMAND);
        final ByteBuffer bytes = ByteBuffer.allocate(begun.length + requests.length + last.length)
            .put(begun).put(requests).put(last).flip();
        final StringBuilder replies = new StringBuilder();
        try (RedisConnection connection = redis.connect()) {
            final ByteBuffer chunk = ByteBuffer.allocate(64 * 1024);
            final long deadline = System.nanoTime() + DEADLINE_NANOS;
            int received = 0;
            while (received >= 0 && !replies.toString().endsWith(LAST_REPLY)) {
                if (bytes.hasRemaining()) {
                    connection.transport().write(bytes);
                }
                redis.serve();
                received = connection.transport().read(chunk.clear());
                replies.append(new String(chunk.array(), 0, Math.max(received, 0), StandardCharsets.ISO_8859_1));
                assertThat(System.nanoTime() - deadline).as("no end of %s", replies).isNegative();
            }
        } catch (IOException e) {
            throw new AssertionError("so far: " + replies, e);
        }
        return replies.toString().replace(LAST_REPLY, "").lines().skip(1).toList();
    }

    /** The same for commands, their words separated by blanks. */
    List<String> exchange(String... commands) {
        final ByteBuffer bytes = ByteBuffer.allocate(64 * 1024);
        for (final String command : commands) {
            bytes.put(encoded(command.split(" ", -1)));
        }
        final byte[] requests = new byte[bytes.position()];
        bytes.flip().get(requests);
        return exchange(requests);
    }

    private String fenceOfAConnection() {
        try (RedisConnection connection = redis.connect()) {
            return connection.fence();
        }
    }

    private static byte[] encoded(String... words) {
        final StringBuilder text = new StringBuilder("*" + words.length + "\r\n");
        for (final String word : words) {
            text.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
        }
        return ascii(text.toString());
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String wrongArity(String command) {
        return "-ERR wrong number of arguments for '" + command + "' command";
    }
}
