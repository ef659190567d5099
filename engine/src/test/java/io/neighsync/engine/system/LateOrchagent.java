package io.neighsync.engine.system;

import io.neighsync.redis.OrchagentConsumer;
import io.neighsync.redis.OrchagentConsumer.Operation;
import io.neighsync.redis.RedisServerProcess;
import io.neighsync.redis.TableDescriptor;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPubSub;

/**
 * An orchagent that lags behind: it pops when it is told to, but never more often than there were messages. One thread;
 * its own counts messages.
 */
final class LateOrchagent implements AutoCloseable {
    private final OrchagentConsumer consumer;
    private final Jedis asking;
    private final Jedis subscriber;
    private final TableDescriptor table;
    private final Thread thread;
    private final AtomicInteger messages = new AtomicInteger();
    private final JedisPubSub subscription = new JedisPubSub() {
        @Override
        public void onMessage(String channel, String message) {
            messages.incrementAndGet();
        }
    };
    private int pops;

    LateOrchagent(RedisServerProcess redis, TableDescriptor table) {
        this.table = table;
        consumer = new OrchagentConsumer(redis::client, table);
        asking = redis.client();
        asking.select(table.database());
        subscriber = redis.client();
        thread = Thread.ofPlatform().daemon().name("late-orchagent")
                .start(() -> subscriber.subscribe(subscription, table.channel()));
        Eventually.shouldHold(MirroredHost.SOON, "subscribed", subscription::isSubscribed);
    }

    /** Pops so many times, or as often as there are messages; whether there were that many. */
    boolean pop(int times) {
        for (int i = 0; i < times; i++) {
            if (pops == messages.get()) {
                return false;
            }
            pops++;
            consumer.pop();
        }
        return true;
    }

    /** Pops for every message that there is. */
    void popAll() {
        while (pop(1)) {
            Thread.onSpinWait();
        }
    }

    /** Keys that wait to be popped. */
    long waiting() {
        return asking.scard(table.keySet());
    }

    int messages() {
        return messages.get();
    }

    List<Operation> operations() {
        return consumer.operations();
    }

    List<String> errors() {
        return consumer.errors();
    }

    @Override
    public void close() {
        subscription.unsubscribe();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
        subscriber.close();
        asking.close();
        consumer.close();
    }
}
