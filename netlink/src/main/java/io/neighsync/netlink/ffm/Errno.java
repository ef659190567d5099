package io.neighsync.netlink.ffm;

/**
 * Error numbers of Linux and their names.
 *
 * <p>Values are those of {@code asm-generic/errno.h} (x86-64, aarch64, riscv64). Any thread may call.
 */
public final class Errno {

    /** Operation not permitted. */
    public static final int EPERM = 1;

    /** No such file, neighbor or directory. */
    public static final int ENOENT = 2;

    /** No such process or thread. */
    public static final int ESRCH = 3;

    /** A signal interrupted the call. */
    public static final int EINTR = 4;

    /** Input or output error. */
    public static final int EIO = 5;

    /** No such device or address. */
    public static final int ENXIO = 6;

    /** Not an open descriptor. */
    public static final int EBADF = 9;

    /** Nothing there now; try again. */
    public static final int EAGAIN = 11;

    /** Out of memory or of address space. */
    public static final int ENOMEM = 12;

    /** Permission denied. */
    public static final int EACCES = 13;

    /** Bad address. */
    public static final int EFAULT = 14;

    /** Busy, for instance with another dump on the same socket. */
    public static final int EBUSY = 16;

    /** Exists already. */
    public static final int EEXIST = 17;

    /** No such device, for instance no link of that index. */
    public static final int ENODEV = 19;

    /** Is a folder. */
    public static final int EISDIR = 21;

    /** Invalid argument. */
    public static final int EINVAL = 22;

    /** The system has too many open files. */
    public static final int ENFILE = 23;

    /** The process has too many open files. */
    public static final int EMFILE = 24;

    /** No space left. */
    public static final int ENOSPC = 28;

    /** Read-only file system. */
    public static final int EROFS = 30;

    /** Out of range. */
    public static final int ERANGE = 34;

    /** The kernel does not have this call. */
    public static final int ENOSYS = 38;

    /** Protocol error. */
    public static final int EPROTO = 71;

    /** The value does not fit. */
    public static final int EOVERFLOW = 75;

    /** Not a socket. */
    public static final int ENOTSOCK = 88;

    /** The message is too long. */
    public static final int EMSGSIZE = 90;

    /** No such socket option. */
    public static final int ENOPROTOOPT = 92;

    /** No such protocol. */
    public static final int EPROTONOSUPPORT = 93;

    /** Operation not supported. */
    public static final int EOPNOTSUPP = 95;

    /** No such address family. */
    public static final int EAFNOSUPPORT = 97;

    /** The address is in use. */
    public static final int EADDRINUSE = 98;

    /** The address is not available. */
    public static final int EADDRNOTAVAIL = 99;

    /** The network or link is down. */
    public static final int ENETDOWN = 100;

    /** The peer reset the connection. */
    public static final int ECONNRESET = 104;

    /** No buffer space: messages were lost. */
    public static final int ENOBUFS = 105;

    /** Not connected. */
    public static final int ENOTCONN = 107;

    /** Timed out. */
    public static final int ETIMEDOUT = 110;

    /** Refused, for instance by a netlink port that does not exist. */
    public static final int ECONNREFUSED = 111;

    private Errno() {
    }

    /**
     * Name of an error number.
     *
     * @param errno a positive error number, or its negation as {@link Libc} returns it
     * @return its name, {@code "ENOBUFS"} for 105; {@code "errno 200"} for one without a name here
     */
    public static String name(int errno) {
        return switch (Math.abs(errno)) {
            case EPERM -> "EPERM";
            case ENOENT -> "ENOENT";
            case ESRCH -> "ESRCH";
            case EINTR -> "EINTR";
            case EIO -> "EIO";
            case ENXIO -> "ENXIO";
            case EBADF -> "EBADF";
            case EAGAIN -> "EAGAIN";
            case ENOMEM -> "ENOMEM";
            case EACCES -> "EACCES";
            case EFAULT -> "EFAULT";
            case EBUSY -> "EBUSY";
            case EEXIST -> "EEXIST";
            case ENODEV -> "ENODEV";
            case EISDIR -> "EISDIR";
            case EINVAL -> "EINVAL";
            case ENFILE -> "ENFILE";
            case EMFILE -> "EMFILE";
            case ENOSPC -> "ENOSPC";
            case EROFS -> "EROFS";
            case ERANGE -> "ERANGE";
            case ENOSYS -> "ENOSYS";
            case EPROTO -> "EPROTO";
            case EOVERFLOW -> "EOVERFLOW";
            case ENOTSOCK -> "ENOTSOCK";
            case EMSGSIZE -> "EMSGSIZE";
            case ENOPROTOOPT -> "ENOPROTOOPT";
            case EPROTONOSUPPORT -> "EPROTONOSUPPORT";
            case EOPNOTSUPP -> "EOPNOTSUPP";
            case EAFNOSUPPORT -> "EAFNOSUPPORT";
            case EADDRINUSE -> "EADDRINUSE";
            case EADDRNOTAVAIL -> "EADDRNOTAVAIL";
            case ENETDOWN -> "ENETDOWN";
            case ECONNRESET -> "ECONNRESET";
            case ENOBUFS -> "ENOBUFS";
            case ENOTCONN -> "ENOTCONN";
            case ETIMEDOUT -> "ETIMEDOUT";
            case ECONNREFUSED -> "ECONNREFUSED";
            default -> "errno " + Math.abs(errno);
        };
    }
}
