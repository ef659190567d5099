package io.neighsync.netlink.ffm;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * Zeroed memory outside the heap that is reserved now and becomes resident page by page when first touched.
 *
 * <p>An anonymous mapping with {@code MAP_NORESERVE} (mmap(2)): unlike {@code ByteBuffer.allocateDirect} or
 * {@code Arena.allocate} it is not filled with zeros by the JVM, so what is not used costs no resident memory.
 *
 * <p>Reserving and closing are for one thread; who may use {@link #buffer()} is up to the owner, who must see to it
 * that nobody does after {@link #close()}: the addresses are gone then.
 */
public final class ReservedMemory implements AutoCloseable {
    private static final int PAGE = 4096;

    private final UnsafeBuffer buffer;
    private final long address;
    private final long bytes;
    private boolean closed;

    private ReservedMemory(long address, long bytes) {
        this.address = address;
        this.bytes = bytes;
        this.buffer = new UnsafeBuffer(address, (int) Math.min(bytes, Integer.MAX_VALUE));
    }

    /**
     * Reserves memory.
     *
     * @param what it is for, in words for the error message
     * @param bytes how many, &gt; 0
     * @return the memory, all zero
     * @throws IllegalArgumentException if {@code bytes} is not positive
     * @throws IllegalStateException if the kernel refuses; names what, how much and the errno
     */
    public static ReservedMemory reserve(String what, long bytes) {
        if (bytes <= 0) {
            throw new IllegalArgumentException("cannot reserve " + bytes + " bytes for " + what + ": want at least 1");
        }
        long address = Libc.mmap(bytes);
        if (address < 0) {
            throw new IllegalStateException("cannot reserve " + bytes + " bytes for " + what + ": mmap failed with "
                + Errno.name((int) -address) + "; ask for less, or raise RLIMIT_AS or vm.max_map_count");
        }
        return new ReservedMemory(address, bytes);
    }

    /**
     * The memory as a buffer, bounds-checked unless Agrona's checks are disabled.
     *
     * @return always the same buffer; its capacity is 0 after {@link #close()}
     * @throws IllegalStateException if the memory is larger than {@link Integer#MAX_VALUE} bytes, which no buffer
     *     covers
     */
    public UnsafeBuffer buffer() {
        if (bytes > Integer.MAX_VALUE) {
            throw new IllegalStateException(bytes + " bytes do not fit one buffer; use address()");
        }
        return buffer;
    }

    /**
     * Where the memory begins.
     *
     * @return its address, aligned to a page
     */
    public long address() {
        return address;
    }

    /**
     * How much was reserved.
     *
     * @return bytes
     */
    public long bytes() {
        return bytes;
    }

    /**
     * Makes all of it resident, in huge pages where the kernel has them, for what will be used all over soon: a page
     * that is read first is given to the process twice, the second time when it is written. Only before anything is
     * written there.
     *
     * @throws IllegalStateException as {@link #buffer()}
     */
    public void touch() {
        Libc.adviseHugePages(address, bytes);
        for (int at = 0; at < buffer().capacity(); at += PAGE) {
            buffer.putByte(at, (byte) 0);
        }
    }

    /** Gives the memory back. A second call does nothing. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            buffer.wrap(0, 0);
            Libc.munmap(address, bytes);
        }
    }
}
