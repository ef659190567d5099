package io.neighsync.netlink;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Reads captures of netlink traffic that a real kernel produced on a little-endian machine.
 *
 * <pre>
 *   "NLCAP\0\0\1", then records, little-endian, no padding between them
 *   0                    8      12       16
 *   | ns since the epoch | kind | length | bytes
 * </pre>
 */
public final class Nlcap {
    /** VRFs: moves between them, renames, deletion with members, ifindex reuse. */
    public static final String A_VRF = "a-vrf";
    /** Churn: every neighbor state, odd addresses, FDB entries, a burst. */
    public static final String B_CHURN = "b-churn";

    private static final byte[] MAGIC = {'N', 'L', 'C', 'A', 'P', 0, 0, 1};

    private Nlcap() {
    }

    /**
     * All records of a capture.
     *
     * @param name {@link #A_VRF} or {@link #B_CHURN}
     * @return in their order
     */
    public static List<Entry> read(String name) {
        ByteBuffer in = ByteBuffer.wrap(resource(name + ".nlcap")).order(ByteOrder.LITTLE_ENDIAN);
        for (byte octet : MAGIC) {
            if (in.get() != octet) {
                throw new IllegalStateException(name + " is no capture");
            }
        }
        List<Entry> entries = new ArrayList<>();
        while (in.hasRemaining()) {
            long nanos = in.getLong();
            Kind kind = Kind.values()[in.getInt()];
            byte[] bytes = new byte[in.getInt()];
            in.get(bytes);
            entries.add(new Entry(nanos, kind, bytes));
        }
        return entries;
    }

    /**
     * The text of a capture, a line for each message.
     *
     * @param name {@link #A_VRF} or {@link #B_CHURN}
     * @return its lines
     */
    public static List<String> decodedText(String name) {
        return new String(resource(name + ".decoded.txt"), StandardCharsets.UTF_8).lines().toList();
    }

    private static byte[] resource(String name) {
        try (InputStream in = Nlcap.class.getResourceAsStream("/captures/" + name)) {
            if (in == null) {
                throw new IllegalStateException("no capture " + name);
            }
            return in.readAllBytes();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** What a record holds; in the order of the numbers in the file. */
    public enum Kind {
        /** A multicast datagram of RTNLGRP_LINK or RTNLGRP_NEIGH. */
        EVENT,
        /** A datagram that answers a dump. */
        DUMP,
        /** A remark or the command that causes what follows, UTF-8. */
        MARKER,
        /** A dump request as it was sent. */
        REQUEST,
        /** A receive error, UTF-8. */
        RECEIVE_ERROR
    }

    /**
     * One record.
     *
     * @param nanos since the epoch
     * @param kind what it holds
     * @param bytes the datagram or the text
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Entry(long nanos, Kind kind, byte[] bytes) {
        /**
         * The bytes as a buffer that checks its bounds.
         *
         * @return exactly the bytes
         */
        public UnsafeBuffer buffer() {
            return new UnsafeBuffer(bytes);
        }

        /**
         * The bytes as text.
         *
         * @return of a marker
         */
        public String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }
}
