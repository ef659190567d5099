package io.neighsync.engine.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.event.LinkName;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VrfFilterTest {
    @ParameterizedTest
    @CsvSource({
        "'', '', Vrf-red, true", "'', '', default, true",
        "Vrf-red, '', Vrf-red, true", "Vrf-red, '', Vrf-blue, false", "Vrf-red, '', default, false",
        "Vrf-red, '', Vrf-re, false", "Vrf-red, '', vrf-red, false",
        "Vrf-red default, '', default, true", "Vrf-red Vrf-red, '', Vrf-red, true",
        "'', Vrf-red, Vrf-red, false", "'', Vrf-red, Vrf-blue, true", "'', default, default, false",
        "Vrf-red, Vrf-blue, Vrf-red, true", "Vrf-red, Vrf-blue, Vrf-blue, false", "Vrf-red, Vrf-blue, mgmt, false"})
    void shouldMirrorWhatIsIncludedIfAnyIsAndNothingThatIsExcluded(
            String include, String exclude, String vrf, boolean mirrored) {
        VrfFilter filter = new VrfFilter(new VrfConfig(names(include), names(exclude)));
        assertThat(filter.test(new LinkName(vrf))).isEqualTo(mirrored);
    }

    private static List<String> names(String list) {
        return list.isEmpty() ? List.of() : List.of(list.split(" ", -1));
    }
}
