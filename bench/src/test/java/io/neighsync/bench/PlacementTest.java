package io.neighsync.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.netlink.ffm.CpuSet;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Cores of writer and server. */
class PlacementTest {
    private final BitSet allowed = BitSet.valueOf(new long[] {0b1010_1000});

    @Test
    void shouldLeaveBothOnAllCores() {
        assertThat(Placement.PLAIN.writer(allowed)).isEqualTo(allowed);
        assertThat(Placement.PLAIN.redis(allowed)).isEqualTo(allowed);
    }

    @Test
    void shouldPutThemOnTwoCores() {
        assertThat(Placement.TWO_CORES.writer(allowed)).hasToString("{3}");
        assertThat(Placement.TWO_CORES.redis(allowed)).hasToString("{5}");
    }

    @Test
    void shouldPutThemOnOneCore() {
        assertThat(Placement.PINNED.writer(allowed)).hasToString("{3}");
        assertThat(Placement.PINNED.redis(allowed)).hasToString("{3}");
    }

    @Test
    void shouldKeepTheHarnessOffTheCoreThatDaemonAndServerShare() {
        assertThat(Placement.PINNED.harness(allowed)).hasToString("{5, 7}");
        assertThat(Placement.PLAIN.harness(allowed)).isEqualTo(allowed);
    }

    @Test
    void shouldMeasureWholeDaemonsAsThePeerWasMeasured() {
        assertThat(Placement.endToEnd(1)).containsExactly(Placement.PLAIN);
        assertThat(Placement.endToEnd(2)).containsExactly(Placement.PLAIN, Placement.PINNED);
    }

    @Test
    void shouldLeaveOutWhatOneCoreCannotTell() {
        assertThat(Placement.possibleWith(1)).containsExactly(Placement.PLAIN);
        assertThat(Placement.possibleWith(2)).containsExactly(Placement.values());
    }

    @Test
    void shouldRunACommandOnItsCores() {
        int first = CpuSet.allowed().nextSetBit(0);
        assertThat(Placement.PINNED.command(List.of("daemon", "--once")))
            .containsExactly("taskset", "-c", String.valueOf(first), "daemon", "--once");
    }
}
