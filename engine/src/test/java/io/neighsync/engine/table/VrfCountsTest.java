package io.neighsync.engine.table;

import static io.neighsync.netlink.Rtnetlink.AF_INET;
import static io.neighsync.netlink.Rtnetlink.AF_INET6;
import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.event.LinkName;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Counts by VRF, of VRFs that come, go, and change their names. */
class VrfCountsTest {
    private static final int RED = 10;
    private static final int BLUE = 5;

    private final Set<String> excluded = Set.of("hidden");
    private final VrfCounts counts = new VrfCounts(name -> !excluded.contains(name.toString()));

    @Test
    void shouldBeginWithTheDefaultVrf() {
        assertThat(prints()).containsExactly("0 default 0: 0 0 0");
        counts.addNeighbor(0, AF_INET, 1);
        counts.addNeighbor(0, AF_INET6, 2);
        counts.addRow(0, 2);
        assertThat(prints()).containsExactly("0 default 0: 1 2 2");
        assertThat(counts.publishedRows()).isEqualTo(2);
    }

    @Test
    void shouldNameVrfsInTheOrderOfTheirIndexes() {
        counts.describe(RED, new LinkName("Vrf-red"), 100);
        counts.describe(BLUE, new LinkName("Vrf-blue"), -1);
        assertThat(prints()).containsExactly(
                "0 default 0: 0 0 0", "5 Vrf-blue -1: 0 0 0", "10 Vrf-red 100: 0 0 0");
    }

    @Test
    void shouldCountEachNeighborAndRowWhereItBelongs() {
        counts.describe(RED, new LinkName("Vrf-red"), 100);
        counts.describe(BLUE, new LinkName("Vrf-blue"), 200);
        counts.addNeighbor(RED, AF_INET, 1);
        counts.addNeighbor(RED, AF_INET, 1);
        counts.addNeighbor(BLUE, AF_INET6, 1);
        counts.addNeighbor(0, AF_INET, 1);
        counts.addRow(RED, 1);
        counts.addRow(BLUE, 1);
        counts.addNeighbor(RED, AF_INET, -1);
        counts.addRow(RED, -1);
        counts.addRow(RED, 1);
        assertThat(prints()).containsExactly(
                "0 default 0: 1 0 0", "5 Vrf-blue 200: 0 1 1", "10 Vrf-red 100: 1 0 1");
        assertThat(counts.publishedRows()).isEqualTo(2);
    }

    @Test
    void shouldCountWhatBelongsToAnUnknownVrfInTheDefaultOne() {
        counts.addNeighbor(RED, AF_INET, 1);
        counts.addRow(RED, 1);
        assertThat(prints()).containsExactly("0 default 0: 1 0 1");
    }

    @Test
    void shouldShowNoRowsOfAVrfThatIsNotMirroredButItsNeighbors() {
        counts.describe(RED, new LinkName("hidden"), 100);
        counts.addNeighbor(RED, AF_INET, 3);
        counts.addRow(RED, 3);
        counts.addRow(0, 1);
        assertThat(prints()).containsExactly("0 default 0: 0 0 1", "10 hidden 100: 3 0 0");
        assertThat(counts.publishedRows()).isEqualTo(1);
    }

    @Test
    void shouldShowRowsWhenAVrfIsRenamedIntoWhatIsMirroredAndHideThemWhenOutOfIt() {
        counts.describe(RED, new LinkName("hidden"), 100);
        counts.addNeighbor(RED, AF_INET, 3);
        counts.addRow(RED, 3);
        counts.addRow(0, 1);
        counts.describe(RED, new LinkName("Vrf-red"), 101);
        assertThat(prints()).containsExactly("0 default 0: 0 0 1", "10 Vrf-red 101: 3 0 3");
        assertThat(counts.publishedRows()).isEqualTo(4);
        counts.addRow(RED, -1);
        counts.describe(RED, new LinkName("Vrf-red"), 102);
        assertThat(counts.publishedRows()).isEqualTo(3);
        counts.describe(RED, new LinkName("hidden"), 102);
        assertThat(counts.publishedRows()).isEqualTo(1);
    }

    @Test
    void shouldForgetAVrfAndBeginAtNothingWhenItsIndexComesBack() {
        counts.describe(RED, new LinkName("Vrf-red"), 100);
        counts.addNeighbor(RED, AF_INET, 1);
        counts.addNeighbor(RED, AF_INET, -1);
        counts.forget(RED);
        counts.forget(99);
        assertThat(prints()).containsExactly("0 default 0: 0 0 0");
        counts.addNeighbor(RED, AF_INET, 1);
        assertThat(prints()).containsExactly("0 default 0: 1 0 0");
        counts.addNeighbor(RED, AF_INET, -1);
        counts.describe(RED, new LinkName("Vrf-green"), 101);
        counts.addNeighbor(RED, AF_INET, 1);
        assertThat(prints()).containsExactly("0 default 0: 0 0 0", "10 Vrf-green 101: 1 0 0");
    }

    @Test
    void shouldForgetAllButTheDefaultVrfAndBeginToCountAnew() {
        counts.describe(RED, new LinkName("Vrf-red"), 100);
        counts.addNeighbor(RED, AF_INET, 1);
        counts.addNeighbor(0, AF_INET, 2);
        counts.addRow(RED, 1);
        counts.addRow(0, 2);
        counts.forgetAll();
        assertThat(prints()).containsExactly("0 default 0: 2 0 2");
        counts.describe(BLUE, new LinkName("Vrf-blue"), 200);
        counts.addNeighbor(BLUE, AF_INET6, 1);
        counts.addRow(BLUE, 1);
        counts.zero();
        assertThat(prints()).containsExactly("0 default 0: 0 0 0", "5 Vrf-blue 200: 0 0 0");
        assertThat(counts.publishedRows()).isZero();
        counts.addNeighbor(BLUE, AF_INET, 1);
        assertThat(prints()).containsExactly("0 default 0: 0 0 0", "5 Vrf-blue 200: 1 0 0");
    }

    @Test
    void shouldHideTheDefaultVrfWhenItIsNotMirrored() {
        VrfCounts withoutDefault = new VrfCounts(name -> !name.equals(LinkTable.DEFAULT_VRF));
        withoutDefault.addRow(0, 5);
        assertThat(withoutDefault.publishedRows()).isZero();
        assertThat(withoutDefault.all().getFirst().rows()).isZero();
    }

    private List<String> prints() {
        return counts.all().stream().map(vrf -> vrf.ifindex() + " " + vrf.name() + " " + vrf.table() + ": "
                + vrf.ipv4Neighbors() + " " + vrf.ipv6Neighbors() + " " + vrf.rows()).toList();
    }
}
