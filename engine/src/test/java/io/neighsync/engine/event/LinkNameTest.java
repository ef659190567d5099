package io.neighsync.engine.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** A name is its bytes, whatever they say as text. */
class LinkNameTest {
    @Test
    void shouldKeepBytesThatAreNoText() {
        byte[] octets = {'e', (byte) 0xff, (byte) 0x80, 0x01};
        LinkName name = new LinkName(octets.clone());
        byte[] kept = new byte[name.length()];
        name.bytes().getBytes(0, kept);
        assertThat(kept).isEqualTo(octets);
    }

    @Test
    void shouldTellNamesApartThatReadAlike() {
        LinkName one = new LinkName(new byte[] {'e', (byte) 0xff});
        LinkName other = new LinkName(new byte[] {'e', (byte) 0xfe});
        assertThat(one).hasToString(other.toString()).isNotEqualTo(other);
    }

    @Test
    void shouldEqualTheSameNameGivenAsText() {
        LinkName name = new LinkName("Ethernet0".getBytes(StandardCharsets.US_ASCII));
        assertThat(name).isEqualTo(new LinkName("Ethernet0")).hasSameHashCodeAs(new LinkName("Ethernet0"))
                .hasToString("Ethernet0");
    }
}
