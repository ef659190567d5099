package io.neighsync.engine.control;

/**
 * What becomes of the memory of the process. Keys and defaults: section {@code memory} of {@code reference.conf}.
 *
 * @param lock {@code memory.lock}: whether it is kept from being swapped out
 */
public record MemoryConfig(boolean lock) {
}
