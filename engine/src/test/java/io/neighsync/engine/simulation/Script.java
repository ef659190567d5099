package io.neighsync.engine.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * All that happens in one world, in order: a function of the seed, and of nothing else. Printed, it is text that
 * {@link #parse} reads.
 *
 * @param seed    what it was made from; also decides on the sizes and orders that the actions leave open
 * @param profile what the world is like
 * @param actions what happens
 */
public record Script(long seed, Profile profile, List<Action> actions) {
    private static final int MAX_CYCLES = 24;
    private static final int SOME_MILLIS = 10;
    private static final int MAX_MILLIS = 1_500;
    private static final int MAX_CHOICE = 1_000;

    /** The script of a seed; profiles take turns. */
    public static Script of(long seed, int length) {
        Profile[] profiles = Profile.values();
        return of(seed, profiles[(int) Long.remainderUnsigned(seed, profiles.length)], length);
    }

    /** The script of a seed in a profile. */
    public static Script of(long seed, Profile profile, int length) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Action> actions = new ArrayList<>(length);
        for (int i = 0; i < length; i++) {
            Action.Kind kind = profile.kind(random.nextInt());
            int first = random.nextInt() >>> 1;
            int limit = switch (kind) {
                case RUN -> MAX_CYCLES;
                case TIME -> random.nextInt(8) == 0 ? MAX_MILLIS : SOME_MILLIS;
                default -> MAX_CHOICE;
            };
            actions.add(new Action(kind, 1 + first % limit, random.nextInt() >>> 1, random.nextInt() >>> 1));
        }
        return new Script(seed, profile, actions);
    }

    /** The same world with other actions. */
    Script with(List<Action> others) {
        return new Script(seed, profile, others);
    }

    /** Reads a printed script. */
    public static Script parse(String text) {
        List<String> lines = text.lines().filter(line -> !line.isBlank()).toList();
        String[] head = lines.getFirst().split(" ", -1);
        return new Script(Long.parseLong(head[1]), Profile.valueOf(head[3]),
                lines.stream().skip(1).map(Action::parse).toList());
    }

    @Override
    public String toString() {
        return "seed " + seed + " profile " + profile + "\n"
                + actions.stream().map(Action::toString).collect(Collectors.joining("\n"));
    }
}
