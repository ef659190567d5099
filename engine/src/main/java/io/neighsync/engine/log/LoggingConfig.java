package io.neighsync.engine.log;

/**
 * What is logged and where to. Keys and defaults: section {@code logging} of {@code reference.conf}. On SONiC the row
 * {@code LOGGER|neighsyncd} of CONFIG_DB says both, at any time.
 *
 * @param level the least grave level that is logged
 * @param output where messages go
 */
public record LoggingConfig(LogLevel level, LogOutput output) {
}
