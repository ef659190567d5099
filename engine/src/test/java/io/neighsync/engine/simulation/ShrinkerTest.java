package io.neighsync.engine.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.simulation.Action.Kind;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Scripts are functions of their seeds, survive being printed, and shrink to what matters. */
class ShrinkerTest {
    private static final int LENGTH = 500;
    /** One world in five or so shows the mutant. */
    private static final int SEEDS = 200;

    @Test
    void shouldMakeTheSameWorldOfTheSameSeed() {
        for (Profile profile : Profile.values()) {
            Script script = Script.of(7, profile, 2_000);
            assertThat(Script.of(7, profile, 2_000)).isEqualTo(script);
            assertThat(fate(script)).isEqualTo(fate(script));
        }
    }

    @Test
    void shouldReadWhatWasPrinted() {
        Script script = Script.of(11, LENGTH);
        assertThat(Script.parse(script.toString())).isEqualTo(script);
    }

    @Test
    void shouldKeepOnlyTheActionsThatMakeItFail() {
        Predicate<Script> fails = script -> indexOf(script, Kind.REHASH) >= 0
                && indexOf(script, Kind.REHASH) < lastIndexOf(script, Kind.LOSE_SILENTLY);
        Script script = Script.of(5, Profile.SILENCE, LENGTH);
        assertThat(fails).accepts(script);
        Script shrunk = Shrinker.shrink(script, fails, 2_000);
        assertThat(shrunk.actions()).extracting(Action::kind).containsExactly(Kind.REHASH, Kind.LOSE_SILENTLY);
    }

    @Test
    void shouldShrinkTheWorldOfAMutant() {
        Predicate<Script> fails = script -> {
            try (World world = new World(script, Mutant.EARLY_ROW_REUSE)) {
                return world.run() != null;
            }
        };
        Script script = LongStream.range(0, SEEDS).mapToObj(seed -> Script.of(seed, Profile.CHURN, LENGTH))
                .filter(fails).findFirst().orElseThrow();
        Script shrunk = Shrinker.shrink(script, fails, 300);
        assertThat(fails).accepts(shrunk);
        assertThat(shrunk.actions()).hasSizeLessThan(LENGTH / 4);
    }

    private static String fate(Script script) {
        try (World world = new World(script, Mutant.NONE)) {
            return world.run() + " " + world.steps() + " " + world.kernel().datagramsDelivered();
        }
    }

    private static int indexOf(Script script, Kind kind) {
        return script.actions().stream().map(Action::kind).toList().indexOf(kind);
    }

    private static int lastIndexOf(Script script, Kind kind) {
        return script.actions().stream().map(Action::kind).toList().lastIndexOf(kind);
    }
}
