package io.neighsync.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * The latency of some changes that were due at one rate.
 *
 * @param fromDue   from the instant at which each was due until its PUBLISH was seen
 * @param fromSent  from the sendmsg(2) that made it
 * @param intervals {@code fromDue}, second by second of the schedule
 * @param began     when the first was due, in milliseconds of the epoch
 * @param unseen    changes whose PUBLISH never came
 * @param shared    changes that had no PUBLISH of their own
 */
record LatencyPhase(
    Latencies fromDue, Latencies fromSent, List<Latencies> intervals, long began, long unseen, long shared) {

    /**
     * What became of some changes.
     *
     * @param times of all
     * @param first of them
     * @param count how many
     * @param rate  a second
     * @param began when the first was due, in milliseconds of the epoch
     */
    static LatencyPhase of(ChangeTimes times, int first, int count, int rate, long began) {
        Latencies fromDue = new Latencies();
        Latencies fromSent = new Latencies();
        List<Latencies> intervals = new ArrayList<>();
        long shared = 0;
        for (int i = 0; i < count; i++) {
            if (i % rate == 0) {
                intervals.add(new Latencies());
            }
            if (times.isSeen(first + i)) {
                fromDue.record(times.sinceDue(first + i));
                fromSent.record(times.sinceSent(first + i));
                intervals.getLast().record(times.sinceDue(first + i));
                shared += times.isShared(first + i) ? 1 : 0;
            }
        }
        return new LatencyPhase(fromDue, fromSent, intervals, began, count - fromDue.count(), shared);
    }
}
