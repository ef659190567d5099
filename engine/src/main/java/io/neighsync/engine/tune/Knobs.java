package io.neighsync.engine.tune;

/** The knobs of something that runs. */
public interface Knobs {
    /** The value in force. */
    long get(Knob knob);

    /** Puts another value in force, or the nearest that can be had. */
    void set(Knob knob, long value);
}
