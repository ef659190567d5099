package io.neighsync.engine.log;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;

/** The loggers, one a name. Any thread. */
final class DaemonLoggerFactory implements ILoggerFactory {
    /** Jedis warns of each lost connection, which the daemon says itself, once. */
    private static final String JEDIS = "redis.clients.";
    /** Chronicle tells how it starts, and what it does without. */
    private static final String CHRONICLE = "net.openhft.";

    private final Map<String, Logger> loggers = new ConcurrentHashMap<>();

    @Override
    public Logger getLogger(String name) {
        Logger known = loggers.get(name);
        if (known != null) {
            return known;
        }
        boolean talkative = name.startsWith(JEDIS) || name.startsWith(CHRONICLE);
        Logger created = new DaemonLogger(name, talkative ? LogLevel.ERROR : LogLevel.DEBUG);
        Logger other = loggers.putIfAbsent(name, created);
        return other == null ? created : other;
    }
}
