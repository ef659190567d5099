package io.neighsync.engine.event;

import java.nio.charset.StandardCharsets;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A link's name in both forms that are needed: text, and the bytes that begin its rows' keys. Immutable; any thread.
 *
 * <p>The kernel allows 1 to 15 bytes without '/', ':' and white space (dev_valid_name in net/core/dev.c), so the
 * first ':' of a row key always ends the name.
 */
public final class LinkName {
    private final String text;
    private final UnsafeBuffer bytes;

    /** A name that is text. */
    public LinkName(String text) {
        this(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * A name as IFLA_IFNAME gave it, 1 to 15 bytes without the terminating NUL, which need not be UTF-8; takes the
     * array over.
     */
    public LinkName(byte[] octets) {
        text = new String(octets, StandardCharsets.UTF_8);
        bytes = new UnsafeBuffer(octets);
    }

    /** The name's bytes, for appending to a key. */
    public UnsafeBuffer bytes() {
        return bytes;
    }

    /** Whether the name begins with these characters, all ASCII. */
    public boolean startsWith(String prefix) {
        return text.startsWith(prefix);
    }

    /** The length of the name in bytes. */
    public int length() {
        return bytes.capacity();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LinkName that && bytes.equals(that.bytes);
    }

    @Override
    public int hashCode() {
        return bytes.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
