package io.neighsync.netlink.ffm;

import java.nio.charset.StandardCharsets;
import org.agrona.MutableDirectBuffer;

/**
 * The address of a local socket, {@code struct sockaddr_un} of unix(7).
 *
 * <pre>
 *   0         2                                        110
 *   | AF_UNIX | path and a zero byte, or a zero byte and |
 *   |         | a name in the abstract namespace         |
 * </pre>
 */
final class UnixAddress {
    /** AF_UNIX of sys/socket.h. */
    static final int AF_UNIX = 1;
    /** Bytes of {@code struct sockaddr_un}. */
    static final int LENGTH = 110;

    private static final int PATH_OFFSET = 2;
    private static final int MAX_PATH_BYTES = LENGTH - PATH_OFFSET - 1;

    private UnixAddress() {
    }

    /**
     * Writes an address.
     *
     * @param buffer where to
     * @param offset of the {@code sockaddr}, with {@link #LENGTH} bytes behind it
     * @param address an absolute path, or {@code @} and a name in the abstract namespace, at most 107 bytes
     * @return length of the {@code sockaddr} in bytes: a trailing zero belongs to a path and not to a name
     * @throws IllegalArgumentException if it is neither, or too long
     */
    static int put(MutableDirectBuffer buffer, int offset, String address) {
        byte[] path = address.getBytes(StandardCharsets.UTF_8);
        boolean isAbstract = address.startsWith("@");
        boolean isPath = address.startsWith("/");
        if (path.length < 2 || path.length > MAX_PATH_BYTES || !(isPath || isAbstract)) {
            throw new IllegalArgumentException("\"" + address + "\" is no address of a local socket: want an absolute "
                + "path, or @ and a name, of at most " + MAX_PATH_BYTES + " bytes");
        }
        buffer.setMemory(offset, LENGTH, (byte) 0);
        buffer.putShort(offset, (short) AF_UNIX);
        buffer.putBytes(offset + PATH_OFFSET, path);
        if (isAbstract) {
            buffer.putByte(offset + PATH_OFFSET, (byte) 0);
        }
        return PATH_OFFSET + path.length + (isAbstract ? 0 : 1);
    }
}
