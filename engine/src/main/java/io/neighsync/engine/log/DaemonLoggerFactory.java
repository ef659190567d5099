package io.neighsync.engine.log;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;

/** The loggers, one a name. Any thread. */
final class DaemonLoggerFactory implements ILoggerFactory {
    /** Jedis warns of each lost connection, which the daemon says itself, once. */
    private static final String JEDIS = "redis.clients.";

    private final Map<String, Logger> loggers = new ConcurrentHashMap<>();

    @Override
    public Logger getLogger(String name) {
        Logger known = loggers.get(name);
        if (known != null) {
            return known;
        }
        Logger created = new DaemonLogger(name, name.startsWith(JEDIS) ? LogLevel.ERROR : LogLevel.DEBUG);
        Logger other = loggers.putIfAbsent(name, created);
        return other == null ? created : other;
    }
}
