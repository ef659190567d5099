package io.neighsync.engine.system;

import io.neighsync.redis.RedisServerProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisMonitor;
import redis.clients.jedis.exceptions.JedisException;

/** Every command that a Redis executes, as MONITOR tells it, until closed. One thread asks. */
final class CommandMonitor implements AutoCloseable {
    private static final Pattern LINE = Pattern.compile("\\S+ \\[(\\d+) (\\S+)] (.*)");
    private static final Pattern WORD = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");

    private final List<Command> commands = new ArrayList<>();
    private final Jedis monitored;
    private final Jedis asking;
    private final Thread thread;
    private int asked;

    /**
     * One command.
     *
     * @param database where it was executed
     * @param script   whether a script did
     * @param words    its name in capital letters, and its arguments
     */
    record Command(int database, boolean script, List<String> words) {
        static Command parse(String line) {
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches()) {
                throw new AssertionError("not a line of MONITOR: " + line);
            }
            List<String> words = new ArrayList<>(
                    WORD.matcher(matcher.group(3)).results().map((MatchResult word) -> word.group(1)).toList());
            words.set(0, words.getFirst().toUpperCase(Locale.ROOT));
            return new Command(Integer.parseInt(matcher.group(1)), matcher.group(2).equals("lua"), words);
        }

        String name() {
            return words.getFirst();
        }

        /** Whether one of its arguments contains the text. */
        boolean mentions(String text) {
            return words.subList(1, words.size()).stream().anyMatch(word -> word.contains(text));
        }
    }

    private CommandMonitor(RedisServerProcess redis) {
        monitored = redis.client();
        asking = redis.client();
        CountDownLatch listening = new CountDownLatch(1);
        thread = Thread.ofPlatform().daemon().name("command-monitor").start(() -> listen(listening));
        try {
            listening.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Begins now. */
    static CommandMonitor of(RedisServerProcess redis) {
        return new CommandMonitor(redis);
    }

    private void listen(CountDownLatch listening) {
        try {
            monitored.monitor(new JedisMonitor() {
                @Override
                public void proceed(Connection connection) {
                    listening.countDown();
                    super.proceed(connection);
                }

                @Override
                public void onCommand(String line) {
                    add(Command.parse(line));
                }
            });
        } catch (JedisException closed) {
            listening.countDown();
        }
    }

    private synchronized void add(Command command) {
        commands.add(command);
    }

    private synchronized List<Command> soFar() {
        return List.copyOf(commands);
    }

    /** Every command that was executed before this call. */
    List<Command> commands() {
        String token = "CommandMonitor-" + asked++;
        asking.echo(token);
        Eventually.shouldHold(MirroredHost.SOON, token, () -> soFar().stream().anyMatch(one -> one.mentions(token)));
        return soFar().stream().filter(command -> !command.name().equals("ECHO")).toList();
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
        monitored.close();
        asking.close();
    }
}
