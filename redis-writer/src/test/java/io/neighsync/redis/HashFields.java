package io.neighsync.redis;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Fields of a Redis hash in their order, kept as HSET brings them: names and values in turn, each a RESP bulk string.
 * Any one thread.
 */
final class HashFields {
    private static final int CRLF = 2;

    private byte[] encoded = new byte[0];

    static HashFields of(Map<String, String> fields) {
        final HashFields hash = new HashFields();
        hash.encode(fields, StandardCharsets.UTF_8);
        return hash;
    }

    /**
     * Adds or replaces fields, as HSET does.
     *
     * @param source well-formed bulk strings; not kept.
     * @param from   start of the first name's bulk string.
     * @param to     end of the last value's.
     * @return number of new fields.
     */
    int put(byte[] source, int from, int to) {
        if (encoded.length == 0 && areDistinct(source, from, to)) {
            encoded = Arrays.copyOfRange(source, from, to);
            return count(source, from, to);
        }
        if (haveSameNames(source, from, to)) {
            replace(source, from, to);
            return 0;
        }
        return merge(source, from, to);
    }

    int put(HashFields others) {
        return put(others.encoded, 0, others.encoded.length);
    }

    Map<String, String> toMap() {
        return decode(encoded, 0, encoded.length, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return toMap().toString();
    }

    private void replace(byte[] source, int from, int to) {
        if (to - from == encoded.length) {
            System.arraycopy(source, from, encoded, 0, encoded.length);
        } else {
            encoded = Arrays.copyOfRange(source, from, to);
        }
    }

    /** Latin-1 keeps any byte. */
    private int merge(byte[] source, int from, int to) {
        final Map<String, String> merged = decode(encoded, 0, encoded.length, StandardCharsets.ISO_8859_1);
        final int before = merged.size();
        merged.putAll(decode(source, from, to, StandardCharsets.ISO_8859_1));
        encode(merged, StandardCharsets.ISO_8859_1);
        return merged.size() - before;
    }

    private void encode(Map<String, String> fields, Charset charset) {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        fields.forEach((name, value) -> {
            encode(name.getBytes(charset), bytes);
            encode(value.getBytes(charset), bytes);
        });
        encoded = bytes.toByteArray();
    }

    private static void encode(byte[] word, ByteArrayOutputStream into) {
        into.writeBytes(("$" + word.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
        into.writeBytes(word);
        into.write('\r');
        into.write('\n');
    }

    private static Map<String, String> decode(byte[] source, int from, int to, Charset charset) {
        final Map<String, String> fields = new LinkedHashMap<>();
        int name = from;
        while (name < to) {
            final int value = end(source, name);
            fields.put(text(source, name, charset), text(source, value, charset));
            name = end(source, value);
        }
        return fields;
    }

    private static String text(byte[] source, int bulk, Charset charset) {
        final int start = dataStart(source, bulk);
        return new String(source, start, end(source, bulk) - CRLF - start, charset);
    }

    private boolean haveSameNames(byte[] source, int from, int to) {
        int theirs = from;
        int ours = 0;
        while (theirs < to && ours < encoded.length) {
            final int theirValue = end(source, theirs);
            final int ourValue = end(encoded, ours);
            if (!Arrays.equals(source, theirs, theirValue, encoded, ours, ourValue)) {
                return false;
            }
            theirs = end(source, theirValue);
            ours = end(encoded, ourValue);
        }
        return theirs == to && ours == encoded.length;
    }

    private static boolean areDistinct(byte[] source, int from, int to) {
        int name = from;
        while (name < to) {
            final int value = end(source, name);
            final int next = end(source, value);
            int other = next;
            while (other < to) {
                final int otherValue = end(source, other);
                if (Arrays.equals(source, name, value, source, other, otherValue)) {
                    return false;
                }
                other = end(source, otherValue);
            }
            name = next;
        }
        return true;
    }

    private static int count(byte[] source, int from, int to) {
        int fields = 0;
        int name = from;
        while (name < to) {
            name = end(source, end(source, name));
            fields++;
        }
        return fields;
    }

    private static int dataStart(byte[] source, int bulk) {
        int index = bulk + 1;
        while (source[index] != '\r') {
            index++;
        }
        return index + CRLF;
    }

    /** Where the next bulk string starts. */
    private static int end(byte[] source, int bulk) {
        int length = 0;
        int index = bulk + 1;
        while (source[index] != '\r') {
            length = length * 10 + source[index] - '0';
            index++;
        }
        return index + CRLF + length + CRLF;
    }
}
