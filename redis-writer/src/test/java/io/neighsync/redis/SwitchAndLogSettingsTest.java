package io.neighsync.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Tests of {@link SwitchSettings}, {@link LogSettings} and {@link SonicDatabase}.
 */
class SwitchAndLogSettingsTest {
    @Test
    void shouldStayAsTheyWereWhenTheNamesChangeAfterwards() {
        final Set<String> names = new HashSet<>(Set.of("Ethernet0"));
        final SwitchSettings settings = new SwitchSettings(false, false, names);
        names.add("Ethernet4");
        assertThat(settings.linkLocalInterfaces()).containsExactly("Ethernet0");
    }

    @Test
    void shouldNameTheValueAndWhatIsAllowedWhenItIsUnknown() {
        assertThatIllegalArgumentException().isThrownBy(() -> new LogSettings("LOUD", "SYSLOG")).withMessage(
            "LOGLEVEL is 'LOUD'; allowed: [EMERG, ALERT, CRIT, ERROR, WARN, NOTICE, INFO, DEBUG]");
        assertThatIllegalArgumentException().isThrownBy(() -> new LogSettings("INFO", "FILE")).withMessage(
            "LOGOUTPUT is 'FILE'; allowed: [SYSLOG, STDOUT, STDERR]");
        assertThat(LogSettings.DEFAULT).isEqualTo(new LogSettings("NOTICE", "SYSLOG"));
    }

    @Test
    void shouldRefuseADatabaseThatCannotBe() {
        final RedisAddress address = RedisAddress.parse("h:1");
        assertThatIllegalArgumentException().isThrownBy(() -> new SonicDatabase("STATE_DB", -1, "|", address))
            .withMessage("id of STATE_DB is -1; allowed: 0..65535");
        assertThatIllegalArgumentException().isThrownBy(() -> new SonicDatabase("STATE_DB", 65_536, "|", address));
        assertThatIllegalArgumentException().isThrownBy(() -> new SonicDatabase("STATE_DB", 6, "", address))
            .withMessage("separator of STATE_DB is empty; give one such as | or :");
        assertThat(new SonicDatabase("STATE_DB", 65_535, "|", address).key("A", "b")).isEqualTo("A|b");
    }
}
