package io.neighsync.engine.daemon;

/**
 * What the daemon reports of its own performance. Keys and defaults: section {@code performance} of {@code
 * reference.conf}.
 *
 * @param latencyLog {@code performance.latency_log}: the file in which latencies are logged; empty: none
 */
public record PerformanceConfig(String latencyLog) {
}
