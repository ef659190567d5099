package io.neighsync.bench;

import java.nio.file.Path;
import java.util.List;

/**
 * What a {@link Part} measures with.
 *
 * @param profile    how much
 * @param runs       how often; figures are quoted by the median
 * @param placements of the daemon and of redis-server
 * @param redis      that the daemon writes to
 * @param daemon     that is measured
 * @param folder     for what is needed meanwhile
 * @param files      where histograms and plots go
 */
record Bench(Profile profile, int runs, List<Placement> placements, BenchRedis redis, DaemonCommand daemon,
    Path folder, ResultFiles files) {
    /** The placements for a part whose smoke run is to be short: only the first one then. */
    List<Placement> fewPlacements() {
        return profile == Profile.SMOKE ? placements.subList(0, 1) : placements;
    }
}
