package io.neighsync.engine.stage;

import org.agrona.DirectBuffer;

/** How the rows of one table of Redis look. One thread. */
interface RowFields {
    /** The fields of a present row, as RESP bulk strings, valid until the next call. */
    DirectBuffer of(int family, long value);
}
