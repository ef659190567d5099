package io.neighsync.bench;

import java.util.List;

/**
 * A figure of several runs.
 *
 * @param values one for each run, in the order of the runs; one at least
 */
record Spread(List<Double> values) {
    /** Copies the values. */
    Spread {
        values = List.copyOf(values);
    }

    /** The middle value; of an even number of them the mean of the two. */
    double median() {
        List<Double> sorted = values.stream().sorted().toList();
        int half = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
    }

    /** The lowest value. */
    double least() {
        return values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    }

    /** The highest value. */
    double most() {
        return values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    }
}
