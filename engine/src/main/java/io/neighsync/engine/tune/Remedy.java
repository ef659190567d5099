package io.neighsync.engine.tune;

/**
 * A direction in which a knob may be turned.
 *
 * @param knob   which one
 * @param factor of one plain step
 */
record Remedy(Knob knob, double factor) {
    /**
     * The value after some plain steps, within the knob's bounds and at least one unit away; the present one when there
     * is no such value.
     *
     * @param targetMicros of the latency: a wait of more than half of it leaves too little for the rest, so it is
     *                     shortened to that at once, and one of less than a tenth of it is not worth its while
     */
    long apply(long present, int steps, long targetMicros) {
        long value = Math.round(present * Math.pow(factor, steps));
        if (value == present) {
            value += factor > 1 ? 1 : -1;
        }
        if (knob == Knob.FLUSH_DEADLINE && factor < 1) {
            value = present > targetMicros / 2 ? targetMicros / 2 : value;
            value = value * 10 < targetMicros ? 0 : value;
        }
        return Math.clamp(value, knob.least(), knob.most());
    }
}
