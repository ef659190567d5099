package io.neighsync.engine.cli;

import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The version, from the jar's manifest. */
public final class Version implements IVersionProvider {
    @Spec
    private CommandSpec command;

    @Override
    public String[] getVersion() {
        String version = Version.class.getPackage().getImplementationVersion();
        return new String[] {command.root().name() + " " + (version == null ? "unpackaged" : version)};
    }
}
