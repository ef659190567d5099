package io.neighsync.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Tests of {@link TableDescriptor}.
 */
class TableDescriptorTest {
    @Test
    void shouldDeriveTheNamesThatConsumersUse() {
        final TableDescriptor table = new TableDescriptor("ROUTE_TABLE", 3, "|", 0);
        assertThat(List.of(table.rowPrefix(), table.pendingPrefix(), table.keySet(), table.deleteSet(),
            table.channel())).containsExactly("ROUTE_TABLE|", "_ROUTE_TABLE|", "ROUTE_TABLE_KEY_SET",
            "ROUTE_TABLE_DEL_SET", "ROUTE_TABLE_CHANNEL@3");
    }

    @Test
    void shouldRefuseWhatIsOutOfRange() {
        assertThatIllegalArgumentException().isThrownBy(() -> new TableDescriptor("", 0, ":", 2))
            .withMessage("table is empty; give the name of a table");
        assertThatIllegalArgumentException().isThrownBy(() -> new TableDescriptor("T", -1, ":", 2))
            .withMessage("database is -1; allowed: 0 or more");
        assertThatIllegalArgumentException().isThrownBy(() -> new TableDescriptor("T", 0, ":", -1))
            .withMessage("fieldsPerRow is -1; allowed: 0 or more");
    }

    @Test
    void shouldRefuseTablesThatCannotShareABatch() {
        final List<TableDescriptor> apart =
            List.of(new TableDescriptor("A", 0, ":", 2), new TableDescriptor("B", 1, ":", 2));
        final String message = "table A is in database 0 and table B in database 1; allowed: one database";
        assertThatIllegalArgumentException()
            .isThrownBy(() -> new FencedWriter(apart, TableProtocol.DIRECT, TestConfig.defaults()))
            .withMessage(message);
        assertThatIllegalArgumentException()
            .isThrownBy(() -> new RedisConnector(RedisAddress.unix("/x"), TestConfig.defaults(), apart,
                TableProtocol.DIRECT))
            .withMessage(message);
        assertThatIllegalArgumentException()
            .isThrownBy(() -> new FencedWriter(List.of(), TableProtocol.DIRECT, TestConfig.defaults()))
            .withMessage("no tables; give one or more");
    }
}
