package io.neighsync.engine.control;

import io.neighsync.engine.stage.HeldTables;
import io.neighsync.engine.stage.RedisLink;
import io.neighsync.engine.stage.RedisTable;
import io.neighsync.redis.FencedWriter;
import io.neighsync.redis.RedisConfig;
import io.neighsync.redis.RedisSecurity;
import io.neighsync.redis.TableProtocol;
import java.time.Duration;

/** Is asked for connections and never has one. */
public final class NoRedis implements RedisLink.Source {
    private int requests;

    /** A writer without a connection. */
    public static FencedWriter writer(TableProtocol protocol, int maxBatch) {
        return new FencedWriter(RedisTable.descriptors(0, ":"), protocol, config(maxBatch));
    }

    /** A configuration with batches of this many rows. */
    public static RedisConfig config(int maxBatch) {
        Duration second = Duration.ofSeconds(1);
        return new RedisConfig("", "auto", 0, maxBatch, Duration.ZERO, maxBatch, second, second,
                Duration.ofMillis(10), second, second, Duration.ZERO, "", new RedisSecurity("", "", "", "", ""));
    }

    @Override
    public void request(RedisLink.Uncertain uncertain) {
        requests++;
    }

    @Override
    public RedisLink take() {
        return null;
    }

    @Override
    public void requestAudit() {
    }

    @Override
    public HeldTables takeAudit() {
        return null;
    }

    /** How often it was asked. */
    int requests() {
        return requests;
    }
}
