package io.neighsync.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What stands beside a result. */
class ConditionsTest {
    private final Conditions conditions = new Conditions(
        "2026-01-02T03:04:05Z", "abc1234", "quick", "A \"CPU\"", 2, "Linux 6.1", "VM 25", "0.10 0.20 0.30");

    @Test
    void shouldWriteJson() {
        assertThat(conditions.toJson()).startsWith("{\n    \"date\" : \"2026-01-02T03:04:05Z\",\n")
            .contains("\"cpu\" : \"A \\\"CPU\\\"\",\n    \"cores\" : 2,\n").endsWith("\"0.10 0.20 0.30\"\n  }");
    }

    @Test
    void shouldTellTheDay() {
        assertThat(conditions.day()).isEqualTo("2026-01-02");
    }

    @Test
    void shouldReadTheFirstValueOfAKey() {
        assertThat(Conditions.valueOf("model\t\t: 1\nmodel name\t: A B\nmodel name\t: C\n", "model name"))
            .isEqualTo("A B");
        assertThat(Conditions.valueOf("", "model name")).isEqualTo("unknown");
    }

    @Test
    void shouldReadThisMachine() {
        assertThat(Conditions.now("exported", "quick").toText())
            .contains("commit   exported", "profile  quick", "kernel   Linux").doesNotContain("unknown");
    }
}
