package io.neighsync.engine.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Millions of steps of the production pipeline in simulated worlds, all of which must end with the rows the kernel
 * calls for; and wrong daemons, which must not. The same seed is the same world: {@code -Dneighsync.firstSeed=N
 * -Dneighsync.seeds=1} runs one again.
 */
@Timeout(24 * 3_600)
class SimulationTest {
    private static final long SEEDS = Long.getLong("neighsync.seeds", 2_600);
    private static final long FIRST_SEED = Long.getLong("neighsync.firstSeed", 0);
    private static final int SCRIPT_LENGTH = 9_000;
    private static final long PROGRESS_SEEDS = 5_000;
    private static final int SHRINK_TRIES = 2_000;
    private static final int SHRUNK_FAILURES = 3;
    private static final int MUTANT_SEEDS = 100;
    private static final String WRONG_ROWS = "wrong rows";

    private final List<Script> wrong = Collections.synchronizedList(new ArrayList<>());

    @Test
    void shouldEndWithTheRowsTheKernelCallsForWhateverHappens() {
        AtomicLong steps = new AtomicLong();
        AtomicLong done = new AtomicLong();
        long start = System.nanoTime();
        LongStream.range(FIRST_SEED, FIRST_SEED + SEEDS).parallel().forEach(seed -> {
            Script script = Script.of(seed, SCRIPT_LENGTH);
            try (World world = new World(script, Mutant.NONE)) {
                if (world.run() != null) {
                    wrong.add(script);
                }
                steps.addAndGet(world.steps());
            }
            if (done.incrementAndGet() % PROGRESS_SEEDS == 0) {
                System.out.printf("simulation: %d of %d seeds, %.1f million steps, %d wrong%n",
                        done.get(), SEEDS, steps.get() / 1e6, wrong.size());
            }
        });
        System.out.printf("simulation: seeds %d to %d, %.1f million steps in %.1f s, %d seeds wrong%n",
                FIRST_SEED, FIRST_SEED + SEEDS - 1, steps.get() / 1e6, (System.nanoTime() - start) / 1e9,
                wrong.size());
        assertThat(wrong).as(this::describe).isEmpty();
    }

    /** A mutant, the profile in which it must be seen, how long a script is, and the least share of wrong worlds. */
    @ParameterizedTest
    @CsvSource({
        "RECEIVE_ORDER,         START,   800,  20",
        "SINGLE_DUMP_DELETE,    AUDIT,   1000, 5",
        "RESYNC_BEFORE_DRAIN,   OVERRUN, 400,  20",
        "NO_TOMBSTONES,         START,   800,  5",
        "DELETE_BY_CURRENT_VRF, VRFS,    800,  5",
        "EARLY_ROW_REUSE,       CHURN,   400,  20",
        "RESUME_WITHOUT_READING, CUTS,   400,  5",
        "RESUME_ANYWHERE,       CUTS,    400,  5",
        "TRUST_ANY_MARKER,      JOURNAL, 800,  20",
        "NO_WATERMARK,          KILLS,   400,  3",
        "NO_LAST_DECISION,      KILLS,   400,  1",
    })
    void shouldSeeTheWrongRowsOfAWrongDaemon(Mutant mutant, Profile profile, int length, int leastPercent) {
        assertThat(wrongWorlds(Mutant.NONE, profile, length)).isZero();
        int share = 100 * wrongWorlds(mutant, profile, length) / MUTANT_SEEDS;
        System.out.printf("simulation: %s leaves wrong rows in %d %% of worlds (%s)%n", mutant, share, profile);
        assertThat(share).isGreaterThanOrEqualTo(leastPercent);
    }

    /** The last rows would wait for ever. */
    @Test
    void shouldSeeThatRowsWaitForAFullBatch() {
        Script script = Script.of(0, Profile.CHURN, 400);
        assertThat(complaint(script, Mutant.NONE)).isNull();
        assertThat(complaint(script, Mutant.FULL_BATCHES_ONLY)).startsWith("does not settle");
    }

    private static int wrongWorlds(Mutant mutant, Profile profile, int length) {
        AtomicInteger worlds = new AtomicInteger();
        LongStream.range(0, MUTANT_SEEDS).parallel().forEach(seed -> {
            String complaint = complaint(Script.of(seed, profile, length), mutant);
            if (complaint != null && complaint.contains(WRONG_ROWS)) {
                worlds.incrementAndGet();
            }
        });
        return worlds.get();
    }

    private static String complaint(Script script, Mutant mutant) {
        try (World world = new World(script, mutant)) {
            return world.run();
        }
    }

    private String describe() {
        StringBuilder text = new StringBuilder("seeds " + wrong.stream().map(Script::seed).toList());
        for (Script script : wrong.subList(0, Math.min(SHRUNK_FAILURES, wrong.size()))) {
            Script shrunk = Shrinker.shrink(
                    script, candidate -> complaint(candidate, Mutant.NONE) != null, SHRINK_TRIES);
            text.append("\nseed ").append(script.seed()).append(": ").append(complaint(script, Mutant.NONE))
                    .append("\nshrunk to ").append(shrunk.actions().size()).append(" actions: ")
                    .append(complaint(shrunk, Mutant.NONE)).append('\n').append(shrunk);
        }
        return text.toString();
    }
}
