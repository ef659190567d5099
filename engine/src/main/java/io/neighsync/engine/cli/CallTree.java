package io.neighsync.engine.cli;

import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;

/** Samples of stacks, merged from the outermost frame on: what was called from where, and how often it was met. */
final class CallTree {
    private final SequencedMap<String, CallTree> callees = new TreeMap<>();
    private long samples;
    private long ownSamples;

    /** Adds one sample, outermost frame first. */
    void add(List<String> frames) {
        CallTree node = this;
        node.samples++;
        for (String frame : frames) {
            node = node.callees.computeIfAbsent(frame, name -> new CallTree());
            node.samples++;
        }
        node.ownSamples++;
    }

    /** What was called, by name. */
    SequencedMap<String, CallTree> callees() {
        return callees;
    }

    /** Samples in which it was met. */
    long samples() {
        return samples;
    }

    /** How many frames there are at most below. */
    int depth() {
        return callees.values().stream().mapToInt(callee -> 1 + callee.depth()).max().orElse(0);
    }

    /** Adds, for everything called below, the samples in which it was what ran. */
    void addOwnSamples(Map<String, Long> byName) {
        callees.forEach((name, callee) -> {
            if (callee.ownSamples > 0) {
                byName.merge(name, callee.ownSamples, Long::sum);
            }
            callee.addOwnSamples(byName);
        });
    }
}
