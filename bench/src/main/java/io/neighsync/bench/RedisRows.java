package io.neighsync.bench;

import io.neighsync.netlink.Rtnetlink;
import io.neighsync.netlink.ffm.CpuSet;
import io.neighsync.redis.TableProtocol;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Rows a second into Redis: redis-benchmark, the daemon's writer and whole daemons in turn, run after run, on cores of
 * their own, on the same one and wherever the scheduler likes; prints a table and writes it to two files.
 *
 * <p>Arguments: {@code COMMIT RESULTS_FOLDER RUNS DAEMON}. {@code scripts/bench redis} is the way to it: it gives this
 * process a network namespace with a link {@code Ethernet12}.
 */
public final class RedisRows {
    private static final int ROWS = 100_000;
    private static final int[] BATCHES = {64, 128, 256, 512, 1024};

    private final BenchRedis redis;
    private final int runs;
    private final List<DaemonWork> daemons = new ArrayList<>();
    private final List<Work> works = new ArrayList<>();
    private final int defaultBatch = WriterWork.defaultMaxBatch();

    private RedisRows(BenchRedis redis, int runs, List<String> daemon) {
        this.redis = redis;
        this.runs = runs;
        works.add(new RedisBenchmarkWork(redis));
        for (TableProtocol protocol : TableProtocol.values()) {
            RowSet ipv4 = new RowSet(Rtnetlink.AF_INET);
            for (int maxBatch : BATCHES) {
                works.add(new WriterWork(redis, protocol, ipv4, ROWS, maxBatch));
            }
            works.add(new WriterWork(redis, protocol, new RowSet(Rtnetlink.AF_INET6), ROWS, defaultBatch));
            daemons.add(new DaemonWork(redis, protocol, ROWS, daemon));
        }
        works.addAll(daemons);
    }

    /**
     * Runs.
     *
     * @param arguments see above; the process ends with 0, or with 1 if something failed
     */
    public static void main(String[] arguments) {
        int runs = Integer.parseInt(arguments[2]);
        Conditions conditions = Conditions.now(arguments[0], runs + (runs == 1 ? " run" : " runs"));
        try (BenchRedis redis = new BenchRedis()) {
            RedisRowsReport report = new RedisRows(redis, runs, List.of(arguments[3])).run(conditions);
            System.out.print(report.toText());
            String name = conditions.day() + "-" + arguments[0] + "-redis";
            Path folder = Files.createDirectories(Path.of(arguments[1]));
            Files.writeString(folder.resolve(name + ".json"), report.toJson());
            Files.writeString(folder.resolve(name + ".txt"), report.toText());
            System.out.println("\nwritten to bench/results/" + name + ".json and .txt");
        } catch (IOException | RuntimeException failure) {
            System.err.println("bench: " + failure.getMessage());
            System.exit(1);
        }
    }

    private RedisRowsReport run(Conditions conditions) {
        List<Figure> figures = Placement.possibleWith(CpuSet.allowed().cardinality()).stream()
            .flatMap(this::figures).toList();
        int overruns = daemons.stream().mapToInt(DaemonWork::overruns).sum();
        return new RedisRowsReport(conditions, redis.version(), ROWS, defaultBatch, figures,
            List.of("Overruns of the daemons' event sockets in all runs: " + overruns + "."));
    }

    private Stream<Figure> figures(Placement placement) {
        placement.moveRedis(redis.pid());
        works.forEach(work -> work.warmUp(placement));
        Map<String, List<Double>> rates = new LinkedHashMap<>();
        for (int run = 1; run <= runs; run++) {
            System.err.println("bench: " + placement.label() + ", run " + run + " of " + runs);
            works.forEach(work -> work.measure(placement,
                (name, rate) -> rates.computeIfAbsent(name, first -> new ArrayList<>()).add(rate)));
        }
        return rates.entrySet().stream().map(entry -> new Figure(placement, entry.getKey(), entry.getValue()));
    }
}
