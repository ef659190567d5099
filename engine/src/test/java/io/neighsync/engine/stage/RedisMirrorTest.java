package io.neighsync.engine.stage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random scripts of neighbors, links, connections and refusals against a model of Redis: whatever happened before, once
 * all is answered Redis holds exactly what it is to hold.
 */
class RedisMirrorTest {
    private static final int STEPS = 2_000;
    private static final int SEEDS = 300;

    @Test
    void shouldEndWithExactlyTheDesiredRowsWhateverHappenedBefore() {
        for (int seed = 0; seed < SEEDS; seed++) {
            try (MirrorWorld world = new MirrorWorld(seed, MirrorWorld.Mutant.NONE)) {
                world.run(STEPS);
                assertThat(world.redis()).as("seed %d", seed).isEqualTo(world.expected());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"REUSE_ROW_EARLY", "FORGET_UNCLAIMED", "LOSE_REFUSED_BATCH", "KEEP_ALL_AFTER_AN_ERROR"})
    void shouldCatchTheMutant(String mutant) {
        int wrong = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            try (MirrorWorld world = new MirrorWorld(seed, MirrorWorld.Mutant.valueOf(mutant))) {
                world.run(STEPS);
                wrong += world.redis().equals(world.expected()) ? 0 : 1;
            } catch (NullPointerException | IndexOutOfBoundsException e) {
                wrong++;
            }
        }
        assertThat(wrong).isPositive();
    }

    @Test
    void shouldWriteNothingForWhatRedisHoldsAlready() {
        try (MirrorWorld world = new MirrorWorld(1, MirrorWorld.Mutant.NONE)) {
            world.run(STEPS);
            int before = world.writes();
            world.reconnect();
            world.finish();
            assertThat(world.writes()).isEqualTo(before);
        }
    }

    @Test
    void shouldWriteNothingForARowThatIsBackAtItsAcknowledgedValue() {
        try (MirrorWorld world = new MirrorWorld(1, MirrorWorld.Mutant.NONE)) {
            world.name(1, "eth0");
            world.set(1, 1, 7);
            world.finish();
            int before = world.writes();
            world.set(1, 1, 8);
            world.set(1, 1, 7);
            world.delete(1, 1);
            world.set(1, 1, 7);
            world.finish();
            assertThat(world.writes()).isEqualTo(before);
        }
    }

    @Test
    void shouldMergeWhatChangesWhileABatchIsOnItsWay() {
        try (MirrorWorld world = new MirrorWorld(1, MirrorWorld.Mutant.NONE)) {
            world.name(1, "eth0");
            world.set(1, 1, 1);
            world.connectAndCompare();
            world.send();
            for (int i = 2; i < 100; i++) {
                world.set(1, 1, i);
            }
            world.answer();
            world.finish();
            assertThat(world.writes()).isEqualTo(2);
            assertThat(world.redis()).isEqualTo(world.expected());
        }
    }

    @Test
    void shouldHoldRowsOfALinkWithoutANameUntilItHasOne() {
        try (MirrorWorld world = new MirrorWorld(1, MirrorWorld.Mutant.NONE)) {
            world.set(1, 1, 7);
            world.finish();
            assertThat(world.redis()).isEmpty();
            world.name(1, "eth0");
            world.finish();
            assertThat(world.redis()).containsOnlyKeys("eth0:0.0.0.1");
        }
    }

    @Test
    void shouldMoveRowsWhenTheirLinkIsRenamed() {
        try (MirrorWorld world = new MirrorWorld(1, MirrorWorld.Mutant.NONE)) {
            world.name(1, "eth0");
            world.set(1, 1, 7);
            world.finish();
            world.name(1, "uplink");
            world.finish();
            assertThat(world.redis()).containsOnlyKeys("uplink:0.0.0.1");
        }
    }

    @Test
    void shouldWriteNothingForRowsOfLinksThatSwapNamesAndValues() {
        try (MirrorWorld world = new MirrorWorld(1, MirrorWorld.Mutant.NONE)) {
            world.name(1, "a");
            world.name(2, "b");
            world.set(1, 1, 7);
            world.set(2, 1, 7);
            world.finish();
            int before = world.writes();
            world.name(1, "tmp");
            world.name(2, "a");
            world.name(1, "b");
            world.finish();
            assertThat(world.redis()).isEqualTo(world.expected());
            assertThat(world.writes()).isEqualTo(before);
        }
    }

    @Test
    void shouldWriteNothingWhenOneEventTellsThatLinksExchangedNamesAndTheirValuesAreTheSame() {
        try (MirrorWorld world = new MirrorWorld(1, MirrorWorld.Mutant.NONE)) {
            world.name(1, "a");
            world.name(2, "b");
            world.set(1, 1, 7);
            world.set(2, 1, 7);
            world.set(2, 2, 8);
            world.finish();
            int before = world.writes();
            world.exchangeNames(1, 2);
            world.finish();
            assertThat(world.redis()).isEqualTo(world.expected()).containsKeys("a:0.0.0.2");
            assertThat(world.writes()).as("b:0.0.0.2 goes and a:0.0.0.2 comes").isEqualTo(before + 2);
        }
    }

    @Test
    void shouldTakeRowsOutOfRedisWhenTheirLinkIsNotMirroredAnyMoreAndBringThemBackWhenItIs() {
        try (MirrorWorld world = new MirrorWorld(1, MirrorWorld.Mutant.NONE)) {
            world.name(1, "a");
            world.set(1, 1, 7);
            world.finish();
            world.hide(1);
            world.drain();
            assertThat(world.redis()).isEmpty();
            world.set(1, 1, 8);
            world.set(1, 2, 8);
            world.drain();
            assertThat(world.redis()).isEmpty();
            world.name(1, "a");
            world.drain();
            assertThat(world.redis()).isEqualTo(world.expected()).hasSize(2);
        }
    }

    @Test
    void shouldWriteNothingAfterAnErrorForWhatRedisHoldsAlready() {
        try (MirrorWorld world = new MirrorWorld(1, MirrorWorld.Mutant.NONE)) {
            world.run(STEPS);
            int before = world.writes();
            world.failOnAnEvent(1, 99, 1);
            world.finish();
            assertThat(world.redis()).isEqualTo(world.expected());
            assertThat(world.writes()).isEqualTo(before);
        }
    }

    @Test
    void shouldKeepKeysNobodyClaimsAfterAnErrorUntilTheyMayGoAnew() {
        try (MirrorWorld world = new MirrorWorld(1, MirrorWorld.Mutant.NONE)) {
            world.name(1, "eth0");
            world.set(1, 1, 7);
            world.finish();
            world.failOnAnEvent(0, 1, 1);
            world.connectAndCompare();
            world.drain();
            assertThat(world.redis()).as("only its loss is known").containsOnlyKeys("eth0:0.0.0.1");
            world.finish();
            assertThat(world.redis()).isEmpty();
        }
    }

    @Test
    void shouldKeepKeysNobodyClaimsUntilTheyMayGo() {
        try (MirrorWorld world = new MirrorWorld(1, MirrorWorld.Mutant.NONE)) {
            world.putStale("gone0:10.0.0.1");
            world.connectAndCompare();
            world.drain();
            assertThat(world.redis()).containsOnlyKeys("gone0:10.0.0.1");
            world.releaseUnclaimed();
            world.drain();
            assertThat(world.redis()).isEmpty();
        }
    }

    @Test
    void shouldReplaceAKeyOfAnotherTypeByDeletingItFirst() {
        try (MirrorWorld world = new MirrorWorld(1, MirrorWorld.Mutant.NONE)) {
            world.name(1, "eth0");
            world.connectAndCompare();
            world.set(1, 1, 7);
            world.putForeign("eth0:0.0.0.1");
            world.finish();
            assertThat(world.redis()).isEqualTo(world.expected());
        }
    }
}
