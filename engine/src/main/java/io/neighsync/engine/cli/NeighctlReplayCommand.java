package io.neighsync.engine.cli;

import io.neighsync.engine.daemon.DaemonConfig;
import io.neighsync.engine.daemon.Settings;
import io.neighsync.engine.replay.DecisionReplay;
import io.neighsync.engine.replay.JournalCursor;
import io.neighsync.engine.replay.JournalFiles;
import io.neighsync.engine.replay.JournalSegment;
import io.neighsync.engine.replay.Moment;
import io.neighsync.engine.replay.MomentWatch;
import io.neighsync.engine.replay.RowBound;
import io.neighsync.engine.stage.RedisTable;
import io.neighsync.redis.FencedWriter;
import io.neighsync.redis.RedisAddress;
import io.neighsync.redis.RedisConfig;
import io.neighsync.redis.RedisConnection;
import io.neighsync.redis.RedisConnector;
import io.neighsync.redis.TableDescriptor;
import io.neighsync.redis.TableProtocol;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code neighctl journal replay}. */
@Command(
        name = "replay",
        description = {
            "Writes the rows with which the journal begins, and then each decision in its order, to a Redis.",
            "Rows that are in that Redis otherwise stay. TLS files are those of the daemon's configuration; user and"
                + " password stand in the address."
        },
        footer = {
            "",
            "Examples:",
            "  neighctl journal replay --redis localhost:6400 --speed full",
            "  neighctl journal replay /mnt/evidence/journal --redis unix:/tmp/lab.sock --protocol producer-state"
                + " --speed 10x --until 03:15:00"
        })
final class NeighctlReplayCommand implements Runnable {
    private static final String FENCE = "NEIGHSYNCD_FENCE";
    private static final int MORE_ROWS = 1 << 20;
    private static final List<String> PROTOCOLS = List.of("direct", "producer-state");

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "DIR", description = "Folder of the journal, in place of --journal.")
    private Path dir;

    @Option(names = "--redis", paramLabel = "ADDRESS", required = true,
            description = "unix:/path, host:port, redis://user:password@host:port or rediss://host:port.")
    private String redis;

    @Option(names = "--protocol", paramLabel = "NAME", defaultValue = "direct",
            description = "direct or producer-state (SONiC); default ${DEFAULT-VALUE}.")
    private String protocol;

    @Option(names = "--speed", paramLabel = "SPEED", defaultValue = "full", converter = ReplaySpeed.Converter.class,
            description = "original, 10x and the like, or full; default ${DEFAULT-VALUE}.")
    private ReplaySpeed speed;

    @Option(names = "--until", paramLabel = "TIME", converter = MomentConverter.class,
            description = "Up to there: ISO-8601, HH:MM:SS of today, -10m, seq:N or now.")
    private Moment until;

    @Option(names = "--force", description = "Also into a Redis that holds rows, or that a daemon may be writing to.")
    private boolean force;

    private long records;

    @Override
    public void run() {
        if (!PROTOCOLS.contains(protocol)) {
            throw new ParameterException(spec.commandLine(),
                    "--protocol is '" + protocol + "': give direct or producer-state");
        }
        JournalFiles files = NeighctlCommand.journal(spec, dir);
        RedisConfig config = config(address());
        TableProtocol tables = config.tableProtocol(TableProtocol.DIRECT);
        List<JournalSegment> segments = files.segments();
        try (JournalCursor cursor = new JournalCursor(segments)) {
            if (!cursor.next()) {
                Complaints.print(spec, cursor.damages());
                throw new RefusedException("the journal in " + files.dir() + " has no records: name another");
            }
            if (!force) {
                refuseOccupied(config, tables);
            }
            List<TableDescriptor> descriptors = RedisTable.descriptors(config.database(), ":");
            FencedWriter writer = new FencedWriter(descriptors, tables, config);
            writer.adopt(connector(config, descriptors, tables).connect().activate());
            try (RedisRows rows = new RedisRows(writer)) {
                replay(cursor, segments, rows);
            }
        }
    }

    private void replay(JournalCursor cursor, List<JournalSegment> segments, RedisRows rows) {
        // more may come while it is replayed
        int capacity = MORE_ROWS + RowBound.of(segments, until, at -> { });
        try (DecisionReplay replay = new DecisionReplay(capacity, rows);
                Progress progress = new Progress(spec.commandLine().getErr(), Progress.Kind.EVERYWHERE,
                        () -> "replayed records=" + records + " rows_set=" + rows.rowsSet()
                                + " rows_deleted=" + rows.rowsDeleted())) {
            replay(cursor, replay, rows, progress);
            progress.wipe();
            Complaints.print(spec, cursor.damages());
            if (!replay.isWriting()) {
                Complaints.print(spec,
                        "what follows the last gap is not replayed: no snapshot behind it is complete");
            }
            spec.commandLine().getOut().println("replayed records=" + records + " rows_set=" + rows.rowsSet()
                    + " rows_deleted=" + rows.rowsDeleted() + " seconds=" + progress.seconds());
        }
    }

    private void replay(JournalCursor cursor, DecisionReplay replay, RedisRows rows, Progress progress) {
        ReplayPace pace = new ReplayPace(speed);
        MomentWatch watch = new MomentWatch(until);
        boolean more = true;
        while (more && !watch.isOver(cursor)) {
            if (!speed.isFull()) {
                await(cursor, replay, rows, pace, progress);
            }
            replay.apply(cursor);
            records++;
            progress.step();
            more = cursor.next();
        }
        replay.end();
        rows.flush();
    }

    private static void await(
            JournalCursor cursor, DecisionReplay replay, RedisRows rows, ReplayPace pace, Progress progress) {
        // what was to be written before the first state is complete has no time of its own
        long due = replay.isWriting() ? pace.due(cursor, System.nanoTime()) : 0;
        if (replay.isWriting() && due - System.nanoTime() > 0) {
            rows.flush();
            rows.waitUntil(due);
            progress.look();
        }
    }

    private RedisAddress address() {
        try {
            return RedisAddress.parse(redis);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--redis: " + e.getMessage(), e);
        }
    }

    /** The daemon's settings for another Redis: what it logs in with there must not be told to this one. */
    private RedisConfig config(RedisAddress address) {
        Map<String, String> options = Map.of("redis.address", redis, "redis.protocol", protocol,
                "redis.username", address.username(), "redis.password", address.password());
        return DaemonConfig.of(Settings.load(Optional.empty(), System.getenv(), options)).redis();
    }

    private static RedisConnector connector(
            RedisConfig config, List<TableDescriptor> tables, TableProtocol protocol) {
        return new RedisConnector(RedisAddress.parse(config.address()), config, tables, protocol);
    }

    private void refuseOccupied(RedisConfig config, TableProtocol protocol) {
        long[] rows = new long[2];
        List<TableDescriptor> tables = RedisTable.descriptors(config.database(), ":");
        try (RedisConnection connection = connector(config, tables, protocol).connectToRead()) {
            connection.readRows(RedisTable.NEIGHBORS.index(), (key, fields) -> rows[0]++);
        }
        // read as if it were a row: a key of another type counts
        List<TableDescriptor> fence = List.of(new TableDescriptor(FENCE, config.database(), "", 0));
        try (RedisConnection connection = connector(config, fence, TableProtocol.DIRECT).connectToRead()) {
            connection.readRows(0, List.of(new byte[0]), (key, fields) -> rows[1]++);
        }
        if (rows[0] > 0 || rows[1] > 0) {
            throw new RefusedException("Redis at " + address() + " holds "
                    + (rows[0] > 0 ? rows[0] + " rows of NEIGH_TABLE" : FENCE)
                    + ", so a neighsyncd may be writing to it: empty it, name another, or add --force");
        }
    }
}
