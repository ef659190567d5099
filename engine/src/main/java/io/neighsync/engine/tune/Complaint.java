package io.neighsync.engine.tune;

import java.util.List;
import java.util.Locale;

/** What can be wrong with a sample, the gravest first, and what may help, the most promising first. */
@SuppressWarnings("ImmutableEnumChecker") // its remedies are copied into a list that nobody can change
enum Complaint {
    /** Redis refuses rows. */
    ERRORS(new Remedy(Knob.BATCH, 0.90)) {
        @Override
        double cost(Sample sample, AutoTuneConfig aims) {
            return sample.errorRate() / ERROR_RATE;
        }

        @Override
        String describe(Sample sample) {
            return String.format(Locale.ROOT, "errors %.1f %%", 100 * sample.errorRate());
        }
    },
    /** The event socket overran. */
    OVERRUNS(new Remedy(Knob.RECEIVE_BUFFER, 2.0), new Remedy(Knob.RECEIVE_BATCH, 1.10)) {
        @Override
        double cost(Sample sample, AutoTuneConfig aims) {
            return sample.overruns() == 0 ? 0 : 1.0 + sample.overruns();
        }

        @Override
        String describe(Sample sample) {
            return "overruns " + sample.overruns();
        }

        @Override
        int patience(Strategy strategy) {
            return 1;
        }
    },
    /** The process has more memory than it should have. */
    MEMORY(new Remedy(Knob.BATCH, 0.85), new Remedy(Knob.RECEIVE_BATCH, 0.85)) {
        @Override
        double cost(Sample sample, AutoTuneConfig aims) {
            return aims.memoryLimit() == 0 ? 0 : (double) sample.residentBytes() / aims.memoryLimit();
        }

        @Override
        String describe(Sample sample) {
            return String.format(Locale.ROOT, "memory %.1f MiB", sample.residentBytes() / MIB);
        }
    },
    /** Rows reach Redis too late. */
    LATENCY(new Remedy(Knob.FLUSH_DEADLINE, 0.5), new Remedy(Knob.BATCH, 1.10), new Remedy(Knob.RECEIVE_BATCH, 1.10),
            new Remedy(Knob.BATCH, 0.90)) {
        @Override
        double cost(Sample sample, AutoTuneConfig aims) {
            return (double) sample.p99Nanos() / aims.targetP99().toNanos();
        }

        @Override
        String describe(Sample sample) {
            return String.format(Locale.ROOT, "p99 %.1f us", sample.p99Nanos() / MICRO);
        }
    },
    /** Rows queue up before Redis. */
    QUEUE(new Remedy(Knob.BATCH, 1.05), new Remedy(Knob.FLUSH_DEADLINE, 0.5)) {
        @Override
        double cost(Sample sample, AutoTuneConfig aims) {
            return (double) sample.pendingRows() / PENDING_ROWS;
        }

        @Override
        String describe(Sample sample) {
            return "pending " + sample.pendingRows() + " rows";
        }
    },
    /** Less is done than there is to do, and than was asked for. */
    RATE(new Remedy(Knob.BATCH, 1.10), new Remedy(Knob.RECEIVE_BATCH, 1.10)) {
        @Override
        double cost(Sample sample, AutoTuneConfig aims) {
            return sample.pendingRows() < WAITING_ROWS ? 0
                    : RATE_SHARE * aims.targetRate() / Math.max(1, sample.eventsPerSecond());
        }

        @Override
        String describe(Sample sample) {
            return String.format(Locale.ROOT, "rate %.0f/s", sample.eventsPerSecond());
        }
    };

    /** Share of refused rows that is too much. */
    private static final double ERROR_RATE = 0.05;
    /** Rows waiting for Redis that are too many. */
    private static final double PENDING_ROWS = 1_000;
    /** Rows waiting for Redis that show that there is more to do. */
    private static final int WAITING_ROWS = 50;
    /** Share of the target that is too little. */
    private static final double RATE_SHARE = 0.80;
    private static final double MIB = 1 << 20;
    private static final double MICRO = 1_000;

    private final List<Remedy> remedies;

    Complaint(Remedy... remedies) {
        this.remedies = List.of(remedies);
    }

    /** How bad the sample is: above 1 it is too bad. */
    abstract double cost(Sample sample, AutoTuneConfig aims);

    /** The figure it is about. */
    abstract String describe(Sample sample);

    /** Bad samples in a row before something is done. */
    int patience(Strategy strategy) {
        return strategy.patience();
    }

    /** What may help. */
    List<Remedy> remedies() {
        return remedies;
    }
}
