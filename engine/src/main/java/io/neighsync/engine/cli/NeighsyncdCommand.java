package io.neighsync.engine.cli;

import io.neighsync.engine.daemon.DaemonConfig;
import io.neighsync.engine.daemon.KernelVerifier;
import io.neighsync.engine.daemon.NeighborDaemon;
import io.neighsync.engine.daemon.Settings;
import io.neighsync.engine.daemon.Site;
import io.neighsync.engine.event.Counter;
import io.neighsync.engine.event.Counters;
import io.neighsync.engine.log.DaemonLog;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** The command {@code neighsyncd}. */
public final class NeighsyncdCommand {
    private static final String NAME = "neighsyncd";
    private static final long LOOK_MILLIS = 1;
    private static final long WATCH_MILLIS = 250;
    private static final long NO_WAIT_NANOS = 2_000_000_000L;

    private final PrintStream out = System.out;
    private final DaemonOptions options;

    private NeighsyncdCommand(DaemonOptions options) {
        this.options = options;
    }

    /** Runs the command and ends the JVM with its exit code. */
    public static void main(String[] args) {
        Preload.start();
        int exitCode;
        try {
            exitCode = new NeighsyncdCommand(DaemonOptions.parse(args)).call();
        } catch (RuntimeException failure) {
            exitCode = Failures.report(failure, NAME, new PrintWriter(System.err, true, StandardCharsets.UTF_8));
        }
        System.out.flush();
        Runtime.getRuntime().halt(exitCode);
    }

    private int call() {
        if (options.help() || options.version()) {
            out.print(options.help() ? DaemonOptions.HELP : Version.of(NAME) + System.lineSeparator());
            return ExitCode.OK;
        }
        ProcessName.set(NAME);
        Settings settings = readSettings();
        DaemonConfig config = DaemonConfig.of(settings);
        if (options.printConfig()) {
            out.print(settings.print());
        }
        if (options.checkConfig() || options.printConfig()) {
            return ExitCode.OK;
        }
        try (RedisTarget target = RedisTarget.of(config)) {
            if (target.isEmbedded()) {
                out.println("redis " + target.site().databases().appl().address());
            }
            DaemonLog.level(config.logging().level());
            DaemonLog.output(config.logging().output().on(target.site().sonic()));
            DaemonLog.start();
            return run(settings, config, target.site());
        } finally {
            DaemonLog.close();
        }
    }

    private Settings readSettings() {
        return Settings.load(options.file(), System.getenv(), options.settings());
    }

    private int run(Settings settings, DaemonConfig config, Site site) {
        StopSignal stop = new StopSignal();
        try (NeighborDaemon daemon = new NeighborDaemon(config, site, options.print() ? out : null);
                Supervisor supervisor = new Supervisor(daemon, settings, this::readSettings,
                        new ReloadSignal(), site.sonic())) {
            boolean ready = awaitReady(daemon, supervisor, stop);
            if (daemon.failure() != null) {
                throw new IllegalStateException(daemon.failure());
            }
            if (!ready && !stop.isRaised()) {
                throw new UnavailableException(daemon.redisFault());
            }
            boolean equal = !ready || !options.once() || verify(daemon);
            while (ready && !options.once() && !stop.await(WATCH_MILLIS)) {
                supervisor.look();
            }
            supervisor.stopping();
            boolean written = daemon.stop();
            out.print(daemon.summary());
            if (!written) {
                String fault = daemon.redisFault();
                System.err.println(NAME + ": stopped with rows unwritten: "
                        + (fault == null ? daemon.counters().get(Counter.PENDING) + " wait for Redis" : fault));
            }
            return equal && (written || !options.once()) ? ExitCode.OK : ExitCode.FAILED;
        }
    }

    /**
     * Waits for the first full sync; false when told to stop, or when Redis is not there and it is not to be waited
     * for.
     */
    private boolean awaitReady(NeighborDaemon daemon, Supervisor supervisor, StopSignal stop) {
        long noWaitUntil = System.nanoTime() + NO_WAIT_NANOS;
        while (!daemon.isReady()) {
            supervisor.look();
            boolean waitedEnough =
                    options.noWait() && daemon.redisFault() != null && System.nanoTime() - noWaitUntil > 0;
            if (stop.await(LOOK_MILLIS) || waitedEnough || daemon.failure() != null) {
                return false;
            }
        }
        Counters counters = daemon.counters();
        out.println("ready neighbors=" + counters.get(Counter.NEIGHBORS)
                + " rows=" + counters.get(Counter.ROWS)
                + " writes=" + (counters.get(Counter.ROWS_SET) + counters.get(Counter.ROWS_DELETED))
                + " elapsed_ms=" + ElapsedTime.sinceExecMillis());
        out.flush();
        supervisor.ready();
        return true;
    }

    private boolean verify(NeighborDaemon daemon) {
        KernelVerifier.Result result = daemon.verifier().verify();
        out.println((result.isEqual() ? "verified" : "different") + " rows=" + result.rows()
                + " missing=" + result.missing() + " wrong=" + result.wrong() + " extra=" + result.extra());
        return result.isEqual();
    }
}
