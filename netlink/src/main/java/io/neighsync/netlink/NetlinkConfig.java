package io.neighsync.netlink;

/**
 * Settings of the netlink sockets. Defaults stand in this module's {@code reference.conf}.
 *
 * @param receiveBuffer {@code netlink.receive_buffer}: effective size of the event socket's receive buffer in bytes,
 *     as getsockopt(2) reads it back: what the kernel charges, not what it stores. One neighbor event costs 832.
 *     Range 4 096 to 1 073 741 824, rounded up to even; the kernel raises what is below its own minimum (2 304 on
 *     x86-64)
 * @param receiveBatch {@code netlink.receive_batch}: most datagrams one recvmmsg(2) takes. Range 1 to 1 024
 * @param dumpReceiveBuffer {@code netlink.dump_receive_buffer}: the same as {@code receiveBuffer} for the dump
 *     socket, which holds dump datagrams of up to 32 KiB and the answers to single requests. Range 131 072 to 1 073
 *     741 824
 */
public record NetlinkConfig(long receiveBuffer, int receiveBatch, long dumpReceiveBuffer) {
    private static final long MIN_RECEIVE_BUFFER = 4096;
    private static final long MIN_DUMP_RECEIVE_BUFFER = 128 * 1024;
    private static final long MAX_RECEIVE_BUFFER = 1L << 30;
    private static final int MAX_RECEIVE_BATCH = 1024;

    /** Validates. */
    public NetlinkConfig {
        check("netlink.receive_buffer", receiveBuffer, "bytes", MIN_RECEIVE_BUFFER, MAX_RECEIVE_BUFFER);
        check("netlink.receive_batch", receiveBatch, "datagrams", 1, MAX_RECEIVE_BATCH);
        check("netlink.dump_receive_buffer", dumpReceiveBuffer, "bytes", MIN_DUMP_RECEIVE_BUFFER, MAX_RECEIVE_BUFFER);
    }

    private static void check(String key, long value, String unit, long from, long to) {
        if (value < from || value > to) {
            throw new IllegalArgumentException(
                key + " = " + value + " is out of range: allowed are " + from + " to " + to + " " + unit);
        }
    }
}
