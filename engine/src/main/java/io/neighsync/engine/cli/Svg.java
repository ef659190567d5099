package io.neighsync.engine.cli;

import java.util.Locale;

/** A picture in SVG that needs nothing besides itself. Lengths are in pixels. One thread. */
final class Svg {
    private final StringBuilder text = new StringBuilder();

    /** A white picture. */
    Svg(int width, int height) {
        text.append(String.format(Locale.ROOT, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\""
                + " font-family=\"sans-serif\" font-size=\"12\">%n", width, height));
        rectangle(0, 0, width, height, "white");
    }

    /** A filled rectangle. */
    void rectangle(double x, double y, double width, double height, String fill) {
        text.append(String.format(Locale.ROOT,
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\" stroke=\"white\"/>%n",
                x, y, width, height, fill));
    }

    /** A thin gray line. */
    void line(double x1, double y1, double x2, double y2) {
        text.append(String.format(Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#dddddd\"/>%n", x1, y1, x2, y2));
    }

    /** Words that have their {@code start}, {@code middle} or {@code end} at a point. */
    void label(double x, double y, String anchor, String words) {
        text.append(String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n",
                x, y, anchor, escaped(words)));
    }

    /** Begins a curve; {@link #point} for each of its points, then {@link #endCurve}. */
    void beginCurve(String color) {
        text.append(String.format(Locale.ROOT,
                "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"2\" points=\"", color));
    }

    /** A point of the curve. */
    void point(double x, double y) {
        text.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
    }

    /** Ends the curve. */
    void endCurve() {
        text.append("\"/>\n");
    }

    /** Begins what shows these words when it is pointed at, until {@link #endGroup}. */
    void beginGroup(String words) {
        text.append("<g><title>").append(escaped(words)).append("</title>");
    }

    /** Ends the group. */
    void endGroup() {
        text.append("</g>\n");
    }

    private static String escaped(String words) {
        return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    @Override
    public String toString() {
        return text + "</svg>\n";
    }
}
