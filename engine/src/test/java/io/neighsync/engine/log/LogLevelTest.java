package io.neighsync.engine.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogLevelTest {
    @ParameterizedTest
    @CsvSource({"EMERG,0", "ALERT,1", "CRIT,2", "ERROR,3", "WARN,4", "NOTICE,5", "INFO,6", "DEBUG,7"})
    void shouldKnowTheNamesOfConfigDbAndTheSeveritiesOfSyslog(String name, int severity) {
        assertThat(LogLevel.of(name).orElseThrow().severity()).isEqualTo(severity);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "notice", "WARNING", "ERR", " INFO"})
    void shouldKnowNoOther(String name) {
        assertThat(LogLevel.of(name)).isEmpty();
    }
}
