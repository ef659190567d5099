package io.neighsync.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/**
 * Tests of {@link BatchEncoder}: the very bytes of a batch.
 */
class BatchEncoderTest {
    private static final TableDescriptor TABLE = new TableDescriptor("NEIGH_TABLE", 3, ":", 2);
    private static final String FIELDS = "$5\r\nneigh\r\n$17\r\n00:11:22:33:44:55\r\n$6\r\nfamily\r\n$4\r\nIPv4\r\n";
    private static final String FENCE = "$16\r\nNEIGHSYNCD_FENCE\r\n";
    private static final String END =
        "*1\r\n$4\r\nEXEC\r\n*2\r\n$5\r\nWATCH\r\n" + FENCE + "*2\r\n$3\r\nGET\r\n" + FENCE;

    private final BatchEncoder batch = new BatchEncoder(TABLE, TableProtocol.PRODUCER_STATE, 300, 2);

    @Test
    void shouldSpeakTheProducerStateProtocol() {
        set(batch, "Ethernet0:1.1.1.1");
        delete(batch, "Ethernet0:1.1.1.2");
        set(batch, "Vlan10:fc00::1");
        assertThat(text(batch.finish())).isEqualTo("*1\r\n$5\r\nMULTI\r\n"
            + "*6\r\n$4\r\nHSET\r\n$30\r\n_NEIGH_TABLE:Ethernet0:1.1.1.1\r\n" + FIELDS
            + "*2\r\n$3\r\nDEL\r\n$30\r\n_NEIGH_TABLE:Ethernet0:1.1.1.2\r\n"
            + "*6\r\n$4\r\nHSET\r\n$27\r\n_NEIGH_TABLE:Vlan10:fc00::1\r\n" + FIELDS
            + "*5\r\n$4\r\nSADD\r\n$19\r\nNEIGH_TABLE_KEY_SET\r\n"
            + "$17\r\nEthernet0:1.1.1.1\r\n$17\r\nEthernet0:1.1.1.2\r\n$14\r\nVlan10:fc00::1\r\n"
            + "*3\r\n$4\r\nSADD\r\n$19\r\nNEIGH_TABLE_DEL_SET\r\n$17\r\nEthernet0:1.1.1.2\r\n"
            + "*3\r\n$7\r\nPUBLISH\r\n$21\r\nNEIGH_TABLE_CHANNEL@3\r\n$1\r\nG\r\n".repeat(2)
            + END);
        assertThat(batch.commands()).isEqualTo(7);
        assertThat(batch.isDelete(0)).isFalse();
        assertThat(batch.isDelete(1)).isTrue();
    }

    @Test
    void shouldWriteTheTableItselfWhenDirect() {
        final BatchEncoder direct = new BatchEncoder(TABLE, TableProtocol.DIRECT, 10, 2);
        for (int round = 0; round < 2; round++) {
            set(direct, "Ethernet0:1.1.1.1");
            delete(direct, "Ethernet0:1.1.1.2");
            assertThat(text(direct.finish())).isEqualTo("*1\r\n$5\r\nMULTI\r\n"
                + "*6\r\n$4\r\nHSET\r\n$29\r\nNEIGH_TABLE:Ethernet0:1.1.1.1\r\n" + FIELDS
                + "*2\r\n$3\r\nDEL\r\n$29\r\nNEIGH_TABLE:Ethernet0:1.1.1.2\r\n" + END);
            assertThat(direct.commands()).isEqualTo(2);
            direct.clear();
            assertThat(direct.rows()).isZero();
        }
    }

    @Test
    void shouldFitWhateverItHadRoomForWhenRowsAreAsLongAsAllowed() {
        final UnsafeBuffer key = new UnsafeBuffer(new byte[BatchEncoder.MAX_KEY_LENGTH]);
        final UnsafeBuffer fields = new UnsafeBuffer(new byte[BatchEncoder.MAX_FIELDS_LENGTH]);
        while (batch.hasRoom()) {
            if (batch.rows() % 3 == 0) {
                batch.set(key, 0, key.capacity(), fields, 0, fields.capacity());
            } else {
                batch.delete(key, 0, key.capacity());
            }
        }
        assertThat(batch.rows()).isBetween(50, 299);
        assertThat(text(batch.finish())).endsWith(END);
        assertThatIllegalStateException().isThrownBy(() -> delete(batch, "one more"))
            .withMessage("the batch is full; ask hasRoom() first");
    }

    @Test
    void shouldRefuseRowsThatAreTooLong() {
        final UnsafeBuffer bytes = new UnsafeBuffer(new byte[2_000]);
        assertThatIllegalArgumentException().isThrownBy(() -> batch.delete(bytes, 0, 257))
            .withMessage("key of 257 bytes; allowed: 1..256");
        assertThatIllegalArgumentException().isThrownBy(() -> batch.set(bytes, 0, 5, bytes, 0, 1_025))
            .withMessage("fields of 1025 bytes; allowed: 1..1024");
        assertThat(batch.rows()).isZero();
    }

    private static void set(BatchEncoder batch, String key) {
        final UnsafeBuffer fields = bytes(FIELDS);
        batch.set(bytes(key), 0, key.length(), fields, 0, fields.capacity());
    }

    private static void delete(BatchEncoder batch, String key) {
        batch.delete(bytes(key), 0, key.length());
    }

    private static UnsafeBuffer bytes(String text) {
        return new UnsafeBuffer(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.ISO_8859_1.decode(bytes).toString();
    }
}
