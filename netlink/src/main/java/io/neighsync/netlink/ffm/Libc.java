package io.neighsync.netlink.ffm;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.nio.charset.StandardCharsets;
import java.util.Collections;

/**
 * The C library: the only class that touches {@link Linker}. Calls about threads are in {@link ThreadCalls}.
 *
 * <p>Every call returns what the C function returns when that is not negative, else {@code -errno} (see {@link
 * Errno}); none throws for a call that failed. Pointers are passed as {@code long} addresses of memory outside the
 * heap, which the caller keeps mapped for the length of the call. Sizes are those of the LP64 data model.
 *
 * <p>Any thread may call. {@code errno} and small arguments live in a block of native memory per thread, allocated at
 * the thread's first call, so that a call allocates nothing once C2 has compiled it. Until then, and for ever where C2
 * never does, the JDK's linker allocates 40 bytes at each call, a slice of the captured state.
 */
@SuppressWarnings("restricted")
public final class Libc {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option CAPTURE_ERRNO = Linker.Option.captureCallState(CallState.ERRNO);
    static final ThreadLocal<CallState> CALL_STATE = ThreadLocal.withInitial(
        () -> new CallState(Linker.Option.captureStateLayout()));

    private static final long PROT_READ_WRITE = 0x3;
    private static final long MADV_HUGEPAGE = 14;
    private static final long MAP_PRIVATE_ANONYMOUS_NORESERVE = 0x2 | 0x20 | 0x4000;

    /**
     * All functions are called with six arguments of 64 bits and return 64: to link one kind of call takes some ten
     * milliseconds of a start, and there would be sixteen. In the calling conventions of Linux for x86-64 and AArch64
     * the first six integers are in a register each. A function takes the lower half of one that it declares as an int,
     * leaves those alone that it does not declare, and leaves the upper half undefined when it returns an int.
     */
    private static final FunctionDescriptor SIX_INTEGERS =
        FunctionDescriptor.of(JAVA_LONG, Collections.nCopies(6, JAVA_LONG).toArray(MemoryLayout[]::new));
    private static final MethodHandle CALL = LINKER.downcallHandle(SIX_INTEGERS, CAPTURE_ERRNO);

    /** A thread that sees it late captures errno a little longer. */
    private static boolean isPlainLinked;

    private static final MethodHandle SOCKET = function("socket");
    private static final MethodHandle BIND = function("bind");
    private static final MethodHandle GETSOCKNAME = function("getsockname");
    private static final MethodHandle SETSOCKOPT = function("setsockopt");
    private static final MethodHandle GETSOCKOPT = function("getsockopt");
    private static final MethodHandle RECVMMSG = function("recvmmsg");
    private static final MethodHandle SENDTO = function("sendto");
    private static final MethodHandle PPOLL = function("ppoll");
    private static final MethodHandle EVENTFD = function("eventfd");
    private static final MethodHandle READ = function("read");
    private static final MethodHandle WRITE = function("write");
    private static final MethodHandle CLOSE = function("close");
    private static final MethodHandle FALLOCATE = function("fallocate");
    private static final MethodHandle MMAP = function("mmap");
    private static final MethodHandle MUNMAP = function("munmap");
    private static final MethodHandle MADVISE = function("madvise");
    private static final MethodHandle MLOCKALL = function("mlockall");
    private static final MethodHandle OPENLOG = function("openlog");

    private Libc() {
    }

    /**
     * A new socket: socket(2).
     *
     * @param domain {@code AF_*}
     * @param type {@code SOCK_*}
     * @param protocol of the domain
     * @return its descriptor or {@code -errno}
     */
    public static int socket(int domain, int type, int protocol) {
        CallState state = CALL_STATE.get();
        try {
            return state.result((long) SOCKET.invokeExact(
                state.errno, (long) domain, (long) type, (long) protocol, 0L, 0L, 0L));
        } catch (Throwable unexpected) {
            throw brokenLinkage(unexpected);
        }
    }

    /**
     * Binds a socket: bind(2).
     *
     * @param fd socket
     * @param address of the {@code sockaddr}
     * @param length of the {@code sockaddr} in bytes
     * @return 0 or {@code -errno}
     */
    public static int bind(int fd, long address, int length) {
        CallState state = CALL_STATE.get();
        try {
            return state.result((long) BIND.invokeExact(state.errno, (long) fd, address, (long) length, 0L, 0L, 0L));
        } catch (Throwable unexpected) {
            throw brokenLinkage(unexpected);
        }
    }

    /**
     * The address a socket is bound to: getsockname(2).
     *
     * @param fd socket
     * @param address where the {@code sockaddr} goes
     * @param capacity bytes there
     * @return length of the {@code sockaddr} in bytes, which is cut at {@code capacity}, or {@code -errno}
     */
    public static int getsockname(int fd, long address, int capacity) {
        CallState state = CALL_STATE.get();
        state.scratch.set(JAVA_INT, 0, capacity);
        try {
            int result = state.result((long) GETSOCKNAME.invokeExact(
                state.errno, (long) fd, address, state.scratchAddress, 0L, 0L, 0L));
            return result < 0 ? result : state.scratch.get(JAVA_INT, 0);
        } catch (Throwable unexpected) {
            throw brokenLinkage(unexpected);
        }
    }

    /**
     * Sets an option of type {@code int}: setsockopt(2).
     *
     * @param fd socket
     * @param level {@code SOL_*}
     * @param option of that level
     * @param value of the option
     * @return 0 or {@code -errno}
     */
    public static int setsockopt(int fd, int level, int option, int value) {
        CallState state = CALL_STATE.get();
        state.scratch.set(JAVA_INT, 0, value);
        return setsockopt(fd, level, option, state.scratchAddress, Integer.BYTES);
    }

    /**
     * Sets an option: setsockopt(2).
     *
     * @param fd socket
     * @param level {@code SOL_*}
     * @param option of that level
     * @param address of the value
     * @param length of the value in bytes
     * @return 0 or {@code -errno}
     */
    public static int setsockopt(int fd, int level, int option, long address, int length) {
        CallState state = CALL_STATE.get();
        try {
            return state.result((long) SETSOCKOPT.invokeExact(
                state.errno, (long) fd, (long) level, (long) option, address, (long) length, 0L));
        } catch (Throwable unexpected) {
            throw brokenLinkage(unexpected);
        }
    }

    /**
     * Reads an option whose value is not negative: getsockopt(2).
     *
     * @param fd socket
     * @param level {@code SOL_*}
     * @param option of that level and of type {@code int}
     * @return the value, or {@code -errno}
     */
    public static int getsockopt(int fd, int level, int option) {
        CallState state = CALL_STATE.get();
        int result = getsockopt(fd, level, option, state.scratchAddress + Integer.BYTES, Integer.BYTES);
        return result < 0 ? result : state.scratch.get(JAVA_INT, Integer.BYTES);
    }

    /**
     * Reads an option: getsockopt(2).
     *
     * @param fd socket
     * @param level {@code SOL_*}
     * @param option of that level
     * @param address where the value goes
     * @param capacity bytes there
     * @return length of the value in bytes, or {@code -errno}
     */
    public static int getsockopt(int fd, int level, int option, long address, int capacity) {
        CallState state = CALL_STATE.get();
        state.scratch.set(JAVA_INT, 0, capacity);
        try {
            int result = state.result((long) GETSOCKOPT.invokeExact(
                state.errno, (long) fd, (long) level, (long) option, address, state.scratchAddress, 0L));
            return result < 0 ? result : state.scratch.get(JAVA_INT, 0);
        } catch (Throwable unexpected) {
            throw brokenLinkage(unexpected);
        }
    }

    /**
     * Receives several datagrams: recvmmsg(2), without its timeout.
     *
     * @param fd socket
     * @param messages address of the {@code mmsghdr} array
     * @param count its length, &gt; 0
     * @param flags {@code MSG_*}
     * @return datagrams received, or {@code -errno}
     */
    public static int recvmmsg(int fd, long messages, int count, int flags) {
        CallState state = CALL_STATE.get();
        try {
            return state.result((long) RECVMMSG.invokeExact(
                state.errno, (long) fd, messages, (long) count, (long) flags, 0L, 0L));
        } catch (Throwable unexpected) {
            throw brokenLinkage(unexpected);
        }
    }

    /**
     * Sends to where the socket is connected: send(2). A netlink socket that is not connected sends to the kernel.
     *
     * @param fd socket
     * @param address of the bytes
     * @param length of the bytes
     * @param flags {@code MSG_*}
     * @return bytes sent, or {@code -errno}
     */
    public static int send(int fd, long address, int length, int flags) {
        return sendto(fd, address, length, flags, 0, 0);
    }

    /**
     * Sends to an address: sendto(2).
     *
     * @param fd socket
     * @param address of the bytes
     * @param length of the bytes
     * @param flags {@code MSG_*}
     * @param destination address of a {@code sockaddr}, or 0
     * @param destinationLength its length in bytes
     * @return bytes sent, or {@code -errno}
     */
    public static int sendto(
        int fd, long address, int length, int flags, long destination, int destinationLength) {
        CallState state = CALL_STATE.get();
        try {
            return state.result((long) SENDTO.invokeExact(
                state.errno, (long) fd, address, (long) length, (long) flags, destination, (long) destinationLength));
        } catch (Throwable unexpected) {
            throw brokenLinkage(unexpected);
        }
    }

    /**
     * Links calls without a capture of errno, so that {@link #ppoll} allocates nothing from now on, however seldom it
     * is called and whatever compiled it. Takes some ten milliseconds, so it is not for a start. Any thread, any time.
     */
    public static void linkPlain() {
        isPlainLinked = Plain.PPOLL != null;
    }

    /**
     * Waits until a descriptor is ready: ppoll(2), without a signal mask.
     *
     * @param descriptors address of the {@code pollfd} array
     * @param count its length
     * @param timeoutNanos how long to wait; 0 only looks, a negative one waits for ever
     * @return entries that are ready, 0 at the timeout, or {@code -errno}
     */
    public static int ppoll(long descriptors, int count, long timeoutNanos) {
        CallState state = CALL_STATE.get();
        long timespec = timeoutNanos < 0 ? 0 : state.timespec(timeoutNanos);
        try {
            if (isPlainLinked) {
                int ready = (int) (long) Plain.PPOLL.invokeExact(descriptors, (long) count, timespec, 0L, 0L, 0L);
                if (ready >= 0) {
                    return ready;
                }
                // an error comes again, and is captured then; a signal does not, and has ended the wait
                timespec = state.timespec(0);
            }
            return state.result((long) PPOLL.invokeExact(state.errno, descriptors, (long) count, timespec, 0L, 0L, 0L));
        } catch (Throwable unexpected) {
            throw brokenLinkage(unexpected);
        }
    }

    /**
     * A new event counter: eventfd(2).
     *
     * @param initial value of the counter
     * @param flags {@code EFD_*}
     * @return its descriptor or {@code -errno}
     */
    public static int eventfd(int initial, int flags) {
        CallState state = CALL_STATE.get();
        try {
            return state.result((long) EVENTFD.invokeExact(state.errno, (long) initial, (long) flags, 0L, 0L, 0L, 0L));
        } catch (Throwable unexpected) {
            throw brokenLinkage(unexpected);
        }
    }

    /**
     * Takes the value of an eventfd and sets it to 0: read(2). The value itself is not of interest here.
     *
     * @param fd eventfd
     * @return 8, or {@code -errno}: {@code -EAGAIN} if it was 0 and the descriptor does not block
     */
    public static int readEventFd(int fd) {
        CallState state = CALL_STATE.get();
        try {
            return state.result((long) READ.invokeExact(
                state.errno, (long) fd, state.scratchAddress, (long) Long.BYTES, 0L, 0L, 0L));
        } catch (Throwable unexpected) {
            throw brokenLinkage(unexpected);
        }
    }

    /**
     * Adds to an eventfd: write(2).
     *
     * @param fd eventfd
     * @param value to add
     * @return 8, or {@code -errno}: {@code -EAGAIN} if the counter is full and the descriptor does not block
     */
    public static int writeEventFd(int fd, long value) {
        CallState state = CALL_STATE.get();
        state.scratch.set(JAVA_LONG, 0, value);
        try {
            return state.result((long) WRITE.invokeExact(
                state.errno, (long) fd, state.scratchAddress, (long) Long.BYTES, 0L, 0L, 0L));
        } catch (Throwable unexpected) {
            throw brokenLinkage(unexpected);
        }
    }

    /**
     * Opens an existing file: open(2).
     *
     * @param path of the file
     * @param flags {@code O_*}, without {@code O_CREAT}
     * @return its descriptor or {@code -errno}
     */
    public static int open(String path, int flags) {
        CallState state = CALL_STATE.get();
        try (Arena arena = Arena.ofConfined()) {
            long address = arena.allocateFrom(path, StandardCharsets.UTF_8).address();
            return state.result((int) Variadic.OPEN.invokeExact(state.errno, address, flags, 0));
        } catch (Throwable unexpected) {
            throw brokenLinkage(unexpected);
        }
    }

    /**
     * Reserves the blocks of a file: fallocate(2).
     *
     * @param fd file, open for writing
     * @param mode {@code FALLOC_FL_*}
     * @param offset of the first byte
     * @param bytes how many, &gt; 0
     * @return 0 or {@code -errno}
     */
    static int fallocate(int fd, int mode, long offset, long bytes) {
        CallState state = CALL_STATE.get();
        try {
            return state.result((long) FALLOCATE.invokeExact(
                state.errno, (long) fd, (long) mode, offset, bytes, 0L, 0L));
        } catch (Throwable unexpected) {
            throw brokenLinkage(unexpected);
        }
    }

    /**
     * Closes a descriptor: close(2).
     *
     * @param fd descriptor; it is gone even if the call fails
     * @return 0 or {@code -errno}
     */
    public static int close(int fd) {
        CallState state = CALL_STATE.get();
        try {
            return state.result((long) CLOSE.invokeExact(state.errno, (long) fd, 0L, 0L, 0L, 0L, 0L));
        } catch (Throwable unexpected) {
            throw brokenLinkage(unexpected);
        }
    }

    /**
     * Maps zeroed memory that becomes resident page by page when touched: mmap(2) with {@code MAP_PRIVATE},
     * {@code MAP_ANONYMOUS} and {@code MAP_NORESERVE}.
     *
     * @param bytes how many, &gt; 0
     * @return its address, aligned to a page, or {@code -errno}
     */
    public static long mmap(long bytes) {
        CallState state = CALL_STATE.get();
        try {
            long address = (long) MMAP.invokeExact(
                state.errno, 0L, bytes, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS_NORESERVE, -1L, 0L);
            return address == -1 ? state.result(-1) : address;
        } catch (Throwable unexpected) {
            throw brokenLinkage(unexpected);
        }
    }

    /**
     * Unmaps memory: munmap(2).
     *
     * @param address as {@link #mmap} returned it
     * @param bytes as given to it
     * @return 0 or {@code -errno}
     */
    public static int munmap(long address, long bytes) {
        CallState state = CALL_STATE.get();
        try {
            return state.result((long) MUNMAP.invokeExact(state.errno, address, bytes, 0L, 0L, 0L, 0L));
        } catch (Throwable unexpected) {
            throw brokenLinkage(unexpected);
        }
    }

    /**
     * Asks for huge pages where memory is touched first: madvise(2) with {@code MADV_HUGEPAGE}.
     *
     * @param address as {@link #mmap} returned it
     * @param bytes as given to it
     * @return 0 or {@code -errno}; EINVAL where the kernel has none
     */
    public static int adviseHugePages(long address, long bytes) {
        CallState state = CALL_STATE.get();
        try {
            return state.result((long) MADVISE.invokeExact(state.errno, address, bytes, MADV_HUGEPAGE, 0L, 0L, 0L));
        } catch (Throwable unexpected) {
            throw brokenLinkage(unexpected);
        }
    }

    /**
     * Locks the memory of the process: mlockall(2).
     *
     * @param flags {@code MCL_*}
     * @return 0 or {@code -errno}
     */
    static int mlockall(int flags) {
        CallState state = CALL_STATE.get();
        try {
            return state.result((long) MLOCKALL.invokeExact(state.errno, (long) flags, 0L, 0L, 0L, 0L, 0L));
        } catch (Throwable unexpected) {
            throw brokenLinkage(unexpected);
        }
    }

    /**
     * Names the program in the system log: openlog(3). The library keeps the pointer, so the name stays allocated: call
     * this once.
     *
     * @param ident what is put before every text
     * @param option {@code LOG_*} flags of openlog(3), or 0
     * @param facility {@code LOG_USER} and its like, already shifted as in syslog.h
     */
    public static void openlog(String ident, int option, int facility) {
        CallState state = CALL_STATE.get();
        try {
            long address = Arena.global().allocateFrom(ident, StandardCharsets.UTF_8).address();
            long ignored = (long) OPENLOG.invokeExact(
                state.errno, address, (long) option, (long) facility, 0L, 0L, 0L);
        } catch (Throwable unexpected) {
            throw brokenLinkage(unexpected);
        }
    }

    /**
     * Sends one message to the system log: syslog(3) with the format {@code %s}. It waits while the logger's socket is
     * full, and what cannot be sent is lost without a word.
     *
     * @param priority severity of syslog.h, 0 to 7, and a facility or none
     * @param text of the message; it ends at a zero character
     */
    public static void syslog(int priority, String text) {
        CallState state = CALL_STATE.get();
        try (Arena arena = Arena.ofConfined()) {
            long address = arena.allocateFrom(text, StandardCharsets.UTF_8).address();
            Variadic.SYSLOG.invokeExact(state.errno, priority, Variadic.FORMAT, address);
        } catch (Throwable unexpected) {
            throw brokenLinkage(unexpected);
        }
    }

    /** A function that takes no more than six integers and returns one, or nothing. */
    static MethodHandle function(String name) {
        return MethodHandles.insertArguments(CALL, 0, address(name));
    }

    private static MemorySegment address(String name) {
        return LINKER.defaultLookup().findOrThrow(name);
    }

    private static MethodHandle plainFunction(String name) {
        return LINKER.downcallHandle(address(name), SIX_INTEGERS);
    }

    private static MethodHandle variadicFunction(String name, FunctionDescriptor descriptor) {
        return LINKER.downcallHandle(
            address(name), descriptor, Linker.Option.firstVariadicArg(2), CAPTURE_ERRNO);
    }

    static IllegalStateException brokenLinkage(Throwable unexpected) {
        return new IllegalStateException("a downcall must not throw", unexpected);
    }

    /** Functions called without a capture of errno. */
    private static final class Plain {
        private static final MethodHandle PPOLL = plainFunction("ppoll");
    }

    /** Functions whose convention is another, each linked for itself at the first use of one of them. */
    private static final class Variadic {
        private static final long FORMAT = Arena.global().allocateFrom("%s").address();
        private static final MethodHandle OPEN = variadicFunction(
            "open", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT));
        private static final MethodHandle SYSLOG =
            variadicFunction("syslog", FunctionDescriptor.ofVoid(JAVA_INT, JAVA_LONG, JAVA_LONG));
    }
}
