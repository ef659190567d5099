package io.neighsync.engine.cli;

import java.util.Map;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * The curves of percentiles of some histograms in one picture: to the right each nine more, upwards microseconds, both
 * by their logarithms, so that the rarest latencies have as much room as the usual ones. One thread.
 */
final class PercentilePlot {
    private static final int WIDTH = 900;
    private static final int HEIGHT = 540;
    private static final int LEFT = 80;
    private static final int RIGHT = 780;
    private static final int TOP = 40;
    private static final int BOTTOM = 490;
    private static final int LINE = 18;
    private static final int LEGEND = 12;
    private static final int STEPS_PER_HALF_DISTANCE = 10;
    private static final double NANOS_PER_MICRO = 1_000;
    /** Colors that are told apart by most eyes (Okabe and Ito). */
    private static final String[] COLORS =
        {"#000000", "#e69f00", "#56b4e9", "#009e73", "#d55e00", "#0072b2", "#cc79a7", "#f0e442"};

    private final Map<String, Histogram> histograms;
    private final Svg svg = new Svg(WIDTH, HEIGHT);
    private final int nines;
    private final int lowest;
    private final int highest;

    private PercentilePlot(Map<String, Histogram> histograms) {
        this.histograms = histograms;
        long most = histograms.values().stream().mapToLong(Histogram::getTotalCount).max().orElse(1);
        nines = Math.max(1, (int) Math.ceil(Math.log10((double) most)));
        lowest = (int) Math.floor(histograms.values().stream()
                .mapToDouble(each -> decade(each.getMinNonZeroValue())).min().orElse(0));
        highest = Math.max(lowest + 1, (int) Math.ceil(histograms.values().stream()
                .mapToDouble(each -> decade(each.getMaxValue())).max().orElse(1)));
    }

    /** Draws histograms of nanoseconds, at least one latency in each. */
    static String of(Map<String, Histogram> histograms, String title) {
        PercentilePlot plot = new PercentilePlot(histograms);
        plot.svg.label(LEFT, TOP - LINE, "start", title);
        plot.axes();
        plot.curves();
        return plot.svg.toString();
    }

    private static double decade(long nanos) {
        return Math.log10(Math.max(1, nanos) / NANOS_PER_MICRO);
    }

    private double x(double percentile) {
        double nine = percentile >= 100 ? nines : Math.min(nines, -Math.log10(1 - percentile / 100));
        return LEFT + (RIGHT - LEFT) * nine / nines;
    }

    private double y(double decade) {
        return BOTTOM - (BOTTOM - TOP) * (decade - lowest) / (highest - lowest);
    }

    private void axes() {
        for (int nine = 0; nine <= nines; nine++) {
            double at = LEFT + (double) (RIGHT - LEFT) * nine / nines;
            svg.line(at, TOP, at, BOTTOM);
            svg.label(at, BOTTOM + (double) LINE, "middle", percentile(nine));
        }
        for (int decade = lowest; decade <= highest; decade++) {
            double at = y(decade);
            svg.line(LEFT, at, RIGHT, at);
            svg.label(LEFT - 8.0, at + 4, "end", micros(decade));
        }
        svg.label((LEFT + RIGHT) / 2.0, BOTTOM + 2.0 * LINE, "middle", "percentile");
    }

    private static String percentile(int nines) {
        return switch (nines) {
            case 0 -> "0 %";
            case 1 -> "90 %";
            case 2 -> "99 %";
            default -> "99." + "9".repeat(nines - 2) + " %";
        };
    }

    private static String micros(int decade) {
        if (decade < 0) {
            return (long) Math.pow(10, decade + 3.0) + " ns";
        }
        return decade < 3 ? (long) Math.pow(10, decade) + " us"
                : decade < 6 ? (long) Math.pow(10, decade - 3.0) + " ms" : (long) Math.pow(10, decade - 6.0) + " s";
    }

    private void curves() {
        int number = 0;
        for (Map.Entry<String, Histogram> each : histograms.entrySet()) {
            String color = COLORS[number % COLORS.length];
            svg.beginCurve(color);
            for (HistogramIterationValue step : each.getValue().percentiles(STEPS_PER_HALF_DISTANCE)) {
                svg.point(x(step.getPercentileLevelIteratedTo()), y(decade(step.getValueIteratedTo())));
            }
            svg.endCurve();
            double legend = TOP + (double) number * LINE;
            svg.rectangle(RIGHT + 12.0, legend, LEGEND, LEGEND, color);
            svg.label(RIGHT + 30.0, legend + LEGEND, "start", each.getKey());
            number++;
        }
    }
}
