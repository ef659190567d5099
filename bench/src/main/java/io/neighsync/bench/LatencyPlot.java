package io.neighsync.bench;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.HistogramIterationValue;

/**
 * Percentiles drawn as SVG: to the right the percentile, each next nine as far as the one before; upwards microseconds,
 * each power of ten as far as the one before.
 *
 * @param title  above it
 * @param curves by their names, one at least, none of them empty
 */
record LatencyPlot(String title, Map<String, Latencies> curves) {
    private static final int WIDTH = 720;
    private static final int HEIGHT = 420;
    private static final int LEFT = 70;
    private static final int RIGHT = 690;
    private static final int TOP = 50;
    private static final int BOTTOM = 370;
    private static final int STEPS_PER_HALF_DISTANCE = 5;
    private static final double NANOS_PER_MICRO = 1_000;
    private static final double ALL = 100;
    private static final List<String> COLORS = List.of("#1f77b4", "#7f7f7f", "#d62728", "#2ca02c");

    /** The document. */
    String toSvg() {
        StringBuilder svg = new StringBuilder(String.format(Locale.ROOT, """
            <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d" viewBox="0 0 %1$d %2$d" \
            font-family="sans-serif" font-size="12">
            <rect width="%1$d" height="%2$d" fill="white"/>
            <text x="%3$d" y="24" font-size="15">%4$s</text>
            """, WIDTH, HEIGHT, LEFT, title));
        for (int nines = 0; nines <= nines(); nines++) {
            double x = x(nines);
            svg.append(grid(x, TOP, x, BOTTOM)).append(label(x, BOTTOM + 18, "middle", percentile(nines)));
        }
        for (int power = leastPower(); power <= mostPower(); power++) {
            double y = y(power);
            svg.append(grid(LEFT, y, RIGHT, y))
                .append(label(LEFT - 8, y + 4, "end", String.format(Locale.ROOT, "%.0f us", Math.pow(10, power))));
        }
        int curve = 0;
        for (Map.Entry<String, Latencies> entry : curves.entrySet()) {
            String color = COLORS.get(curve % COLORS.size());
            svg.append("<polyline fill=\"none\" stroke-width=\"2\" stroke=\"%s\" points=\"%s\"/>%n"
                    .formatted(color, points(entry.getValue())))
                .append("<text x=\"%d\" y=\"%d\" fill=\"%s\">%s</text>%n"
                    .formatted(LEFT + 10, TOP + 16 * (curve + 1), color, entry.getKey()));
            curve++;
        }
        return svg.append("</svg>\n").toString();
    }

    private String points(Latencies latencies) {
        StringBuilder points = new StringBuilder();
        for (HistogramIterationValue value : latencies.histogram().percentiles(STEPS_PER_HALF_DISTANCE)) {
            double nines = Math.min(nines(), ninesOf(value.getPercentileLevelIteratedTo()));
            points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(nines), y(powerOf(value.getValueIteratedTo()))));
        }
        return points.toString().strip();
    }

    private static double ninesOf(double percentile) {
        return Math.log10(ALL / (ALL - percentile));
    }

    private static double powerOf(long nanos) {
        return Math.log10(nanos / NANOS_PER_MICRO);
    }

    /** As many as the largest curve can tell of. */
    private int nines() {
        return curves.values().stream()
            .mapToInt(each -> (int) Math.ceil(Math.log10((double) each.count()))).max().orElseThrow();
    }

    private int leastPower() {
        return (int) Math.floor(curves.values().stream()
            .mapToDouble(each -> powerOf(each.histogram().getMinValue())).min().orElseThrow());
    }

    private int mostPower() {
        return (int) Math.ceil(curves.values().stream()
            .mapToDouble(each -> powerOf(each.histogram().getMaxValue())).max().orElseThrow());
    }

    private double x(double nines) {
        return LEFT + (RIGHT - LEFT) * nines / Math.max(1, nines());
    }

    private double y(double power) {
        double share = (power - leastPower()) / Math.max(1, mostPower() - leastPower());
        return BOTTOM - (BOTTOM - TOP) * share;
    }

    /** {@code 0%}, {@code 90%}, {@code 99%}, {@code 99.9%} and so on. */
    static String percentile(int nines) {
        return switch (nines) {
            case 0 -> "0%";
            case 1 -> "90%";
            default -> "99" + (nines == 2 ? "" : "." + "9".repeat(nines - 2)) + "%";
        };
    }

    private static String grid(double fromX, double fromY, double toX, double toY) {
        return String.format(Locale.ROOT,
            "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#dddddd\"/>%n", fromX, fromY, toX, toY);
    }

    private static String label(double x, double y, String anchor, String text) {
        return String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n",
            x, y, anchor, text);
    }
}
