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
        return new Spread(rates).median();
    }

    /** The lowest rate. */
    double least() {
        return new Spread(rates).least();
    }

    /** The highest rate. */
    double most() {
        return new Spread(rates).most();
    }
}
