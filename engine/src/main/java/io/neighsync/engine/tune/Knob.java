package io.neighsync.engine.tune;

/** What can be turned while the daemon runs. Values are whole numbers of the unit. */
public enum Knob {
    /** Rows of one EXEC at most. */
    BATCH("redis.max_batch", "rows", 50, 1_000),
    /** How long rows wait for others so that their batch fills. */
    FLUSH_DEADLINE("redis.flush_deadline", "us", 0, 500_000),
    /** Datagrams of one recvmmsg at most. */
    RECEIVE_BATCH("netlink.receive_batch", "datagrams", 1, 256),
    /** Receive buffer of the event socket, effective. It only grows: what the kernel does not fill costs nothing. */
    RECEIVE_BUFFER("netlink.receive_buffer", "bytes", 4_096, 256L << 20);

    private final String key;
    private final String unit;
    private final long least;
    private final long most;

    Knob(String key, String unit, long least, long most) {
        this.key = key;
        this.unit = unit;
        this.least = least;
        this.most = most;
    }

    /** The setting that it has at the start. */
    public String key() {
        return key;
    }

    /** What its values count. */
    public String unit() {
        return unit;
    }

    /** The least value that the tuner gives it. */
    public long least() {
        return least;
    }

    /** The greatest value that the tuner gives it. */
    public long most() {
        return most;
    }
}
