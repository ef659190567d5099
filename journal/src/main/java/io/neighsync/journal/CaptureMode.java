package io.neighsync.journal;

/** Whether the journal holds what was received besides what was decided. */
public enum CaptureMode {
    /** Decisions alone. */
    NONE,
    /** Every event with the kernel's bytes, so that a run can be repeated. */
    RAW
}
