package io.neighsync.redis;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisMonitor;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Every command that a server executes, as MONITOR tells it, until closed.
 */
final class MonitoredCommands implements AutoCloseable {
    private final List<String> commands = new CopyOnWriteArrayList<>();
    private final Jedis jedis;
    private final Thread thread;

    MonitoredCommands(RedisServerProcess server) {
        jedis = server.client();
        final CountDownLatch listening = new CountDownLatch(1);
        thread = Thread.ofPlatform().daemon().name("monitor").start(() -> {
            try {
                jedis.monitor(new JedisMonitor() {
                    @Override
                    public void proceed(Connection connection) {
                        listening.countDown();
                        super.proceed(connection);
                    }

                    @Override
                    public void onCommand(String command) {
                        commands.add(command.substring(command.indexOf("] ") + 2));
                    }
                });
            } catch (JedisException e) {
                listening.countDown();
            }
        });
        try {
            listening.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** How many of that name there were. */
    long count(String name) {
        return commands.stream().filter(command -> command.startsWith("\"" + name + "\"")).count();
    }

    /** All but those of these names. */
    List<String> others(String... names) {
        return commands.stream()
            .filter(command -> List.of(names).stream().noneMatch(name -> command.startsWith("\"" + name + "\"")))
            .toList();
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        jedis.close();
    }
}
