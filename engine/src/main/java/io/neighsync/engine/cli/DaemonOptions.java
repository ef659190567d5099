package io.neighsync.engine.cli;

import io.neighsync.engine.daemon.NearestName;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.MissingArgumentException;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.ParseException;
import org.apache.commons.cli.UnrecognizedOptionException;

/**
 * The command line of {@code neighsyncd}. Parsed with a small library: an annotated command would take half as long as
 * the rest of the start.
 *
 * @param file        of the configuration, when one is named
 * @param settings    those given, by their keys
 * @param checkConfig whether to check the configuration and exit
 * @param printConfig whether to print every setting and exit
 * @param once        whether to sync once, verify and exit
 * @param print       whether to print each change
 * @param noWait      whether to exit when Redis is not there
 * @param help        whether to print {@link #HELP} and exit
 * @param version     whether to print the version and exit
 */
record DaemonOptions(
        Optional<Path> file, Map<String, String> settings, boolean checkConfig, boolean printConfig, boolean once,
        boolean print, boolean noWait, boolean help, boolean version) {

    /** What {@code --help} prints. */
    static final String HELP = """
            Usage: neighsyncd [OPTION ...]
            Mirrors the Linux kernel's neighbor table (ARP and ND) into Redis.

              --redis ADDRESS         unix:/path, host:port, rediss://host:port or embedded (a private server).
              --protocol NAME         producer-state (SONiC) or direct.
              --sonic-db-config FILE  SONiC's database_config.json or database_global.json; default SONiC's own if it
                                      is there.
              --namespace NAME        Namespace of a multi-ASIC switch.
              --journal DIR           Folder of the journal, or none; default /var/lib/neighsyncd/journal if it can be
                                      written.
              --threading MODE        auto, single, shared, grouped or dedicated.
              --config FILE           Configuration (HOCON); default /etc/neighsyncd/neighsyncd.conf if it is there.
              --set KEY=VALUE         One setting; may be given again.
              --check-config          Check the configuration and exit.
              --print-config          Print every setting with its unit and source, and exit.
              --once                  Sync once, verify Redis against the kernel, print a summary and exit.
              --print                 Print each change when Redis has it, like ip monitor neigh.
              --no-wait               Exit with 69 when Redis is not there instead of waiting for it.
              -h, --help              Print this and exit.
              -V, --version           Print the version and exit.

            Examples:
              neighsyncd --redis embedded --once              sync this machine's table into a private Redis
              neighsyncd --redis unix:/run/redis/redis.sock --print
              neighsyncd --redis localhost:6379 --set netlink.receive_buffer=16MiB

            Exit codes: 0 fine, 1 failed, 64 usage, 69 Redis unavailable with --no-wait, 77 not possible here,
            78 configuration.
            """;

    /** The settings that have an option of their own. */
    private static final Map<String, String> KEYS = Map.of(
            "redis", "redis.address", "protocol", "redis.protocol", "sonic-db-config", "sonic.database_config",
            "namespace", "sonic.namespace", "journal", "journal.dir", "threading", "threading.mode");
    private static final String CONFIG = "config";
    private static final String SET = "set";
    private static final List<String> FLAGS =
            List.of("check-config", "print-config", "once", "print", "no-wait", "help", "version");

    /** Copies the settings. */
    DaemonOptions {
        settings = Map.copyOf(settings);
    }

    /**
     * Parses a command line.
     *
     * @throws UsageException when it cannot be understood, with the nearest option where one is unknown
     */
    static DaemonOptions parse(String... arguments) {
        try {
            CommandLine line = DefaultParser.builder().setAllowPartialMatching(false)
                    .setStripLeadingAndTrailingQuotes(false).get().parse(known(), arguments);
            if (!line.getArgList().isEmpty()) {
                throw new UsageException("unexpected argument '" + line.getArgList().getFirst() + "'");
            }
            return of(line);
        } catch (UnrecognizedOptionException e) {
            throw new UsageException("unknown option " + e.getOption() + "; the nearest is " + nearest(e.getOption()));
        } catch (MissingArgumentException e) {
            throw new UsageException("--" + e.getOption().getLongOpt() + " needs a value");
        } catch (ParseException e) {
            throw new UsageException(e.getMessage());
        }
    }

    private static Options known() {
        Options options = new Options();
        KEYS.keySet().forEach(name -> options.addOption(valued(name)));
        options.addOption(valued(CONFIG)).addOption(valued(SET));
        FLAGS.forEach(name -> options.addOption(letter(name), name, false, null));
        return options;
    }

    private static Option valued(String name) {
        return Option.builder().longOpt(name).hasArg().get();
    }

    private static String letter(String flag) {
        return switch (flag) {
            case "help" -> "h";
            case "version" -> "V";
            default -> null;
        };
    }

    private static String nearest(String option) {
        String name = option.startsWith("--") ? option.substring(2) : option;
        int value = name.indexOf('=');
        return "--" + NearestName.to(value < 0 ? name : name.substring(0, value),
                known().getOptions().stream().map(Option::getLongOpt).toList());
    }

    private static DaemonOptions of(CommandLine line) {
        String file = line.getOptionValue(CONFIG);
        try {
            return new DaemonOptions(Optional.ofNullable(file).map(Path::of), settings(line),
                    line.hasOption("check-config"), line.hasOption("print-config"), line.hasOption("once"),
                    line.hasOption("print"), line.hasOption("no-wait"), line.hasOption("help"),
                    line.hasOption("version"));
        } catch (InvalidPathException e) {
            throw new UsageException("--config: " + e.getMessage());
        }
    }

    private static Map<String, String> settings(CommandLine line) {
        Map<String, String> settings = new LinkedHashMap<>();
        if (line.hasOption(SET)) {
            for (String setting : line.getOptionValues(SET)) {
                int sign = setting.indexOf('=');
                if (sign <= 0) {
                    throw new UsageException("--set needs KEY=VALUE, not '" + setting + "'");
                }
                settings.put(setting.substring(0, sign), setting.substring(sign + 1));
            }
        }
        KEYS.forEach((name, key) -> {
            if (line.hasOption(name)) {
                settings.put(key, line.getOptionValue(name));
            }
        });
        return settings;
    }
}
