package io.neighsync.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every message of the captures of a real kernel against the text an independent decoder made of them. */
class CaptureTest {
    @ParameterizedTest
    @CsvSource({"a-vrf, 1357", "b-churn, 1168"})
    void shouldDecodeEveryMessageAsTheTextSays(String name, int messages) {
        CaptureText text = new CaptureText();
        List<String> actual = text.write(Nlcap.read(name));
        List<String> expected = Nlcap.decodedText(name);
        int summary = expected.size() - 2;
        assertThat(expected.get(summary + 1)).startsWith("# messages: ");
        assertThat(actual).containsExactlyElementsOf(expected.subList(0, summary));
        assertThat(text.messageCount()).isEqualTo(messages);
        assertThat(text.undecoded()).isZero();
    }
}
