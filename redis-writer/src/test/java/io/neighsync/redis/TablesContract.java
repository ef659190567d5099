package io.neighsync.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The contract where it is about several tables, markers, probes, and rows taken back.
 */
abstract class TablesContract extends RedisContract {
    static final String THIRD_KEY = "Ethernet4:10.0.0.2";
    private static final String ROUTE = "Vrf1:10.0.0.2";
    private static final String FAILED_ROW = "hash {NULL=NULL}";
    private static final String ROW = "hash {neigh=" + MAC + ", family=IPv4}";

    @Test
    void shouldWriteSeveralTablesInOneBatchWhenDirect() {
        use(TableProtocol.DIRECT);
        redis.putHash("ROUTE_TABLE:" + ROUTE, Map.of("nexthop", "0.0.0.0"));
        assertThat(writer.delete(TestConfig.ROUTE, ROUTE).set(KEY, MAC).setFailed(OTHER_KEY).flush())
            .containsExactly("acknowledged 0", "acknowledged 1", "acknowledged 2", "complete");
        assertThat(redis.dump()).isEqualTo(Map.of("NEIGH_TABLE:" + KEY, ROW,
            "NEIGH_FAILED_TABLE:" + OTHER_KEY, FAILED_ROW));
        assertThat(redis.rows(TestConfig.FAILED)).isEqualTo(Map.of(OTHER_KEY, Map.of("NULL", "NULL")));
        assertThat(redis.rows(TestConfig.ROUTE)).isEmpty();
    }

    @Test
    void shouldTellTheConsumerOfEachTableWhatIsItsOwn() {
        use(TableProtocol.PRODUCER_STATE);
        redis.putHash("ROUTE_TABLE:" + ROUTE, Map.of("nexthop", "0.0.0.0"));
        writer.delete(TestConfig.ROUTE, ROUTE).set(KEY, MAC).setFailed(KEY).delete(OTHER_KEY).flush();
        assertThat(redis.dump()).isEqualTo(Map.of("ROUTE_TABLE:" + ROUTE, "hash {nexthop=0.0.0.0}",
            "_NEIGH_TABLE:" + KEY, ROW, "_NEIGH_FAILED_TABLE:" + KEY, FAILED_ROW,
            "NEIGH_TABLE_KEY_SET", "set [" + KEY + ", " + OTHER_KEY + "]",
            "NEIGH_TABLE_DEL_SET", "set [" + OTHER_KEY + "]",
            "NEIGH_FAILED_TABLE_KEY_SET", "set [" + KEY + "]",
            "ROUTE_TABLE_KEY_SET", "set [" + ROUTE + "]", "ROUTE_TABLE_DEL_SET", "set [" + ROUTE + "]"));
        assertThat(redis.rows(TestConfig.ROUTE)).isEmpty();
        assertThat(redis.consume(TestConfig.ROUTE)).containsExactly("DEL " + ROUTE);
        assertThat(redis.consume(TestConfig.FAILED)).containsExactly("SET " + KEY + " {NULL=NULL}");
        assertThat(redis.rows(TestConfig.FAILED)).isEqualTo(Map.of(KEY, Map.of("NULL", "NULL")));
    }

    @Test
    void shouldTellEachConsumerOftenEnoughWhenManyRowsTravelInOneBatch() {
        use(TableProtocol.PRODUCER_STATE);
        redis.listen();
        IntStream.range(0, 129).forEach(i -> writer.setFailed("Vlan1:10.0.0." + i).set("Vlan1:10.0.0." + i, MAC));
        writer.delete(TestConfig.ROUTE, ROUTE);
        assertThat(writer.flush()).hasSize(2 * 129 + 2).endsWith("complete");
        assertThat(redis.operationsAfter(TestConfig.NEIGH, 2)).hasSize(129);
        assertThat(redis.operationsAfter(TestConfig.FAILED, 2)).hasSize(129);
        assertThat(redis.operationsAfter(TestConfig.ROUTE, 1)).containsExactly("DEL " + ROUTE);
        assertThat(redis.dump()).hasSize(2 * 129);
    }

    @Test
    void shouldRefuseTheRowsOfOneTableWhenItsSetsHoldAnotherType() {
        use(TableProtocol.PRODUCER_STATE);
        redis.putString("NEIGH_FAILED_TABLE_KEY_SET", "foreign");
        redis.putString("NEIGH_TABLE_DEL_SET", "foreign");
        assertThat(writer.setFailed(KEY).set(KEY, MAC).delete(TestConfig.ROUTE, ROUTE).delete(OTHER_KEY)
            .delete(TestConfig.FAILED, OTHER_KEY).replace(THIRD_KEY, MAC).flush())
            .containsExactly("refused 0 " + WRONG_TYPE, "acknowledged 1", "acknowledged 2", "refused 3 " + WRONG_TYPE,
                "refused 4 " + WRONG_TYPE, "acknowledged 5", "complete");
    }

    @ParameterizedTest
    @EnumSource
    void shouldReplaceWhateverTheKeyHolds(TableProtocol protocol) {
        use(protocol);
        final String prefix = protocol == TableProtocol.DIRECT ? "NEIGH_TABLE:" : "_NEIGH_TABLE:";
        redis.putForeign(KEY);
        redis.putHash(prefix + THIRD_KEY, Map.of("stale", "1", "neigh", OTHER_MAC));
        redis.putForeign(OTHER_KEY);
        assertThat(writer.delete("Ethernet8:10.0.0.3").replace(KEY, MAC).replace(THIRD_KEY, MAC).set(OTHER_KEY, MAC)
            .set("Ethernet8:10.0.0.4", MAC).flush())
            .containsExactly("acknowledged 0", "acknowledged 1", "acknowledged 2", "refused 3 " + WRONG_TYPE,
                "acknowledged 4", "complete");
        assertThat(redis.dump()).containsEntry(prefix + KEY, ROW).containsEntry(prefix + THIRD_KEY, ROW);
        assertThat(writer.replace(OTHER_KEY, MAC).flush()).containsExactly("acknowledged 0", "complete");
        assertThat(redis.rows()).isEqualTo(Map.of(KEY, row(MAC, "IPv4"), THIRD_KEY, row(MAC, "IPv4"),
            OTHER_KEY, row(MAC, "IPv6"), "Ethernet8:10.0.0.4", row(MAC, "IPv4")));
    }

    @Test
    void shouldShowTheConsumerNoDeleteWhenARowIsReplaced() {
        use(TableProtocol.PRODUCER_STATE);
        redis.putRow(KEY, Map.of("neigh", OTHER_MAC));
        redis.putForeign(KEY);
        writer.replace(KEY, MAC).flush();
        assertThat(redis.consume()).containsExactly("SET " + KEY + " {neigh=" + MAC + ", family=IPv4}");
        assertThat(redis.dump()).isEqualTo(Map.of("NEIGH_TABLE:" + KEY, ROW));
    }

    @ParameterizedTest
    @EnumSource
    void shouldLeaveAMarkerWithEachBatchThatIsAppliedAndNoOther(TableProtocol protocol) {
        use(protocol);
        assertThat(redis.marker()).isNull();
        writer.set(KEY, MAC).flush();
        assertThat(redis.marker()).matches("[0-9a-f]{16}:1:0:0");
        writer.setFailed(KEY).flush();
        final String marker = redis.marker();
        assertThat(marker).matches("[0-9a-f]{16}:1:1:0");
        redis.refuse(true);
        assertThat(writer.set(KEY, OTHER_MAC).flush()).hasSize(1).first().asString().startsWith("batch refused OOM");
        redis.refuse(false);
        assertThat(redis.marker()).isEqualTo(marker);
        writer.probe();
        assertThat(redis.marker()).isEqualTo(marker);
        redis.takeFence();
        assertThat(writer.set(KEY, OTHER_MAC).flush()).hasSize(1).first().asString().startsWith("lost the fence");
        assertThat(redis.marker()).isEqualTo(marker);
        writer.connect().set(KEY, OTHER_MAC).flush();
        assertThat(redis.marker()).matches("[0-9a-f]{16}:3:4:0");
    }

    @ParameterizedTest
    @EnumSource
    void shouldLeaveAMarkerAloneAndSayNothingOfItUnlessTheFenceIsGone(TableProtocol protocol) {
        use(protocol);
        assertThat(writer.mark(12, 34)).isEmpty();
        assertThat(redis.marker()).matches("[0-9a-f]{16}:1:12:34");
        assertThat(redis.dump()).isEmpty();
        redis.takeFence();
        assertThat(writer.mark(13, 34)).hasSize(1).first().asString().startsWith("lost the fence");
        assertThat(redis.marker()).matches("[0-9a-f]{16}:1:12:34");
    }

    @ParameterizedTest
    @EnumSource
    void shouldReadTheMarkerThatNothingAbandonedCanChange(TableProtocol protocol) {
        use(protocol);
        writer.set(KEY, MAC).flush();
        redis.hold();
        writer.delete(KEY).send();
        writer.close();
        try (RedisConnection connection = redis.connect()) {
            final String read = connection.marker().orElseThrow().toString();
            assertThat(read).matches("[0-9a-f]{16}:1:0:0");
            redis.release();
            assertThat(redis.marker()).isEqualTo(read);
        }
        assertThat(redis.rows()).isEqualTo(Map.of(KEY, row(MAC, "IPv4")));
    }

    @Test
    void shouldBeAContinuationUntilAnotherWritesOrRedisIsAnother() {
        use(TableProtocol.DIRECT);
        final String runId = runId();
        assertThat(isContinuationOf(runId)).isFalse();
        writer.close();
        writer.connect().set(KEY, MAC).flush();
        assertThat(isContinuationOf(runId)).isTrue();
        redis.takeFence();
        assertThat(isContinuationOf(runId)).isTrue();
        assertThat(isContinuationOf("another")).isFalse();
        redis.restart(false);
        assertThat(isContinuationOf(runId)).isFalse();
        assertThat(isContinuationOf(runId())).isTrue();
        for (final String foreign : List.of("ff:1:0", "rubbish")) {
            redis.putString(Marker.KEY, foreign);
            assertThat(isContinuationOf(runId())).isFalse();
            writer.close();
            writer.connect().set(KEY, MAC).flush();
            assertThat(isContinuationOf(runId())).isTrue();
        }
        redis.clear();
        assertThat(isContinuationOf(runId())).isFalse();
    }

    @Test
    void shouldReplaceAMarkerOfAnotherType() {
        use(TableProtocol.DIRECT);
        redis.putHash(Marker.KEY, Map.of("f", "1"));
        writer.close();
        try (RedisConnection connection = redis.connect()) {
            assertThat(connection.marker()).isEmpty();
        }
        writer.connect();
        assertThat(writer.set(KEY, MAC).flush()).containsExactly("acknowledged 0", "complete");
        assertThat(redis.marker()).matches("[0-9a-f]{16}:1:0:0");
    }

    @ParameterizedTest
    @EnumSource
    void shouldApplyNothingUnfencedWhenMultiIsDeniedOnALiveConnection(TableProtocol protocol) {
        use(protocol);
        writer.set(KEY, MAC).flush();
        redis.denyMulti(true);
        redis.takeFence();
        assertThat(writer.set(KEY, OTHER_MAC).delete(OTHER_KEY).flush()).hasSize(1).first().asString()
            .startsWith("lost the fence");
        redis.denyMulti(false);
        assertThat(redis.rows()).isEqualTo(Map.of(KEY, row(MAC, "IPv4")));
    }

    @ParameterizedTest
    @EnumSource
    void shouldLoseTheConnectionBehindTheFencedBatchWhenMultiIsDenied(TableProtocol protocol) {
        use(protocol);
        redis.denyMulti(true);
        final List<String> events = writer.set(KEY, MAC).flush();
        assertThat(events).hasSize(3).startsWith("acknowledged 0", "complete");
        assertThat(events.getLast()).startsWith("lost the next batch cannot be fenced: MULTI was refused: NOPERM ");
        redis.denyMulti(false);
        assertThat(writer.connect().delete(KEY).flush()).containsExactly("acknowledged 0", "complete");
    }

    @ParameterizedTest
    @EnumSource
    void shouldSayNothingWhenAProbeIsAnswered(TableProtocol protocol) {
        use(protocol);
        assertThat(writer.probe()).isEmpty();
        assertThat(writer.probe()).isEmpty();
        assertThat(redis.dump()).isEmpty();
        assertThat(writer.set(KEY, MAC).flush()).containsExactly("acknowledged 0", "complete");
        redis.refuse(true);
        assertThat(writer.probe()).isEmpty();
        redis.refuse(false);
        assertThat(writer.delete(KEY).flush()).containsExactly("acknowledged 0", "complete");
    }

    @ParameterizedTest
    @EnumSource
    void shouldNoticeWhileIdleThatTheFenceIsGoneOrTakenOrThePeerIsGone(TableProtocol protocol) {
        use(protocol);
        redis.clear();
        assertThat(writer.probe()).containsExactly("lost the fence NEIGHSYNCD_FENCE was taken: it is missing");
        writer.connect();
        redis.takeFence();
        assertThat(writer.probe()).hasSize(1).first().asString().endsWith("was taken: it is 3:ff:1");
        writer.connect();
        redis.denyMulti(true);
        assertThat(writer.probe()).hasSize(1).first().asString().startsWith("lost the next batch cannot be fenced");
        redis.denyMulti(false);
        writer.connect();
        redis.hold();
        writer.skipProbeInterval();
        redis.cut(false, 0);
        assertThat(writer.poll()).containsExactly("lost connection");
    }

    @ParameterizedTest
    @EnumSource
    void shouldReadNamedRowsAsTheConsumerWillHaveThem(TableProtocol protocol) {
        use(protocol);
        redis.putRow(THIRD_KEY, row(MAC, "IPv4"));
        redis.putRow(OTHER_KEY, row(MAC, "IPv6"));
        writer.set(KEY, MAC).delete(OTHER_KEY).setFailed(KEY).flush();
        assertThat(redis.rows(TestConfig.NEIGH, List.of(THIRD_KEY, "none", OTHER_KEY, KEY)))
            .isEqualTo(Map.of(THIRD_KEY, row(MAC, "IPv4"), KEY, row(MAC, "IPv4")));
        assertThat(redis.rows(TestConfig.NEIGH, List.of(OTHER_KEY))).isEmpty();
        assertThat(redis.rows(TestConfig.FAILED, List.of(KEY, OTHER_KEY)))
            .isEqualTo(Map.of(KEY, Map.of("NULL", "NULL")));
        assertThat(redis.rows(TestConfig.NEIGH, List.of())).isEmpty();
    }

    @Test
    void shouldTakeBackWhatWaitsForConsumersAndNothingElse() {
        use(TableProtocol.PRODUCER_STATE);
        redis.putRow(OTHER_KEY, row(MAC, "IPv6"));
        redis.putHash("_NEIGH_TABLE_X:" + KEY, Map.of("f", "1"));
        redis.putHash("_NEIGH_TABLE:stranded", Map.of("f", "1"));
        writer.set(KEY, MAC).delete(OTHER_KEY).setFailed(KEY).delete(TestConfig.ROUTE, ROUTE).flush();
        redis.putForeign(KEY);
        assertThat(redis.clearPending()).containsExactly("0 " + KEY, "0 " + OTHER_KEY, "1 " + KEY, "2 " + ROUTE);
        assertThat(redis.dump()).isEqualTo(Map.of("_NEIGH_TABLE_X:" + KEY, "hash {f=1}",
            "NEIGH_TABLE:" + OTHER_KEY, "hash {neigh=" + MAC + ", family=IPv6}"));
        assertThat(redis.rows()).isEqualTo(Map.of(OTHER_KEY, row(MAC, "IPv6")));
    }

    @Test
    void shouldTakeNothingBackWhenDirect() {
        use(TableProtocol.DIRECT);
        redis.putHash("_NEIGH_TABLE:a", Map.of("f", "1"));
        writer.set(KEY, MAC).flush();
        assertThat(redis.clearPending()).isEmpty();
        assertThat(redis.dump()).hasSize(2);
    }

    private boolean isContinuationOf(String runId) {
        try (RedisConnection connection = redis.connect()) {
            return connection.isContinuationOf(runId);
        }
    }

    private String runId() {
        try (RedisConnection connection = redis.connect()) {
            return connection.runId();
        }
    }
}
