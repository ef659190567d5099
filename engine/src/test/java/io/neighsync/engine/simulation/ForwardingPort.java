package io.neighsync.engine.simulation;

import io.neighsync.netlink.DatagramBatch;
import io.neighsync.netlink.NetlinkPort;
import org.agrona.DirectBuffer;

/** A socket that does what another does, but for what its subclass does otherwise. */
abstract class ForwardingPort implements NetlinkPort {
    private final NetlinkPort port;

    ForwardingPort(NetlinkPort port) {
        this.port = port;
    }

    @Override
    public int receive(DatagramBatch batch) {
        return port.receive(batch);
    }

    @Override
    public int send(DirectBuffer buffer, int offset, int length) {
        return port.send(buffer, offset, length);
    }

    @Override
    public int fd() {
        return port.fd();
    }

    @Override
    public int portId() {
        return port.portId();
    }

    @Override
    public long drops() {
        return port.drops();
    }

    @Override
    public void close() {
        port.close();
    }
}
