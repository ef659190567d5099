package io.neighsync.bench;

/** How much the suite measures. */
enum Profile {
    /** To see that nothing is grossly slower: a minute in all; only ratios within the run are judged. */
    SMOKE(1),
    /** To see where one is. */
    QUICK(2),
    /** To quote. */
    FULL(5);

    private final int runs;

    Profile(int runs) {
        this.runs = runs;
    }

    /** How often everything is measured, unless the command line says otherwise. */
    int runs() {
        return runs;
    }

    /** The one of three that belongs to this profile: a size, a duration, a list. */
    <T> T pick(T smoke, T quick, T full) {
        return switch (this) {
            case SMOKE -> smoke;
            case QUICK -> quick;
            case FULL -> full;
        };
    }

    /** The profile of that name, in lower case. */
    static Profile named(String name) {
        return switch (name) {
            case "smoke" -> SMOKE;
            case "quick" -> QUICK;
            case "full" -> FULL;
            default -> throw new IllegalArgumentException(
                "unknown profile '" + name + "', allowed are smoke, quick and full");
        };
    }
}
