package io.neighsync.engine.codec;

/**
 * One boot of a kernel, and one of its network namespaces: where an ifindex means the same link.
 *
 * @param bootHigh the upper half of {@code /proc/sys/kernel/random/boot_id}
 * @param bootLow  its lower half
 * @param netns    the inode of {@code /proc/self/ns/net}
 */
public record KernelId(long bootHigh, long bootLow, long netns) {
}
