package io.neighsync.engine.cli;

import io.neighsync.engine.replay.JournalLoader;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** Says on standard error what is to be known besides the output, a line each. */
final class Complaints {
    private Complaints() {
    }

    /** Segments that are damaged: what follows in them is not in the output. */
    static void print(CommandSpec spec, List<JournalLoader.Damage> damages) {
        damages.forEach(damage -> print(spec, damage.what()));
    }

    /** One sentence. */
    static void print(CommandSpec spec, String sentence) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(spec.root().name() + ": " + sentence);
        err.flush();
    }
}
