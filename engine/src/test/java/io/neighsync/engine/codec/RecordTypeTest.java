package io.neighsync.engine.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.event.EventKind;
import io.neighsync.engine.event.Origin;
import io.neighsync.engine.event.Verdict;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Numbers that journals on disk hold: they never change, and new ones come behind them. */
class RecordTypeTest {
    private static List<String> names(Enum<?>[] constants) {
        return Arrays.stream(constants).map(Enum::name).toList();
    }

    @Test
    void shouldKeepTheCodesOfRecords() {
        assertThat(Arrays.stream(RecordType.values()).map(type -> type.code() + " " + type)).startsWith(
                "1 OPENED", "2 LINK", "3 SNAPSHOT_ROWS", "4 COMPLETE", "5 ROW", "6 LINK_GONE", "7 MARK", "8 PROGRESS",
                "9 RAW");
    }

    @Test
    void shouldFindATypeByItsCodeAndNothingForOneThatIsNotKnown() {
        for (RecordType type : RecordType.values()) {
            assertThat(RecordType.of(type.code())).contains(type);
        }
        assertThat(RecordType.of(0)).isEmpty();
        assertThat(RecordType.of(-1)).isEmpty();
        assertThat(RecordType.of(RecordType.values().length + 1)).isEmpty();
        assertThat(RecordType.of(127)).isEmpty();
    }

    /** They are stored as ordinals. */
    @Test
    void shouldKeepTheOrderOfWhatRecordsName() {
        assertThat(names(EventKind.values())).startsWith("INVALID", "FOREIGN", "NEIGH_SET", "NEIGH_DEL", "LINK_SET",
                "LINK_DEL", "DUMP_BEGIN", "LINKS_DONE", "DUMP_DONE", "SWEEP_DONE", "OVERRUN", "CONFIG_CHANGED", "TICK",
                "RESTORED");
        assertThat(names(Origin.values())).startsWith("NOTIFICATION", "DUMP", "CONFIRM");
        assertThat(names(Verdict.values())).startsWith("NONE", "SET", "SET_ZERO", "DEL", "KEEP", "REFRESH");
    }
}
