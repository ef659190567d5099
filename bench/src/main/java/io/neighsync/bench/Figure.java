package io.neighsync.bench;

import java.util.List;

/**
 * Rows a second of one kind of work in one placement.
 *
 * @param placement of what wrote
 * @param work      its name
 * @param rates     rows a second, one for each run, in the order of the runs
 */
record Figure(Placement placement, String work, List<Double> rates) {
    /** Copies the rates. */
    Figure {
        rates = List.copyOf(rates);
    }

    /** The middle rate; of an even number of them the mean of the two. */
    double median() {
        List<Double> sorted = rates.stream().sorted().toList();
        int half = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
    }

    /** The lowest rate. */
    double least() {
        return rates.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    }

    /** The highest rate. */
    double most() {
        return rates.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    }
}
