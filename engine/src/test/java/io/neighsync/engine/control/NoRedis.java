package io.neighsync.engine.control;

import io.neighsync.engine.codec.RowCodec;
import io.neighsync.engine.stage.RedisLink;
import io.neighsync.redis.FencedWriter;
import io.neighsync.redis.RedisConfig;
import io.neighsync.redis.TableDescriptor;
import io.neighsync.redis.TableProtocol;
import java.time.Duration;

/** Is asked for connections and never has one. */
public final class NoRedis implements RedisLink.Source {
    private int requests;

    /** A writer without a connection. */
    public static FencedWriter writer(TableProtocol protocol, int maxBatch) {
        return new FencedWriter(new TableDescriptor(RowCodec.TABLE, 0, ":", RowCodec.FIELDS), protocol,
                new RedisConfig("", "auto", 0, maxBatch, maxBatch, Duration.ofSeconds(1), Duration.ofSeconds(1),
                        Duration.ofMillis(10), Duration.ofSeconds(1), "", "", "", "", ""));
    }

    @Override
    public void request() {
        requests++;
    }

    @Override
    public RedisLink take() {
        return null;
    }

    /** How often it was asked. */
    int requests() {
        return requests;
    }
}
