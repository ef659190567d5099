package io.neighsync.bench;

/** What a figure is counted in. */
enum Unit {
    /** Microseconds. */
    MICROS("us", Better.LESS),
    /** Milliseconds. */
    MILLIS("ms", Better.LESS),
    /** Seconds. */
    SECONDS("s", Better.LESS),
    /** Bytes. */
    BYTES("B", Better.LESS),
    /** 1 048 576 bytes. */
    MEBIBYTES("MiB", Better.LESS),
    /** Hundredths of a core's time. */
    CORE_PERCENT("% core", Better.LESS),
    /** Rows written a second. */
    ROWS_PER_SECOND("rows/s", Better.MORE),
    /** Changes of the kernel's table a second. */
    EVENTS_PER_SECOND("events/s", Better.MORE),
    /** Messages of the kernel a second. */
    MESSAGES_PER_SECOND("msgs/s", Better.MORE),
    /** Records of a journal a second. */
    RECORDS_PER_SECOND("recs/s", Better.MORE),
    /** One figure in another; a goal says which way it is to go. */
    RATIO("x", Better.NEITHER),
    /** A number of things; a goal says whether there should be few. */
    COUNT("", Better.NEITHER);

    private final String label;
    private final Better better;

    Unit(String label, Better better) {
        this.label = label;
        this.better = better;
    }

    /** Behind a value in tables. */
    String label() {
        return label;
    }

    /** What is better where there is no goal. */
    Better better() {
        return better;
    }
}
