package io.neighsync.engine.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.redis.OrchagentConsumer.Operation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KeyHistoryTest {
    private static final String KEY = "Ethernet0:10.0.0.1";
    private static final Operation ONE = set("02:00:00:00:00:01");
    private static final Operation TWO = set("02:00:00:00:00:02");
    private static final Operation DELETE = new Operation(false, KEY, Map.of());

    private final KeyHistory history = new KeyHistory();

    private static Operation set(String lladdr) {
        return new Operation(true, KEY, ConsumedScript.fields(lladdr, false));
    }

    @BeforeEach
    void setDeleteAndSetAgain() {
        history.set(KEY, ONE.fields());
        history.delete(KEY);
        history.set(KEY, TWO.fields());
    }

    @Test
    void shouldAcceptWhatPassesValuesOver() {
        assertThat(history.misfits(List.of(ONE, DELETE, TWO))).isEmpty();
        assertThat(history.misfits(List.of(ONE, TWO))).isEmpty();
        assertThat(history.misfits(List.of(DELETE, TWO))).isEmpty();
        assertThat(history.misfits(List.of(TWO))).isEmpty();
    }

    @Test
    void shouldFindWhatIsInventedRepeatedOrTurnedRound() {
        assertThat(history.misfits(List.of(set("02:00:00:00:00:03"), TWO))).hasSize(1);
        assertThat(history.misfits(List.of(ONE, ONE, TWO))).hasSize(1);
        assertThat(history.misfits(List.of(DELETE, DELETE, TWO))).hasSize(1);
        assertThat(history.misfits(List.of(TWO, ONE))).hasSize(1);
        assertThat(history.misfits(List.of(TWO, DELETE))).hasSize(1);
    }

    @Test
    void shouldFindWhatIsNotToldInTheEnd() {
        assertThat(history.misfits(List.of(ONE))).hasSize(1);
        assertThat(history.misfits(List.of(ONE, DELETE))).hasSize(1);
        assertThat(history.misfits(List.of())).hasSize(1);
    }

    @Test
    void shouldAcceptEitherEndOfWhatMayVanish() {
        history.mayVanish(KEY);
        assertThat(history.misfits(List.of(ONE, TWO))).isEmpty();
        assertThat(history.misfits(List.of(ONE, TWO, DELETE))).isEmpty();
        assertThat(history.misfits(List.of(ONE))).hasSize(1);
        history.set(KEY, ONE.fields());
        assertThat(history.misfits(List.of(ONE, TWO))).hasSize(1);
    }

    @Test
    void shouldFindFieldsInTheWrongOrder() {
        Map<String, String> turned = new LinkedHashMap<>();
        turned.put("family", "IPv4");
        turned.put("neigh", "02:00:00:00:00:02");
        assertThat(history.misfits(List.of(new Operation(true, KEY, turned)))).isNotEmpty();
    }
}
