package io.neighsync.bench;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Figures of the same runs without a journal and with one, and how much more each is with it.
 *
 * @param section of the report that they go to
 * @param without runs without a journal
 * @param with    as many runs with one, each beside the one of the same number
 * @param <T>     a run
 */
record JournalCost<T>(Report.Section section, List<T> without, List<T> with) {
    /**
     * Adds a figure three times: without, with, and run by run the difference.
     *
     * @param name   of it
     * @param unit   of it
     * @param goal   of the difference
     * @param figure what a run came to
     * @return this
     */
    JournalCost<T> add(String name, Unit unit, Goal goal, ToDoubleFunction<T> figure) {
        List<Double> more = IntStream.range(0, with.size())
            .mapToObj(i -> figure.applyAsDouble(with.get(i)) - figure.applyAsDouble(without.get(i))).toList();
        section.add(name + ", without", unit, without, figure)
            .add(name + ", journal", unit, with, figure)
            .add("  more with the journal", unit, goal, more, Double::doubleValue);
        return this;
    }
}
