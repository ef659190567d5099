package io.neighsync.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ObjDoubleConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one redis-server takes from redis-benchmark: HSET of two fields, pipelined, without transactions, nine times in
 * ten of a key that is there already. The other figures are measured by it.
 */
final class RedisBenchmarkWork implements Work {
    /** Name of the figure. */
    static final String NAME = "redis-benchmark HSET";
    /** What is run, but for the socket. */
    static final List<String> ARGUMENTS = List.of("-c", "4", "-P", "64", "-n", "1000000", "-r", "100000",
        "HSET", "key:__rand_int__", "neigh", "00:11:22:33:44:55", "family", "IPv4");

    private static final Pattern RATE = Pattern.compile("([0-9.]+) requests per second");

    private final BenchRedis redis;

    RedisBenchmarkWork(BenchRedis redis) {
        this.redis = redis;
    }

    @Override
    public void measure(Placement placement, ObjDoubleConsumer<String> rates) {
        redis.empty();
        List<String> command = new ArrayList<>(List.of("redis-benchmark", "-q", "-s", redis.socket()));
        command.addAll(ARGUMENTS);
        rates.accept(NAME, rate(Commands.run(placement.command(command))));
    }

    /** Requests a second, from what redis-benchmark prints. */
    static double rate(String output) {
        Matcher matcher = RATE.matcher(output);
        if (!matcher.find()) {
            throw new IllegalStateException("redis-benchmark printed no rate: " + output.strip());
        }
        return Double.parseDouble(matcher.group(1));
    }
}
