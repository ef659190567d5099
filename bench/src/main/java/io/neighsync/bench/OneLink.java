package io.neighsync.bench;

import io.neighsync.engine.stage.HeldTables;
import io.neighsync.engine.stage.RedisLink;
import io.neighsync.redis.RedisConnector;

/** One connection to a Redis without rows, made by the thread that takes it. It has no second, and reads no audits. */
final class OneLink implements RedisLink.Source {
    private final RedisConnector connector;
    private boolean taken;

    /** The connection that this connector makes. */
    OneLink(RedisConnector connector) {
        this.connector = connector;
    }

    @Override
    public void request(RedisLink.Uncertain uncertain) {
    }

    @Override
    public RedisLink take() {
        if (taken) {
            return null;
        }
        taken = true;
        return new RedisLink(connector.connect().activate(), HeldTables.reserve(1), false, RedisLink.Hold.NOTHING);
    }

    @Override
    public void requestAudit() {
    }

    @Override
    public HeldTables takeAudit() {
        return null;
    }
}
