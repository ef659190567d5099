package io.neighsync.netlink;

/** Prints a set of bits by name. */
final class BitNames {
    private BitNames() {
    }

    /**
     * Appends {@code A|B|0x40}: the names of the bits set, then the rest in hexadecimal; {@code 0} if there are none.
     *
     * @param to where the text goes
     * @param value the bits
     * @param names name of bit i at index i, or null
     */
    static void append(StringBuilder to, int value, String[] names) {
        int start = to.length();
        int rest = value;
        for (int bit = 0; bit < names.length; bit++) {
            if (names[bit] != null && (value & (1 << bit)) != 0) {
                separate(to, start).append(names[bit]);
                rest &= ~(1 << bit);
            }
        }
        if (rest != 0) {
            separate(to, start).append("0x").append(Integer.toHexString(rest));
        } else if (to.length() == start) {
            to.append('0');
        }
    }

    static String toString(int value, String[] names) {
        StringBuilder text = new StringBuilder();
        append(text, value, names);
        return text.toString();
    }

    private static StringBuilder separate(StringBuilder to, int start) {
        return to.length() == start ? to : to.append('|');
    }
}
