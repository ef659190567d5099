package io.neighsync.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.codec.RowCodec;
import io.neighsync.engine.event.RowValue;
import io.neighsync.netlink.Rtnetlink;
import java.util.HashSet;
import java.util.Set;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rows that are written. */
class RowSetTest {
    private static final int ROWS = 100_000;

    private final RowCodec codec = new RowCodec();
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[RowCodec.MAX_KEY_BYTES]);

    @ParameterizedTest
    @CsvSource({
        Rtnetlink.AF_INET + ", IPv4, Ethernet12:10.0.0.4, Ethernet124:10.1.134.160",
        Rtnetlink.AF_INET6 + ", IPv6, Ethernet12:2001:db8::1:4, Ethernet124:2001:db8::2:86a0"})
    void shouldLookAsOnASwitch(int family, String name, String fourth, String last) {
        RowSet rows = new RowSet(family);
        assertThat(key(rows, 3)).isEqualTo(fourth);
        assertThat(key(rows, ROWS - 1)).isEqualTo(last);
        assertThat(rows.familyName()).isEqualTo(name);
        assertThat(rows.value(3)).isEqualTo(RowValue.of(0x0200_0000_0004L));
    }

    @ParameterizedTest
    @ValueSource(ints = {Rtnetlink.AF_INET, Rtnetlink.AF_INET6})
    void shouldAllHaveKeysOfTheirOwn(int family) {
        RowSet rows = new RowSet(family);
        Set<String> keys = new HashSet<>();
        for (int row = 0; row < ROWS; row++) {
            keys.add(key(rows, row));
        }
        assertThat(keys).hasSize(ROWS);
    }

    private String key(RowSet rows, int row) {
        int length =
            codec.putKey(buffer, 0, rows.link(row), rows.family(), rows.addressHigh(), rows.addressLow(row));
        return buffer.getStringWithoutLengthAscii(0, length);
    }
}
