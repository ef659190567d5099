package io.neighsync.engine.replay;

import io.neighsync.journal.RecordReader;
import java.util.function.Supplier;

/**
 * A segment that can be read.
 *
 * @param number its number
 * @param reader opens it at its first record
 */
public record JournalSegment(int number, Supplier<RecordReader> reader) {
}
