package io.neighsync.netlink;

/** Why a message was refused. */
public enum DecodeError {
    /** It was not refused. */
    NONE("no error"),
    /** Fewer bytes than a {@code nlmsghdr}, or than {@code nlmsg_len} says. */
    BAD_MESSAGE_LENGTH("nlmsg_len does not fit the bytes received"),
    /** {@code nlmsg_type} is not one the decoder is for. */
    UNEXPECTED_TYPE("nlmsg_type is not one of this decoder"),
    /** The fixed header after the {@code nlmsghdr} is not complete. */
    TRUNCATED_HEADER("the fixed header is not complete"),
    /** An {@code nla_len} is too small, or larger than what is left. */
    BAD_ATTRIBUTE_LENGTH("nla_len does not fit the message"),
    /** The value of a known attribute is too short for its type. */
    SHORT_ATTRIBUTE("the value of an attribute is too short"),
    /** {@code NDA_DST} is not as long as an address of the family. */
    BAD_ADDRESS_LENGTH("NDA_DST is not as long as an address of the family"),
    /** {@code NDA_LLADDR} or {@code IFLA_ADDRESS} is longer than {@code MAX_ADDR_LEN} (32). */
    BAD_LLADDR_LENGTH("a link layer address is longer than 32 bytes"),
    /** {@code IFLA_IFNAME} is longer than {@code IFNAMSIZ} allows. */
    BAD_NAME_LENGTH("IFLA_IFNAME is longer than 15 bytes");

    private final String sentence;

    DecodeError(String sentence) {
        this.sentence = sentence;
    }

    /**
     * The reason in words.
     *
     * @return for messages, without a final period
     */
    public String sentence() {
        return sentence;
    }
}
