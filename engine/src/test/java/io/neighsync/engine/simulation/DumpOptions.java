package io.neighsync.engine.simulation;

/** How a {@link SimulatedKernel} dumps. */
final class DumpOptions {
    private int rowsPerDatagram = 4;
    private boolean missesAndRepeats = true;

    int rowsPerDatagram() {
        return rowsPerDatagram;
    }

    void rowsPerDatagram(int rows) {
        if (rows < 1) {
            throw new IllegalArgumentException(rows + " rows for each datagram are not 1 or more");
        }
        rowsPerDatagram = rows;
    }

    /** Whether a dump misses and repeats rows when the table changes meanwhile, as the kernel's does. */
    boolean missesAndRepeats() {
        return missesAndRepeats;
    }

    void missesAndRepeats(boolean value) {
        missesAndRepeats = value;
    }
}
