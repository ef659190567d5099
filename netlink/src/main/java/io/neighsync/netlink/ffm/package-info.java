/**
 * The C library through the foreign function and memory API.
 *
 * <pre>
 *   NetlinkSocket   PollSet   EventFd   UnixDatagramSender   CpuSet   ReservedMemory
 *         \            \        |               |            /           /
 *          +------------+---- Libc -------------+-----------+-----------+     the only user of
 *                               |                                             java.lang.foreign.Linker
 *                        glibc or musl, Linux, LP64
 * </pre>
 *
 * <p>A call that fails answers {@code -errno}; nothing here throws for it, except constructors, which name the call,
 * the errno and the remedy.
 */
package io.neighsync.netlink.ffm;
