package io.neighsync.netlink;

import org.agrona.DirectBuffer;

/**
 * Runs every cursor and decoder over a datagram, calls every accessor of those that accept it, and sums up all they say
 * in two numbers: the same bytes must give the same numbers wherever they lie and whatever was decoded before.
 */
final class DecoderProbe {
    private static final int MAX_DEPTH = 6;
    private static final long PRIME = 0x9e37_79b9_7f4a_7c15L;

    private final MessageCursor messages = new MessageCursor();
    private final AttributeCursor[] attributes = new AttributeCursor[MAX_DEPTH];
    private final NeighborDecoder neighbor = new NeighborDecoder();
    private final LinkDecoder link = new LinkDecoder();
    private final NetlinkErrorDecoder error = new NetlinkErrorDecoder();
    private final long[] neighbors = new long[DecodeError.values().length];
    private final long[] links = new long[DecodeError.values().length];
    private final long[] errors = new long[DecodeError.values().length];
    private DirectBuffer buffer;
    private int base;
    private int end;
    private boolean withTexts;
    private long sum;
    private long textSum;

    DecoderProbe() {
        for (int i = 0; i < MAX_DEPTH; i++) {
            attributes[i] = new AttributeCursor();
        }
    }

    /** Decodes a datagram, with or without the slow accessors that return text; the sum of all numbers. */
    long decode(DirectBuffer source, int offset, int length, boolean texts) {
        buffer = source;
        base = offset;
        end = offset + length;
        withTexts = texts;
        sum = 0;
        textSum = 0;
        walkMessages(length);
        walkAttributes(offset, length, 0);
        decodeMessage(offset, length);
        return sum;
    }

    /** The sum of all texts of the datagram decoded last. */
    long textSum() {
        return textSum;
    }

    /** Lets each decoder decode those of these messages that are for it. */
    void use(DirectBuffer source, int offset, int length) {
        messages.wrap(source, offset, length);
        while (messages.next()) {
            boolean accepted = switch (messages.type()) {
                case Rtnetlink.RTM_NEWNEIGH -> neighbor.wrap(source, messages.offset(), messages.length());
                case Rtnetlink.RTM_NEWLINK -> link.wrap(source, messages.offset(), messages.length());
                default -> error.wrap(source, messages.offset(), messages.length());
            };
            check(accepted, "a good message is refused");
        }
    }

    /** How often neighbor messages had this result; {@link DecodeError#NONE}: were accepted. */
    long neighbors(DecodeError result) {
        return neighbors[index(result)];
    }

    /** The same of link messages. */
    long links(DecodeError result) {
        return links[index(result)];
    }

    /** The same of errors and ends of dumps. */
    long errors(DecodeError result) {
        return errors[index(result)];
    }

    @SuppressWarnings("EnumOrdinal")
    private static int index(DecodeError result) {
        return result.ordinal();
    }

    private void walkMessages(int length) {
        int at = base;
        messages.wrap(buffer, base, length);
        while (messages.next()) {
            check(messages.offset() >= at, "a message begins before the end of the one before it");
            check(messages.length() >= Nlm.NLMSG_HDRLEN, "a message without a header");
            range(messages.offset(), messages.length());
            at = messages.offset() + messages.length();
            add(messages.type());
            add(messages.flags());
            add(messages.sequence());
            add(messages.portId());
            boolean isLink = messages.type() < Rtnetlink.RTM_NEWNEIGH;
            int header = isLink ? LinkDecoder.ATTRIBUTES_OFFSET : NeighborDecoder.ATTRIBUTES_OFFSET;
            walkAttributes(messages.offset() + header, messages.length() - header, 0);
            decodeMessage(messages.offset(), messages.length());
        }
        add(messages.isMalformed());
    }

    private void walkAttributes(int offset, int length, int depth) {
        int at = offset;
        AttributeCursor cursor = attributes[depth].wrap(buffer, offset, length);
        while (cursor.next()) {
            check(cursor.valueOffset() >= at + 4, "an attribute begins before the end of the one before it");
            range(cursor.valueOffset(), cursor.valueLength());
            at = cursor.valueOffset() + cursor.valueLength();
            add(cursor.type());
            if (depth + 1 < MAX_DEPTH && depth < (cursor.valueLength() & 7)) {
                walkAttributes(cursor.valueOffset(), cursor.valueLength(), depth + 1);
            }
        }
        add(cursor.isMalformed());
    }

    private void decodeMessage(int offset, int length) {
        boolean accepted = neighbor.wrap(buffer, offset, length);
        addResult(accepted, neighbor.error(), neighbors);
        if (accepted) {
            addNeighbor();
        }
        accepted = link.wrap(buffer, offset, length);
        addResult(accepted, link.error(), links);
        if (accepted) {
            addLink();
        }
        accepted = error.wrap(buffer, offset, length);
        addResult(accepted, error.error(), errors);
        if (accepted) {
            addError();
        }
    }

    private void addResult(boolean accepted, DecodeError reason, long[] counts) {
        check(accepted == (reason == DecodeError.NONE), "accepted, and yet refused");
        counts[index(reason)]++;
        add(index(reason));
    }

    private void addNeighbor() {
        int length = neighbor.addressLength();
        check(length == 0 || length == 4 || length == 16, "an address of no family");
        check(neighbor.hasDestination() == length > 0, "an address that is there and not there");
        add(neighbor.messageType());
        add(neighbor.messageFlags());
        add(neighbor.sequence());
        add(neighbor.family());
        add(neighbor.ifindex());
        add(neighbor.nudState());
        add(neighbor.ntfFlags());
        add(neighbor.ndmType());
        add(length);
        add(neighbor.addressHigh());
        add(neighbor.addressLow());
        addLladdr(neighbor.lladdrOffset(), neighbor.lladdrLength(), neighbor.lladdr());
        add(neighbor.extFlags());
        add(neighbor.protocol());
        add(neighbor.master());
        add(neighbor.vlan());
        add(neighbor.vni());
        add(neighbor.sourceVni());
        add(neighbor.port());
        add(neighbor.outIfindex());
        add(neighbor.linkNetnsId());
        add(neighbor.nhId());
        add(neighbor.probes());
        if (withTexts) {
            add(neighbor.toString());
        }
    }

    private void addLladdr(int offset, int length, long lladdr) {
        check(length >= LinkDecoder.ABSENT && length <= 32, "a link-layer address of " + length + " bytes");
        add(length);
        add(lladdr);
        if (length > 0) {
            range(offset, length);
        }
    }

    private void addLink() {
        check(link.nameLength() >= 0 && link.nameLength() <= 15, "a name of " + link.nameLength() + " bytes");
        add(link.messageType());
        add(link.messageFlags());
        add(link.sequence());
        add(link.family());
        add(link.ifindex());
        add(link.flags());
        add(link.change());
        addText(link.nameOffset(), link.nameLength());
        add(link.master());
        add(link.linkIfindex());
        add(link.operstate());
        addText(link.kindOffset(), link.kindLength());
        add(link.isVrf());
        add(link.vrfTable());
        add(link.vlanId());
        add(link.isVrfSlave());
        add(link.slaveTable());
        addLladdr(link.lladdrOffset(), link.lladdrLength(), link.lladdr());
        add(link.linkNetnsId());
        add(link.newNetnsId());
        add(link.newIfindex());
        add(link.event());
        if (withTexts) {
            addTexts();
        }
    }

    private void addTexts() {
        add(link.name());
        add(link.kind());
        add(link.slaveKind());
        for (String name : link.propertyNames()) {
            add(name);
        }
        add(link.toString());
    }

    private void addError() {
        check(error.errno() >= 0 || error.result() == Integer.MIN_VALUE, "a negative errno");
        add(error.messageType());
        add(error.sequence());
        add(error.result());
        add(error.requestType());
        add(error.hasMessage());
        if (withTexts) {
            check(error.hasMessage() == !error.message().isEmpty(), "words that are there and not there");
            add(error.message());
            add(error.toString());
        }
    }

    private void addText(int offset, int length) {
        add(length);
        if (length > 0) {
            range(offset, length);
        }
    }

    /** What lies in the datagram; its place counts from the beginning of it. */
    private void range(int offset, int length) {
        check(offset >= base && length >= 0 && length <= end - offset,
            length + " bytes at " + offset + " are not in " + base + " to " + end);
        add(offset - base);
        add(length);
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }

    private void add(long value) {
        sum = Long.rotateLeft(sum, 5) * PRIME + value;
    }

    private void add(boolean value) {
        add(value ? 1 : 2);
    }

    private void add(String value) {
        textSum = Long.rotateLeft(textSum, 5) * PRIME + value.hashCode();
    }
}
