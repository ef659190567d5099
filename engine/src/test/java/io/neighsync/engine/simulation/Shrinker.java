package io.neighsync.engine.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Takes actions out of a failing script for as long as it fails: first many at once, then one by one. */
final class Shrinker {
    private Shrinker() {
    }

    /** The shortest script found that still fails, with this many tries at most. */
    static Script shrink(Script script, Predicate<Script> fails, int tries) {
        Script best = script;
        int left = tries;
        int chunk = Math.max(1, best.actions().size() / 2);
        while (left > 0) {
            boolean shorter = false;
            for (int from = 0; from < best.actions().size() && left > 0; ) {
                Script candidate = best.with(without(best.actions(), from, chunk));
                left--;
                if (fails.test(candidate)) {
                    best = candidate;
                    shorter = true;
                } else {
                    from += chunk;
                }
            }
            if (chunk == 1 && !shorter) {
                break;
            }
            chunk = shorter ? chunk : Math.max(1, chunk / 2);
        }
        return best;
    }

    private static List<Action> without(List<Action> actions, int from, int count) {
        List<Action> rest = new ArrayList<>(actions.subList(0, from));
        rest.addAll(actions.subList(Math.min(actions.size(), from + count), actions.size()));
        return rest;
    }
}
