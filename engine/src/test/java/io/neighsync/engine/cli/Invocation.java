package io.neighsync.engine.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import picocli.CommandLine;

/**
 * What came of a command line.
 *
 * @param exitCode its exit code
 * @param out      lines on standard output
 * @param err      lines on standard error
 */
record Invocation(int exitCode, List<String> out, List<String> err) {
    /** Runs neighctl within this process. */
    static Invocation neighctl(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine = NeighctlCommand.commandLine()
                .setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int exitCode = commandLine.execute(arguments);
        commandLine.getOut().flush();
        commandLine.getErr().flush();
        return new Invocation(exitCode, out.toString().lines().toList(), err.toString().lines().toList());
    }
}
