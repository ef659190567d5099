package io.neighsync.engine.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LogOutputTest {
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
    void shouldKnowTheNamesOfConfigDbAndStandForItself(LogOutput output) {
        assertThat(LogOutput.of(output.name())).contains(output);
        assertThat(output.on(true)).isEqualTo(output);
        assertThat(output.on(false)).isEqualTo(output);
    }

    @Test
    void shouldKnowNoOtherNameInConfigDb() {
        assertThat(LogOutput.of("AUTO")).isEmpty();
        assertThat(LogOutput.of("syslog")).isEmpty();
    }

    @Test
    void shouldChooseSyslogOnSonicAndStandardErrorElsewhere() {
        assertThat(LogOutput.AUTO.on(true)).isEqualTo(LogOutput.SYSLOG);
        assertThat(LogOutput.AUTO.on(false)).isEqualTo(LogOutput.STDERR);
    }
}
