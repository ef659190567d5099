package io.neighsync.engine.log;

/** Where written messages end. One thread at a time. */
@FunctionalInterface
interface LogSink {
    void write(LogMessage message);
}
