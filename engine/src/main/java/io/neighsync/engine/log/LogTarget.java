package io.neighsync.engine.log;

/** Writes to the output that is set at that moment. */
final class LogTarget implements LogSink {
    private final LogSink syslog;
    private final LogSink stdout;
    private final LogSink stderr;
    /** Written by any thread. */
    private volatile LogOutput output = LogOutput.STDERR;

    LogTarget(LogSink syslog, LogSink stdout, LogSink stderr) {
        this.syslog = syslog;
        this.stdout = stdout;
        this.stderr = stderr;
    }

    LogOutput output() {
        return output;
    }

    void output(LogOutput to) {
        if (to == LogOutput.AUTO) {
            throw new IllegalArgumentException("AUTO is for the configuration: ask it what it stands for here");
        }
        output = to;
    }

    @Override
    public void write(LogMessage message) {
        LogSink sink = switch (output) {
            case SYSLOG -> syslog;
            case STDOUT -> stdout;
            case STDERR, AUTO -> stderr;
        };
        sink.write(message);
    }
}
