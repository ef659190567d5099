package io.neighsync.engine.cli;

/** The version, from the jar's manifest. */
final class Version {
    private Version() {
    }

    /** A program's name and its version. */
    static String of(String program) {
        String version = Version.class.getPackage().getImplementationVersion();
        return program + " " + (version == null ? "unpackaged" : version);
    }
}
