package io.neighsync.engine.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogTargetTest {
    private final List<String> written = new ArrayList<>();
    private final LogTarget target = new LogTarget(message -> written.add("syslog " + message.text()),
            message -> written.add("stdout " + message.text()), message -> written.add("stderr " + message.text()));

    private void write(String text) {
        target.write(LogMessage.now(LogLevel.WARN, "f", text, null));
    }

    @Test
    void shouldFollowTheOutputFromStandardErrorOn() {
        write("a");
        target.output(LogOutput.SYSLOG);
        write("b");
        target.output(LogOutput.STDOUT);
        write("c");
        target.output(LogOutput.STDERR);
        write("d");
        assertThat(written).containsExactly("stderr a", "syslog b", "stdout c", "stderr d");
    }

    @Test
    void shouldRefuseAnOutputThatIsNone() {
        target.output(LogOutput.STDOUT);
        assertThatThrownBy(() -> target.output(LogOutput.AUTO)).isInstanceOf(IllegalArgumentException.class);
        assertThat(target.output()).isEqualTo(LogOutput.STDOUT);
    }
}
