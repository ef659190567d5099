package io.neighsync.netlink;

import io.neighsync.netlink.ffm.Errno;

/** A netlink socket cannot be opened: names the call, the errno and the remedy. */
public final class NetlinkException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int errno;

    /**
     * An error of a call.
     *
     * @param call that failed, with what it was for
     * @param errno positive
     * @param remedy what an operator can do
     */
    public NetlinkException(String call, int errno, String remedy) {
        super(call + " failed with " + Errno.name(errno) + "; " + remedy);
        this.errno = errno;
    }

    /**
     * Error number.
     *
     * @return positive, see {@link Errno}
     */
    public int errno() {
        return errno;
    }
}
