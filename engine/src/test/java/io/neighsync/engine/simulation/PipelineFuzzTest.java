package io.neighsync.engine.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.event.Counter;
import io.neighsync.netlink.DatagramShrinker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The whole line from sockets to rows under fuzzed datagrams: as notifications, as rows of dumps, as answers to single
 * gets, from the kernel and from processes, whole and truncated. No stage fails, no agent stops, what a
 * process says is not believed, and what the kernel says in error is repaired.
 *
 * <p>A world is a function of its seed: {@code -Dneighsync.firstSeed=} with {@code -Dneighsync.inputs=1} repeats one.
 */
@Timeout(3_600)
class PipelineFuzzTest {
    private static final long INPUTS =
            Long.getLong("neighsync.inputs", Boolean.getBoolean("neighsync.long") ? 5_000_000 : 300_000);
    private static final long FIRST_SEED = Long.getLong("neighsync.firstSeed", 0);
    private static final long PROGRESS_WORLDS = 2_000;
    /** Injections of which each is made shorter as well. */
    private static final int FEW = 20;
    private static final List<Counter> MOVED = List.of(
            Counter.MALFORMED_MESSAGES, Counter.MALFORMED_DATAGRAMS, Counter.FOREIGN_DATAGRAMS, Counter.OVERRUNS,
            Counter.DUMP_RETRIES, Counter.UNKNOWN_LINKS, Counter.NEIGHBOR_REPAIRS, Counter.LINK_REPAIRS,
            Counter.CONFIRMS, Counter.TABLE_FULL);

    @Test
    void shouldEndWithTheRowsTheKernelCallsForWhateverItsSocketsBring() {
        System.out.printf("pipeline fuzz: %d inputs, worlds from seed %d on%n", INPUTS, FIRST_SEED);
        long start = System.nanoTime();
        long[] moved = new long[MOVED.size()];
        long inputs = 0;
        long seed = FIRST_SEED;
        for (; inputs < INPUTS; seed++) {
            try (FuzzedWorld world = new FuzzedWorld(seed, null)) {
                String complaint = world.run();
                if (complaint != null) {
                    throw new AssertionError(describe(seed, world, complaint));
                }
                inputs += world.injected().size();
                for (int i = 0; i < moved.length; i++) {
                    moved[i] += world.counters().get(MOVED.get(i));
                }
            }
            if ((seed - FIRST_SEED + 1) % PROGRESS_WORLDS == 0) {
                System.out.printf("%d worlds, %d inputs, seed %d%n", seed - FIRST_SEED + 1, inputs, seed);
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf("pipeline fuzz: %d inputs in %d worlds, %.1f s, %.0f inputs/s%n",
                inputs, seed - FIRST_SEED, seconds, inputs / seconds);
        for (int i = 0; i < moved.length; i++) {
            System.out.printf("  %s %d%n", MOVED.get(i).label(), moved[i]);
            assertThat(moved[i]).as(MOVED.get(i).label()).matches(count -> count > 0 || INPUTS < 100_000);
        }
    }

    private static String describe(long seed, FuzzedWorld world, String complaint) {
        List<Injection> few = shrink(seed, world.injected());
        for (int i = 0; i < few.size() && few.size() <= FEW; i++) {
            List<Injection> others = new ArrayList<>(few);
            int at = i;
            byte[] shorter = DatagramShrinker.shrink(few.get(at).bytes(), bytes -> {
                others.set(at, few.get(at).with(bytes));
                return complaint(seed, others) != null;
            });
            few.set(at, few.get(at).with(shorter));
        }
        return world + ": " + complaint + "\nshrunk to " + few.size() + " of " + world.injected().size()
                + " injections: " + complaint(seed, few) + "\n"
                + few.stream().map(Injection::toString).collect(Collectors.joining("\n"));
    }

    /** Takes injections out for as long as it fails: first many at once, then one by one. */
    private static List<Injection> shrink(long seed, List<Injection> all) {
        List<Injection> best = all;
        int before;
        do {
            before = best.size();
            for (int chunk = Math.max(1, before / 2); chunk > 0; chunk /= 2) {
                best = without(seed, best, chunk);
            }
        } while (best.size() < before);
        return new ArrayList<>(best);
    }

    private static List<Injection> without(long seed, List<Injection> all, int chunk) {
        List<Injection> best = all;
        for (int from = 0; from < best.size(); ) {
            List<Injection> rest = new ArrayList<>(best.subList(0, from));
            rest.addAll(best.subList(Math.min(best.size(), from + chunk), best.size()));
            if (complaint(seed, rest) != null) {
                best = rest;
            } else {
                from += chunk;
            }
        }
        return best;
    }

    private static String complaint(long seed, List<Injection> injections) {
        Map<Integer, Injection> chosen =
                injections.stream().collect(Collectors.toMap(Injection::number, injection -> injection));
        try (FuzzedWorld world = new FuzzedWorld(seed, chosen)) {
            return world.run();
        }
    }
}
