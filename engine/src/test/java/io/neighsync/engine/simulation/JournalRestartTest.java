package io.neighsync.engine.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.simulation.Action.Kind;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Restarts one after the other, of which not every one gets as far as to Redis. */
class JournalRestartTest {
    private static final long SEEDS = 40;
    private static final Script EMPTY = new Script(0, Profile.KILLS, List.of());
    /** One that no link has at the start. */
    private static final int NEW_ADDRESS = 7;
    private static final Action CARRIED_OUT = new Action(Kind.KILL, 2, 0, 0);

    /**
     * What a process decided without writing it is not in Redis, whatever the marker of the process before says; that
     * is ahead of the records, because most events decide nothing and are not recorded.
     */
    @Test
    void shouldReadWhatOneProcessDecidedWhenTheMarkerIsThatOfTheProcessBefore() {
        assertThat(LongStream.range(0, SEEDS).mapToObj(JournalRestartTest::afterTwoKills).filter(Objects::nonNull)
                .findFirst()).isEmpty();
    }

    private static String afterTwoKills(long seed) {
        try (JournaledWorld world = new JournaledWorld(new Script(seed, Profile.KILLS, List.of()), Mutant.NONE)) {
            beginWithAHeartbeat(world);
            world.pass(500);
            world.carryOut(new Action(Kind.SET, 0, 1, 1 << 17));
            world.settle();
            world.pass(600);
            world.settle();
            for (int i = 0; i < 60; i++) {
                // reachable, stale, reachable, ...: nothing is decided
                world.carryOut(new Action(Kind.SET, 0, 1, 1 << 17 | (i % 2 == 0 ? 4 : 0)));
                world.carryOut(new Action(Kind.RUN, 24, i, 0));
            }
            world.pass(450);
            world.settle();
            world.carryOut(new Action(Kind.KILL, 2, (int) (23 + 24 * seed), 0));
            for (int i = 0; i < 6; i++) {
                world.carryOut(new Action(Kind.RUN, 24, (int) (seed * 31 + i), 0));
            }
            world.carryOut(new Action(Kind.KILL, 1, 0, 0));
            world.settle();
            return world.differences();
        }
    }

    /** The next heartbeat is a second away. */
    private static void beginWithAHeartbeat(JournaledWorld world) {
        world.settle();
        world.pass(1_100);
        world.settle();
    }

    @Test
    void shouldTrustTheJournalWhenNothingWasLeftToBeWritten() {
        try (JournaledWorld world = new JournaledWorld(EMPTY, Mutant.NONE)) {
            beginWithAHeartbeat(world);
            world.pass(1_100);
            world.settle();
            world.carryOut(CARRIED_OUT);
            world.settle();
            assertThat(world.mismatch()).isNull();
            assertThat(world.differences()).isNull();
        }
    }

    /** Redis has a row of a neighbor that is gone meanwhile, and that the journal never heard of. */
    private static JournaledWorld killedBeforeTheRecord(Mutant mutant) {
        JournaledWorld world = new JournaledWorld(EMPTY, mutant);
        beginWithAHeartbeat(world);
        world.pass(1_100);
        world.settle();
        world.carryOut(new Action(Kind.SET, 0, NEW_ADDRESS, 1 << 17));
        world.runAllButTheJournal();
        world.carryOut(new Action(Kind.SERVE, 0, 0, 0));
        world.carryOut(new Action(Kind.DELETE, 0, NEW_ADDRESS, 0));
        world.carryOut(CARRIED_OUT);
        world.settle();
        return world;
    }

    @Test
    void shouldReadRedisWhenTheJournalEndsBeforeWhatRedisWasToldLast() {
        try (JournaledWorld world = killedBeforeTheRecord(Mutant.NONE)) {
            assertThat(world.mismatch()).isEqualTo("it ends before what Redis was told last");
            assertThat(world.differences()).isNull();
        }
        try (JournaledWorld world = killedBeforeTheRecord(Mutant.NO_LAST_DECISION)) {
            assertThat(world.differences()).contains("wrong rows");
        }
    }
}
