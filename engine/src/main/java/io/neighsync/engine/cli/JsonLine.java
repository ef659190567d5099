package io.neighsync.engine.cli;

import java.util.Locale;

/**
 * One JSON object on one line (RFC 8259), in ASCII: it reads the same in any encoding of the terminal. Members stand in
 * the order in which they were added. One thread.
 */
final class JsonLine {
    private static final int FIRST_PRINTABLE = 0x20;
    private static final int LAST_PRINTABLE = 0x7e;

    private final StringBuilder text = new StringBuilder();
    private boolean separated = true;

    /** An object without members. */
    JsonLine() {
        text.append('{');
    }

    private StringBuilder member(String name) {
        element();
        quote(name);
        return text.append(':');
    }

    private void element() {
        if (!separated) {
            text.append(',');
        }
        separated = false;
    }

    /** Adds a string; {@code null} is written as such. */
    JsonLine add(String name, String value) {
        member(name);
        if (value == null) {
            text.append("null");
        } else {
            quote(value);
        }
        return this;
    }

    /** Adds an integer. */
    JsonLine add(String name, long value) {
        member(name).append(value);
        return this;
    }

    /** Adds a truth value. */
    JsonLine add(String name, boolean value) {
        member(name).append(value);
        return this;
    }

    /** Begins an array of objects; {@link #beginObject} and {@link #end} for each, then {@link #endArray}. */
    JsonLine beginArray(String name) {
        member(name).append('[');
        separated = true;
        return this;
    }

    /** Ends an array. */
    JsonLine endArray() {
        text.append(']');
        separated = false;
        return this;
    }

    /** Begins an object in an array. */
    JsonLine beginObject() {
        element();
        text.append('{');
        separated = true;
        return this;
    }

    /** Begins an object that is a member. */
    JsonLine beginObject(String name) {
        member(name).append('{');
        separated = true;
        return this;
    }

    /** Ends an object that was begun. */
    JsonLine end() {
        text.append('}');
        separated = false;
        return this;
    }

    private void quote(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < FIRST_PRINTABLE || c > LAST_PRINTABLE) {
                text.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }

    /** The whole object. */
    @Override
    public String toString() {
        return text + "}";
    }
}
