package io.neighsync.redis;

import java.nio.channels.SelectableChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the file descriptor of a channel, which the JDK keeps in {@code sun.nio.ch.SelChImpl#getFDVal}.
 */
final class ChannelDescriptor {
    private static final Logger LOGGER = LoggerFactory.getLogger(ChannelDescriptor.class);

    private ChannelDescriptor() {
    }

    /**
     * The descriptor's number.
     *
     * @return for {@code ppoll(2)}, or -1 (logged) when the JVM does not let us look.
     */
    static int of(SelectableChannel channel) {
        try {
            return (int) Class.forName("sun.nio.ch.SelChImpl").getMethod("getFDVal").invoke(channel);
        } catch (ReflectiveOperationException e) {
            LOGGER.error("The descriptor of the Redis connection is unknown, so nobody can wait for it;"
                + " start the JVM with --add-opens=java.base/sun.nio.ch=ALL-UNNAMED", e);
            return -1;
        }
    }
}
