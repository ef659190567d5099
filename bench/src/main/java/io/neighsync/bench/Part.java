package io.neighsync.bench;

/**
 * One part of the end-to-end suite. It finds a kernel without neighbors but those of a part before it, in a network
 * namespace with a link {@code Ethernet12}, and leaves no process behind. One thread.
 */
interface Part {
    /** Its name on the command line. */
    String name();

    /**
     * Measures, in every placement of the bench and as often as it says.
     *
     * @param bench  what to measure with
     * @param report takes the figures
     */
    void measure(Bench bench, Report report);
}
