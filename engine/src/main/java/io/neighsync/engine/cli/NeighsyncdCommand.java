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
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code neighsyncd}. */
@Command(
        name = "neighsyncd",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = "Mirrors the Linux kernel's neighbor table (ARP and ND) into Redis.",
        footer = {
            "",
            "Examples:",
            "  neighsyncd --redis embedded --once              sync this machine's table into a private Redis",
            "  neighsyncd --redis unix:/run/redis/redis.sock --print",
            "  neighsyncd --redis localhost:6379 --set netlink.receive_buffer=16MiB",
            "",
            "Exit codes: 0 fine, 1 failed, 64 usage, 69 Redis unavailable with --no-wait, 77 not possible here, "
                + "78 configuration."
        })
public final class NeighsyncdCommand implements Callable<Integer> {
    private static final long LOOK_MILLIS = 1;
    private static final long WATCH_MILLIS = 100;
    private static final long NO_WAIT_NANOS = 2_000_000_000L;

    @Option(names = "--redis", paramLabel = "ADDRESS",
            description = "unix:/path, host:port, rediss://host:port or embedded (a private server).")
    private String redis;

    @Option(names = "--protocol", paramLabel = "NAME", description = "producer-state (SONiC) or direct.")
    private String protocol;

    @Option(names = "--sonic-db-config", paramLabel = "FILE",
            description = "SONiC's database_config.json or database_global.json; default SONiC's own if it is there.")
    private Path databaseConfig;

    @Option(names = "--namespace", paramLabel = "NAME", description = "Namespace of a multi-ASIC switch.")
    private String namespace;

    @Option(names = "--journal", paramLabel = "DIR",
            description = "Folder of the journal, or none; default /var/lib/neighsyncd/journal if it can be written.")
    private String journal;

    @Option(names = "--threading", paramLabel = "MODE", description = "auto, single, shared, grouped or dedicated.")
    private String threading;

    @Option(names = "--config", paramLabel = "FILE",
            description = "Configuration (HOCON); default /etc/neighsyncd/neighsyncd.conf if it is there.")
    private Path file;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "One setting; may be given again.")
    private Map<String, String> set = new LinkedHashMap<>();

    @Option(names = "--check-config", description = "Check the configuration and exit.")
    private boolean checkConfig;

    @Option(names = "--print-config", description = "Print every setting with its unit and source, and exit.")
    private boolean printConfig;

    @Option(names = "--once", description = "Sync once, verify Redis against the kernel, print a summary and exit.")
    private boolean once;

    @Option(names = "--print", description = "Print each change when Redis has it, like ip monitor neigh.")
    private boolean print;

    @Option(names = "--no-wait", description = "Exit with 69 when Redis is not there instead of waiting for it.")
    private boolean noWait;

    private final PrintStream out = System.out;
    private ReloadSignal reload;

    /** Runs the command and ends the JVM with its exit code. */
    public static void main(String[] args) {
        Preload.start();
        int exitCode = Failures.configure(new CommandLine(new NeighsyncdCommand())).execute(args);
        System.out.flush();
        Runtime.getRuntime().halt(exitCode);
    }

    @Override
    public Integer call() {
        ProcessName.set("neighsyncd");
        reload = new ReloadSignal();
        Settings settings = readSettings();
        DaemonConfig config = DaemonConfig.of(settings);
        if (printConfig) {
            out.print(settings.print());
        }
        if (checkConfig || printConfig) {
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
        return Settings.load(Optional.ofNullable(file), System.getenv(), options());
    }

    private Map<String, String> options() {
        Map<String, String> options = new LinkedHashMap<>(set);
        put(options, "redis.address", redis);
        put(options, "redis.protocol", protocol);
        put(options, "sonic.database_config", databaseConfig == null ? null : databaseConfig.toString());
        put(options, "sonic.namespace", namespace);
        put(options, "journal.dir", journal);
        put(options, "threading.mode", threading);
        return options;
    }

    private static void put(Map<String, String> options, String key, String value) {
        if (value != null) {
            options.put(key, value);
        }
    }

    private int run(Settings settings, DaemonConfig config, Site site) {
        StopSignal stop = new StopSignal();
        try (NeighborDaemon daemon = new NeighborDaemon(config, site, print ? out : null);
                Supervisor supervisor = new Supervisor(daemon, settings, this::readSettings, reload,
                        site.sonic())) {
            boolean ready = awaitReady(daemon, supervisor, stop);
            if (daemon.failure() != null) {
                throw new IllegalStateException(daemon.failure());
            }
            if (!ready && !stop.isRaised()) {
                throw new UnavailableException(daemon.redisFault());
            }
            boolean equal = !ready || !once || verify(daemon);
            while (ready && !once && !stop.await(WATCH_MILLIS)) {
                supervisor.look();
            }
            supervisor.stopping();
            boolean written = daemon.stop();
            out.print(daemon.summary());
            if (!written) {
                String fault = daemon.redisFault();
                System.err.println("neighsyncd: stopped with rows unwritten: "
                        + (fault == null ? daemon.counters().get(Counter.PENDING) + " wait for Redis" : fault));
            }
            return equal && (written || !once) ? ExitCode.OK : ExitCode.FAILED;
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
            boolean waitedEnough = noWait && daemon.redisFault() != null && System.nanoTime() - noWaitUntil > 0;
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
