package io.neighsync.netlink;

/**
 * Flags and types of netlink messages that every family shares: {@code nlmsg_flags}, {@code nlmsg_type}.
 *
 * <p>Source: {@code linux/netlink.h}, netlink(7). Any thread may call.
 */
public final class Nlm {
    /** A request. */
    public static final int NLM_F_REQUEST = 0x1;
    /** One of several messages, which {@code NLMSG_DONE} ends. */
    public static final int NLM_F_MULTI = 0x2;
    /** Asks for an acknowledgment. */
    public static final int NLM_F_ACK = 0x4;
    /** Asks for the notification it causes. */
    public static final int NLM_F_ECHO = 0x8;
    /** The dump is inconsistent: what it lists changed meanwhile. */
    public static final int NLM_F_DUMP_INTR = 0x10;
    /** The dump was filtered as asked. */
    public static final int NLM_F_DUMP_FILTERED = 0x20;
    /** Of a NEW request: replaces what exists. */
    public static final int NLM_F_REPLACE = 0x100;
    /** Of a NEW request: fails if it exists. */
    public static final int NLM_F_EXCL = 0x200;
    /** Of a NEW request: creates what does not exist. */
    public static final int NLM_F_CREATE = 0x400;
    /** Of a GET request: the whole table, {@code NLM_F_ROOT | NLM_F_MATCH}. */
    public static final int NLM_F_DUMP = 0x300;
    /** Of {@code NLMSG_ERROR}: the request's payload is left out. */
    public static final int NLM_F_CAPPED = 0x100;
    /** Of {@code NLMSG_ERROR} and {@code NLMSG_DONE}: extended acknowledgment attributes follow. */
    public static final int NLM_F_ACK_TLVS = 0x200;
    /** Message type: does nothing. */
    public static final int NLMSG_NOOP = 1;
    /** Message type: an error, or an acknowledgment if the error is 0. */
    public static final int NLMSG_ERROR = 2;
    /** Message type: end of a multipart answer. */
    public static final int NLMSG_DONE = 3;
    /** Message type: data was lost. */
    public static final int NLMSG_OVERRUN = 4;
    /** Length of a {@code nlmsghdr} in bytes. */
    public static final int NLMSG_HDRLEN = 16;

    private static final String[] NAMES = {
        "REQUEST", "MULTI", "ACK", "ECHO", "DUMP_INTR", "DUMP_FILTERED"
    };

    private Nlm() {
    }

    /**
     * Printable form, such as {@code MULTI|DUMP_INTR}.
     *
     * @param flags {@code nlmsg_flags}
     * @return names joined by {@code |}; bits whose meaning depends on the type in hexadecimal, {@code 0} for none
     */
    public static String toString(int flags) {
        return BitNames.toString(flags, NAMES);
    }

    /**
     * Appends the printable form.
     *
     * @param to where it goes
     * @param flags {@code nlmsg_flags}
     */
    public static void append(StringBuilder to, int flags) {
        BitNames.append(to, flags, NAMES);
    }
}
