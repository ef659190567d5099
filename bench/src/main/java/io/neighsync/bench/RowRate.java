package io.neighsync.bench;

import io.neighsync.netlink.Rtnetlink;
import io.neighsync.redis.TableProtocol;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Fresh rows a second through the daemon's writer, with the size of batches that it has by default, beside
 * redis-benchmark's own rate in turn. {@link RedisRows} has more sizes, IPv6 and whole daemons.
 */
final class RowRate implements Part {
    /** Of redis-benchmark's rate. */
    static final Map<TableProtocol, Double> GOALS =
        Map.of(TableProtocol.PRODUCER_STATE, 0.45, TableProtocol.DIRECT, 0.65);

    private static final int ROWS = 100_000;

    @Override
    public String name() {
        return "rows";
    }

    @Override
    public void measure(Bench bench, Report report) {
        for (Placement placement : bench.placements()) {
            measure(bench, report, placement);
        }
        bench.redis().empty();
    }

    private static void measure(Bench bench, Report report, Placement placement) {
        placement.moveRedis(bench.redis().pid());
        Work ceiling = new RedisBenchmarkWork(bench.redis());
        List<Double> ceilings = new ArrayList<>();
        Map<TableProtocol, Work> writers = new EnumMap<>(TableProtocol.class);
        Map<TableProtocol, List<Double>> rates = new EnumMap<>(TableProtocol.class);
        for (TableProtocol protocol : TableProtocol.values()) {
            Work writer = new WriterWork(bench.redis(), protocol, new RowSet(Rtnetlink.AF_INET), ROWS,
                WriterWork.defaultMaxBatch());
            writer.warmUp(placement);
            writers.put(protocol, writer);
            rates.put(protocol, new ArrayList<>());
        }
        for (int run = 1; run <= bench.runs(); run++) {
            System.err.println("bench: rows, " + placement.label() + ", run " + run + " of " + bench.runs());
            ceiling.measure(placement, (name, rate) -> ceilings.add(rate));
            writers.forEach((protocol, writer) -> writer.measure(
                placement, (name, rate) -> rates.get(protocol).add(rate)));
        }
        Report.Section section = report.section("rows into Redis, " + placement.label() + ": " + placement.meaning())
            .addYardstick(RedisBenchmarkWork.NAME, Unit.ROWS_PER_SECOND, ceilings, Double::doubleValue);
        rates.forEach((protocol, taken) -> {
            String name = "writer, " + WriterWork.name(protocol);
            section.add(name, Unit.ROWS_PER_SECOND, taken, Double::doubleValue)
                .add(name + ", of redis-benchmark", Unit.RATIO, Goal.atLeast(GOALS.get(protocol)),
                    IntStream.range(0, taken.size()).mapToObj(i -> taken.get(i) / ceilings.get(i)).toList(),
                    Double::doubleValue);
        });
    }
}
