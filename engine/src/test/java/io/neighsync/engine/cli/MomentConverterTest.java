package io.neighsync.engine.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.neighsync.engine.replay.Moment;
import io.neighsync.engine.replay.WallTime;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class MomentConverterTest {
    /** 04:30:00.5 of the 23rd in Berlin. */
    private static final Instant NOW = Instant.parse("2026-11-23T03:30:00.500Z");

    private final MomentConverter converter = new MomentConverter(Clock.fixed(NOW, ZoneId.of("Europe/Berlin")));

    @ParameterizedTest
    @CsvSource({
        "2026-11-23T03:12:07Z, 2026-11-23T03:12:07.000000999Z",
        "2026-11-23T03:12:07.123456Z, 2026-11-23T03:12:07.123456999Z",
        "2026-11-23T03:12:07.123456789Z, 2026-11-23T03:12:07.123456789Z",
        "2026-11-23T03:12:07+01:00, 2026-11-23T02:12:07.000000999Z",
        "2026-11-23 03:12:07-05:30, 2026-11-23T08:42:07.000000999Z",
        "2026-11-23T03:12:07[America/New_York], ",
        "2026-11-23T03:12:07-05:00[America/New_York], 2026-11-23T08:12:07.000000999Z",
        "2026-11-23T03:12:07.5, 2026-11-23T02:12:07.500000999Z",
        "2026-07-01 03:12, 2026-07-01T01:12:00.000000999Z",
        "2026-11-23, 2026-11-22T23:00:00.000000999Z",
        "03:12:07, 2026-11-23T02:12:07.000000999Z",
        "03:12:07.25, 2026-11-23T02:12:07.250000999Z",
        "03:12, 2026-11-23T02:12:00.000000999Z",
        "-10m, 2026-11-23T03:20:00.500Z",
        "-1h30m, 2026-11-23T02:00:00.500Z",
        "-500ms, 2026-11-23T03:30:00Z",
        "-2d, 2026-11-21T03:30:00.500Z",
        "-45s, 2026-11-23T03:29:15.500Z",
        "now, 2026-11-23T03:30:00.500Z",
    })
    void shouldReadATimeToTheEndOfItsMicrosecond(String text, String expected) {
        if (expected == null) {
            assertThatThrownBy(() -> converter.convert(text)).isInstanceOf(TypeConversionException.class);
        } else {
            assertThat(converter.convert(text)).isEqualTo(Moment.ofTime(WallTime.nanos(Instant.parse(expected))));
        }
    }

    @Test
    void shouldReadASequence() {
        assertThat(converter.convert("seq:120345")).isEqualTo(Moment.ofSequence(120_345));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "tomorrow", "25:00:00", "2026-13-01T00:00:00Z", "-10", "-10x", "10m", "seq:", "seq:-1",
        "seq:12345678901234567890", "--json", "9999-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "-999999999d"})
    void shouldNameWhatIsNoTimeAndWhatIs(String text) {
        assertThatThrownBy(() -> converter.convert(text)).isInstanceOf(TypeConversionException.class)
                .message().contains("give 2026-11-23T03:12:07Z", "-10m", "seq:N");
    }
}
