package io.neighsync.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests of {@link JournalConfig} and of reference.conf.
 */
class JournalConfigTest {
    @Test
    void shouldHaveADefaultForEachComponentAndNoOther() {
        final Config defaults = ConfigFactory.parseResources("reference.conf").getConfig("journal");
        assertThat(defaults.root().keySet()).containsExactlyInAnyOrderElementsOf(
            Stream.of(JournalConfig.class.getRecordComponents())
                .map(component -> component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT)).toList());
        assertThat(defaults.root().values()).allSatisfy(value -> assertThat(value.origin().comments())
            .as(value.origin().description())
            .anySatisfy(line -> assertThat(line).containsPattern("Unit: .*\\."))
            .anySatisfy(line -> assertThat(line).containsPattern("Range: .*\\.")));
    }

    @Test
    void shouldAcceptItsDefaults() {
        assertThat(with("")).isEqualTo(
            new JournalConfig("auto", 1L << 30, Duration.ofDays(7), 16L << 20, CaptureMode.NONE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"max_size=8MiB", "max_size=1TiB", "segment_size=1MiB", "segment_size=1GiB", "max_age=1m",
        "max_age=3650d", "capture=raw", "dir=/x"})
    void shouldAcceptTheEndsOfItsRanges(String change) {
        assertThat(with(change)).isNotEqualTo(with(""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "max_size=8388607|journal.max_size = 8388607 is out of range: allowed are 8388608 to 1099511627776 bytes",
        "max_size=1025GiB|journal.max_size = 1100585369600 is out of range: allowed are 8388608 to 1099511627776 bytes",
        "segment_size=1048575|journal.segment_size = 1048575 is out of range: allowed are 1048576 to 1073741824 bytes",
        "segment_size=2GiB|journal.segment_size = 2147483648 is out of range: allowed are 1048576 to 1073741824 bytes",
        "max_age=59s|journal.max_age = PT59S is out of range: allowed are PT1M to PT87600H",
        "max_age=3651d|journal.max_age = PT87624H is out of range: allowed are PT1M to PT87600H",
        "dir=\" \"|journal.dir is empty: give a folder, auto or none"})
    void shouldNameKeyValueAndRangeWhenItIsOut(String change, String message) {
        assertThatThrownBy(() -> with(change)).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }

    private static JournalConfig with(String change) {
        final Config config = ConfigFactory.parseString("journal{" + change + "}")
            .withFallback(ConfigFactory.parseResources("reference.conf")).getConfig("journal");
        return new JournalConfig(config.getString("dir"), config.getBytes("max_size"), config.getDuration("max_age"),
            config.getBytes("segment_size"),
            CaptureMode.valueOf(config.getString("capture").toUpperCase(Locale.ROOT)));
    }
}
