package io.neighsync.netlink;

import org.agrona.DirectBuffer;

/** What {@code IFLA_LINKINFO} of one link message says. Owned by its {@link LinkDecoder}. */
final class LinkInfo {
    private static final byte[] VRF = {'v', 'r', 'f'};
    private static final byte[] VLAN = {'v', 'l', 'a', 'n'};

    int kindOffset;
    int kindLength;
    int slaveKindOffset;
    int slaveKindLength;
    boolean vrf;
    boolean vrfSlave;
    int vrfTable;
    int slaveTable;
    int vlanId;

    private int dataOffset;
    private int dataLength;
    private int slaveDataOffset;
    private int slaveDataLength;

    void clear() {
        kindOffset = 0;
        kindLength = 0;
        slaveKindOffset = 0;
        slaveKindLength = 0;
        vrf = false;
        vrfSlave = false;
        vrfTable = 0;
        slaveTable = 0;
        vlanId = LinkDecoder.ABSENT;
        dataLength = 0;
        slaveDataLength = 0;
    }

    /**
     * Reads the nested attributes: first which there are, then what the data means under its kind.
     *
     * @param buffer that holds them
     * @param cursor to walk with
     * @param offset of the first
     * @param length of all in bytes
     * @return {@link DecodeError#NONE} or what is wrong
     */
    DecodeError decode(DirectBuffer buffer, AttributeCursor cursor, int offset, int length) {
        cursor.wrap(buffer, offset, length);
        while (cursor.next()) {
            locate(buffer, cursor.type(), cursor.valueOffset(), cursor.valueLength());
        }
        if (cursor.isMalformed()) {
            return DecodeError.BAD_ATTRIBUTE_LENGTH;
        }
        DecodeError error = decodeData(buffer, cursor);
        return error == DecodeError.NONE ? decodeSlaveData(buffer, cursor) : error;
    }

    /**
     * Length of a string that a NUL or the end of its attribute ends.
     *
     * @param buffer that holds it
     * @param offset where it begins
     * @param length of the attribute's value in bytes
     * @return bytes without the NUL
     */
    static int textLength(DirectBuffer buffer, int offset, int length) {
        int i = 0;
        while (i < length && buffer.getByte(offset + i) != 0) {
            i++;
        }
        return i;
    }

    private void locate(DirectBuffer buffer, int type, int offset, int length) {
        switch (type) {
            case Ifla.IFLA_INFO_KIND -> {
                kindOffset = offset;
                kindLength = textLength(buffer, offset, length);
            }
            case Ifla.IFLA_INFO_DATA -> {
                dataOffset = offset;
                dataLength = length;
            }
            case Ifla.IFLA_INFO_SLAVE_KIND -> {
                slaveKindOffset = offset;
                slaveKindLength = textLength(buffer, offset, length);
            }
            case Ifla.IFLA_INFO_SLAVE_DATA -> {
                slaveDataOffset = offset;
                slaveDataLength = length;
            }
            default -> {
                // Statistics of the kind, of no interest here.
            }
        }
    }

    private DecodeError decodeData(DirectBuffer buffer, AttributeCursor cursor) {
        vrf = equals(buffer, kindOffset, kindLength, VRF);
        boolean vlan = equals(buffer, kindOffset, kindLength, VLAN);
        if (!vrf && !vlan) {
            return DecodeError.NONE;
        }
        cursor.wrap(buffer, dataOffset, dataLength);
        while (cursor.next()) {
            if (vrf && cursor.type() == Ifla.IFLA_VRF_TABLE) {
                if (cursor.valueLength() < Integer.BYTES) {
                    return DecodeError.SHORT_ATTRIBUTE;
                }
                vrfTable = buffer.getInt(cursor.valueOffset());
            } else if (vlan && cursor.type() == Ifla.IFLA_VLAN_ID) {
                if (cursor.valueLength() < Short.BYTES) {
                    return DecodeError.SHORT_ATTRIBUTE;
                }
                vlanId = buffer.getShort(cursor.valueOffset()) & 0xffff;
            }
        }
        return cursor.isMalformed() ? DecodeError.BAD_ATTRIBUTE_LENGTH : DecodeError.NONE;
    }

    private DecodeError decodeSlaveData(DirectBuffer buffer, AttributeCursor cursor) {
        vrfSlave = equals(buffer, slaveKindOffset, slaveKindLength, VRF);
        if (!vrfSlave) {
            return DecodeError.NONE;
        }
        cursor.wrap(buffer, slaveDataOffset, slaveDataLength);
        while (cursor.next()) {
            if (cursor.type() == Ifla.IFLA_VRF_PORT_TABLE) {
                if (cursor.valueLength() < Integer.BYTES) {
                    return DecodeError.SHORT_ATTRIBUTE;
                }
                slaveTable = buffer.getInt(cursor.valueOffset());
            }
        }
        return cursor.isMalformed() ? DecodeError.BAD_ATTRIBUTE_LENGTH : DecodeError.NONE;
    }

    private static boolean equals(DirectBuffer buffer, int offset, int length, byte[] expected) {
        if (length != expected.length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (buffer.getByte(offset + i) != expected[i]) {
                return false;
            }
        }
        return true;
    }
}
