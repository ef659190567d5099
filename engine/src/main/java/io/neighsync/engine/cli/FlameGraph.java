package io.neighsync.engine.cli;

import java.util.Locale;
import java.util.Map;

/**
 * A call tree as a picture: the outermost calls on top, each as wide as its share of the samples. Pointing at a call
 * shows its name and share. One thread.
 */
final class FlameGraph {
    private static final int WIDTH = 1200;
    private static final int MARGIN = 10;
    private static final int TOP = 30;
    private static final int ROW = 17;
    private static final double LEAST_WIDTH = 0.3;
    private static final double CHARACTER = 6.6;
    private static final int LEAST_CHARACTERS = 3;

    private final Svg svg;
    private final long samples;

    private FlameGraph(CallTree tree) {
        svg = new Svg(WIDTH, TOP + (1 + tree.depth()) * ROW + MARGIN);
        samples = tree.samples();
    }

    /** Draws a tree with one sample or more. */
    static String of(CallTree tree, String title) {
        FlameGraph graph = new FlameGraph(tree);
        graph.svg.label(MARGIN, (double) TOP - MARGIN, "start", title);
        graph.draw("all", tree, MARGIN, TOP);
        return graph.svg.toString();
    }

    private double width(CallTree node) {
        return (double) (WIDTH - 2 * MARGIN) * node.samples() / samples;
    }

    private void draw(String name, CallTree node, double x, int y) {
        double width = width(node);
        if (width < LEAST_WIDTH) {
            return;
        }
        svg.beginGroup(String.format(Locale.ROOT, "%s: %d samples, %.1f %%",
                name, node.samples(), 100.0 * node.samples() / samples));
        svg.rectangle(x, y, width, ROW, color(name));
        svg.label(x + 2, y + ROW - 4.0, "start", fitting(name, width));
        svg.endGroup();
        double at = x;
        for (Map.Entry<String, CallTree> callee : node.callees().entrySet()) {
            draw(callee.getKey(), callee.getValue(), at, y + ROW);
            at += width(callee.getValue());
        }
    }

    private static String color(String name) {
        if (name.startsWith("io.neighsync.")) {
            return "#f0a050";
        }
        return name.startsWith("java.") || name.startsWith("jdk.") ? "#a0c890" : "#e0d080";
    }

    /** As much of the name, without packages, as there is room for. */
    private static String fitting(String name, double width) {
        String shortName = name.replaceFirst("^(?:[a-z_0-9]+\\.)+(?=[A-Z])", "");
        int room = (int) (width / CHARACTER);
        return room < LEAST_CHARACTERS ? "" : shortName.substring(0, Math.min(room, shortName.length()));
    }
}
