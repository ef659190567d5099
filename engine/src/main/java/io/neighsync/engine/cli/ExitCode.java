package io.neighsync.engine.cli;

/** The exit codes scripts rely on; 64 and above follow sysexits.h where it has a fitting one. */
final class ExitCode {
    static final int OK = 0;
    static final int FAILED = 1;
    static final int USAGE = 64;
    static final int UNAVAILABLE = 69;
    static final int CANNOT_RUN_HERE = 77;
    static final int CONFIGURATION = 78;

    private ExitCode() {
    }
}
