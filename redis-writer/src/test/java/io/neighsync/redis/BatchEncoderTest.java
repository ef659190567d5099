package io.neighsync.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Tests of {@link BatchEncoder}: the very bytes of a batch.
 */
class BatchEncoderTest {
    private static final List<TableDescriptor> TABLES = List.of(new TableDescriptor("NEIGH_TABLE", 3, ":", 2),
        new TableDescriptor("NEIGH_FAILED_TABLE", 3, ":", 1), new TableDescriptor("ROUTE_TABLE", 3, ":", 0));
    private static final String FIELDS = "$5\r\nneigh\r\n$17\r\n00:11:22:33:44:55\r\n$6\r\nfamily\r\n$4\r\nIPv4\r\n";
    private static final String END = command("EXEC") + command("WATCH", Fence.KEY) + command("GET", Fence.KEY)
        + command("MULTI");
    private static final int NEIGH = 0;
    private static final int FAILED = 1;
    private static final int ROUTE = 2;

    private final BatchEncoder batch = encoder(TableProtocol.PRODUCER_STATE, 300, "unused");

    @Test
    void shouldSpeakTheProducerStateProtocol() {
        set("Ethernet0:1.1.1.1");
        batch.delete(NEIGH, bytes("Ethernet0:1.1.1.2"), 0, 17);
        set("Vlan10:fc00::1");
        assertThat(text(batch.finish(7, 9))).isEqualTo(
            "*6\r\n$4\r\nHSET\r\n$30\r\n_NEIGH_TABLE:Ethernet0:1.1.1.1\r\n" + FIELDS
            + "*2\r\n$3\r\nDEL\r\n$30\r\n_NEIGH_TABLE:Ethernet0:1.1.1.2\r\n"
            + "*6\r\n$4\r\nHSET\r\n$27\r\n_NEIGH_TABLE:Vlan10:fc00::1\r\n" + FIELDS
            + "*5\r\n$4\r\nSADD\r\n$19\r\nNEIGH_TABLE_KEY_SET\r\n"
            + "$17\r\nEthernet0:1.1.1.1\r\n$17\r\nEthernet0:1.1.1.2\r\n$14\r\nVlan10:fc00::1\r\n"
            + "*3\r\n$4\r\nSADD\r\n$19\r\nNEIGH_TABLE_DEL_SET\r\n$17\r\nEthernet0:1.1.1.2\r\n"
            + "*3\r\n$7\r\nPUBLISH\r\n$21\r\nNEIGH_TABLE_CHANNEL@3\r\n$1\r\nG\r\n".repeat(2)
            + "*3\r\n$3\r\nSET\r\n$17\r\nNEIGHSYNCD_MARKER\r\n$10\r\n00ff:5:7:9\r\n"
            + "*1\r\n$4\r\nEXEC\r\n*2\r\n$5\r\nWATCH\r\n$16\r\nNEIGHSYNCD_FENCE\r\n"
            + "*2\r\n$3\r\nGET\r\n$16\r\nNEIGHSYNCD_FENCE\r\n*1\r\n$5\r\nMULTI\r\n");
        assertThat(batch.commands().count()).isEqualTo(8);
        assertThat(batch.isDelete(0)).isFalse();
        assertThat(batch.isDelete(1)).isTrue();
    }

    @Test
    void shouldGiveEachTableItsSetsAndMessagesBehindTheRows() {
        batch.delete(ROUTE, bytes("Vrf1:a"), 0, 6);
        set("a");
        batch.delete(FAILED, bytes("b"), 0, 1);
        batch.replace(NEIGH, bytes("c"), 0, 1, bytes(FIELDS), 0, FIELDS.length());
        batch.delete(NEIGH, bytes("d"), 0, 1);
        assertThat(text(batch.finish(0, 0))).isEqualTo(command("DEL", "_ROUTE_TABLE:Vrf1:a")
            + hset("_NEIGH_TABLE:a")
            + command("DEL", "_NEIGH_FAILED_TABLE:b")
            + command("DEL", "_NEIGH_TABLE:c") + hset("_NEIGH_TABLE:c")
            + command("DEL", "_NEIGH_TABLE:d")
            + command("SADD", "NEIGH_TABLE_KEY_SET", "a", "c", "d")
            + command("SADD", "NEIGH_TABLE_DEL_SET", "d")
            + command("PUBLISH", "NEIGH_TABLE_CHANNEL@3", "G").repeat(2)
            + command("SADD", "NEIGH_FAILED_TABLE_KEY_SET", "b")
            + command("SADD", "NEIGH_FAILED_TABLE_DEL_SET", "b")
            + command("PUBLISH", "NEIGH_FAILED_TABLE_CHANNEL@3", "G")
            + command("SADD", "ROUTE_TABLE_KEY_SET", "Vrf1:a")
            + command("SADD", "ROUTE_TABLE_DEL_SET", "Vrf1:a")
            + command("PUBLISH", "ROUTE_TABLE_CHANNEL@3", "G")
            + command("SET", Marker.KEY, "00ff:5:0:0") + END);
        final BatchCommands commands = batch.commands();
        final StringBuilder purposes = new StringBuilder();
        for (int i = 0; i < commands.count(); i++) {
            purposes.append(commands.purpose(i)).append(commands.subject(i)).append(' ');
        }
        assertThat(purposes).hasToString("ROW0 ROW1 ROW2 ROW3 ROW3 ROW4 TABLE0 DELETES0 TABLE0 TABLE0 "
            + "TABLE1 DELETES1 TABLE1 TABLE2 DELETES2 TABLE2 BATCH0 ");
    }

    @Test
    void shouldWriteTheTableItselfWhenDirect() {
        final BatchEncoder direct = encoder(TableProtocol.DIRECT, 10, "");
        for (int round = 0; round < 2; round++) {
            direct.set(NEIGH, bytes("a"), 0, 1, bytes(FIELDS), 0, FIELDS.length());
            direct.delete(ROUTE, bytes("b"), 0, 1);
            assertThat(text(direct.finish(Long.MAX_VALUE, Integer.MAX_VALUE))).isEqualTo(hset("NEIGH_TABLE:a")
                + command("DEL", "ROUTE_TABLE:b")
                + command("SET", Marker.KEY, "00ff:5:9223372036854775807:2147483647") + END);
            assertThat(direct.commands().count()).isEqualTo(3);
            direct.clear();
            assertThat(direct.rows()).isZero();
        }
    }

    @Test
    void shouldTellAChannelHowManyRowsThereAreWhenDirectAndConfigured() {
        final BatchEncoder direct = encoder(TableProtocol.DIRECT, 100, "neighbors");
        for (int row = 10; row < 22; row++) {
            direct.delete(NEIGH, bytes("k" + row), 0, 3);
        }
        assertThat(text(direct.finish(0, 0))).endsWith(command("DEL", "NEIGH_TABLE:k21")
            + command("PUBLISH", "neighbors", "12") + command("SET", Marker.KEY, "00ff:5:0:0") + END);
    }

    @Test
    void shouldOnlyEndAndBeginTransactionsWithoutRows() {
        assertThat(text(batch.finishProbe())).isEqualTo(END);
        assertThat(batch.commands().count()).isZero();
    }

    @Test
    void shouldWriteAMarkerWithoutRows() {
        assertThat(text(batch.finish(7, 9))).isEqualTo(command("SET", Marker.KEY, "00ff:5:7:9") + END);
        assertThat(batch.commands().count()).isOne();
    }

    @ParameterizedTest
    @EnumSource
    void shouldFitWhateverItHadRoomForWhenRowsAreAsLongAsAllowed(TableProtocol protocol) {
        final UnsafeBuffer key = new UnsafeBuffer(new byte[BatchEncoder.MAX_KEY_LENGTH]);
        final UnsafeBuffer fields = new UnsafeBuffer(new byte[BatchEncoder.MAX_FIELDS_LENGTH]);
        for (int kind = 0; kind < 4; kind++) {
            final BatchEncoder full = encoder(protocol, 300, "neighbors");
            while (full.hasRoom()) {
                switch (kind == 3 ? full.rows() % 3 : kind) {
                    case 0 -> full.set(NEIGH, key, 0, key.capacity(), fields, 0, fields.capacity());
                    case 1 -> full.replace(FAILED, key, 0, key.capacity(), fields, 0, fields.capacity());
                    default -> full.delete(ROUTE, key, 0, key.capacity());
                }
            }
            assertThat(full.rows()).isBetween(30, 299);
            assertThat(text(full.finish(Long.MAX_VALUE, Integer.MAX_VALUE))).endsWith(END);
            assertThatIllegalStateException().isThrownBy(() -> full.delete(NEIGH, key, 0, 1))
                .withMessage("the batch is full; ask hasRoom() first");
        }
    }

    @Test
    void shouldFitTheSetsAndMessagesOfManyShortRows() {
        final BatchEncoder full = new BatchEncoder(TABLES, TableProtocol.PRODUCER_STATE,
            new TestConfig().maxBatch(4_096).publishPerKeys(1).build());
        full.fence(new Fence(5, "00ff", 3));
        while (full.hasRoom()) {
            full.delete(full.rows() % 3, bytes("k" + full.rows()), 0, 2);
        }
        assertThat(full.rows()).isEqualTo(4_096);
        assertThat(text(full.finish(0, 0))).endsWith(END);
        assertThat(full.commands().count()).isEqualTo(2 * 4_096 + 3 * 2 + 1);
    }

    @Test
    void shouldRefuseRowsThatAreTooLongOrOfNoUse() {
        final UnsafeBuffer bytes = new UnsafeBuffer(new byte[2_000]);
        assertThatIllegalArgumentException().isThrownBy(() -> batch.delete(NEIGH, bytes, 0, 257))
            .withMessage("key of 257 bytes; allowed: 1..256");
        assertThatIllegalArgumentException().isThrownBy(() -> batch.set(NEIGH, bytes, 0, 5, bytes, 0, 1_025))
            .withMessage("fields of 1025 bytes; allowed: 1..1024");
        assertThatIllegalArgumentException().isThrownBy(() -> batch.set(ROUTE, bytes, 0, 5, bytes, 0, 5))
            .withMessage("rows of table 2 have no fields; allowed: delete");
        assertThatIllegalArgumentException().isThrownBy(() -> batch.replace(ROUTE, bytes, 0, 5, bytes, 0, 5))
            .withMessage("rows of table 2 have no fields; allowed: delete");
        assertThat(batch.rows()).isZero();
        assertThat(batch.commands().count()).isZero();
    }

    private void set(String key) {
        batch.set(NEIGH, bytes(key), 0, key.length(), bytes(FIELDS), 0, FIELDS.length());
    }

    private static BatchEncoder encoder(TableProtocol protocol, int maxRows, String channel) {
        final BatchEncoder made = new BatchEncoder(TABLES, protocol,
            new TestConfig().maxBatch(maxRows).publishPerKeys(2).directChannel(channel).build());
        made.fence(new Fence(5, "00ff", 3));
        return made;
    }

    private static String hset(String name) {
        return "*6\r\n$4\r\nHSET\r\n$" + name.length() + "\r\n" + name + "\r\n" + FIELDS;
    }

    private static String command(String... words) {
        return text(RespEncoder.command(words));
    }

    private static String text(UnsafeBuffer bytes) {
        return bytes.getStringWithoutLengthAscii(0, bytes.capacity());
    }

    private static UnsafeBuffer bytes(String text) {
        return new UnsafeBuffer(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.ISO_8859_1.decode(bytes).toString();
    }
}
