package io.neighsync.bench;

import io.neighsync.redis.OrchagentConsumer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Stands in for orchagent: told by PUBLISH that rows have changed, it pops them, with orchagent's own script, and
 * enters into {@link ChangeTimes} when the PUBLISH of each was seen. A thread of its own blocks in read(2) and takes
 * the clock right after.
 *
 * <p><b>Which message told of which change.</b> The row says: its {@code neigh} is the lladdr that only one change has.
 * And one connection does both, subscribe and pop, which RESP3 allows. Redis executes one command after another and a
 * connection receives in that order, a transaction's PUBLISH included. So what stands between the answers to two pops
 * are the messages about precisely the rows that the second one takes. Where those are one message and one row, as at
 * rates at which a daemon can tell of each change, the time is exact. Where there are several, the rows are put in the
 * order in which they were sent, and each is given the last message that can have told of it: a row is never taken to
 * have been told of earlier than it was, at most later by a round trip to Redis. Rows beyond the number of messages,
 * which transactions of several rows leave, are counted.
 *
 * <p>A pop follows each read that brought messages, as orchagent's does, so a daemon meets what it meets on a switch.
 */
final class PublishWatcher implements AutoCloseable {
    private static final String CHANNEL = "NEIGH_TABLE_CHANNEL@0";
    /** As orchagent has it. */
    private static final int MAX_POPPED = 1_024;
    private static final long LIMIT_SECONDS = 10;
    private static final int HEX = 16;

    private final ChangeTimes times;
    private final long firstLladdr;
    private final SocketChannel channel;
    private final byte[] pop;
    private final RespValues values = new RespValues();
    private final CountDownLatch drained = new CountDownLatch(1);
    private final Thread thread;
    /** When the messages since the last answer to a pop were seen; by the thread. */
    private final List<Long> messages = new ArrayList<>();
    private volatile RuntimeException failure;

    /**
     * Begins to listen, takes the rows that are there, and returns when there are none left.
     *
     * @param redis       of the daemon
     * @param placement   of daemon and redis-server
     * @param times       takes what is seen
     * @param firstLladdr that of change 0; that of each next is one more
     */
    PublishWatcher(BenchRedis redis, Placement placement, ChangeTimes times, long firstLladdr) {
        this.times = times;
        this.firstLladdr = firstLladdr;
        pop = command("EVALSHA", redis.load(OrchagentConsumer.SCRIPT), "2", "NEIGH_TABLE_KEY_SET",
            "NEIGH_TABLE_DEL_SET", String.valueOf(MAX_POPPED), "NEIGH_TABLE:", "_NEIGH_TABLE:");
        try {
            channel = SocketChannel.open(UnixDomainSocketAddress.of(redis.socket()));
            write(command("HELLO", "3"));
            write(command("SUBSCRIBE", CHANNEL));
            write(pop);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread = Thread.ofPlatform().daemon().name("publish-watcher").start(() -> {
            placement.pinHarness();
            watch();
        });
        awaitDrained();
    }

    /** Ends the thread; what failed in it is thrown here. */
    @Override
    public void close() {
        try {
            channel.close();
            thread.join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void awaitDrained() {
        try {
            if (!drained.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the rows of the start were not taken within " + LIMIT_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void watch() {
        try {
            while (channel.read(values.room()) >= 0) {
                onRead(System.nanoTime());
            }
            failure = new IllegalStateException("Redis closed the connection");
        } catch (ClosedChannelException closed) {
            // closed by close()
        } catch (IOException e) {
            failure = new UncheckedIOException(e);
        } catch (RuntimeException e) {
            failure = e;
        }
        drained.countDown();
    }

    private void onRead(long now) throws IOException {
        values.received();
        boolean told = false;
        while (values.next()) {
            List<String> words = values.words();
            switch (values.type()) {
                case '>' -> {
                    if (words.getFirst().equals("message")) {
                        messages.add(now);
                        told = true;
                    }
                }
                case '*' -> onPopped(words);
                case '-' -> throw new IllegalStateException("Redis refused a command: " + words);
                default -> { }
            }
        }
        if (told) {
            write(pop);
        }
    }

    /** Key, whether deleted, and fields of each row. */
    private void onPopped(List<String> words) throws IOException {
        long[] changes = changes(words);
        for (int i = 0; i < changes.length && !messages.isEmpty(); i++) {
            times.onSeen(
                changes[i], messages.get(lastOf(i, changes.length, messages.size())), i >= messages.size());
        }
        messages.clear();
        if (!words.isEmpty() && drained.getCount() > 0) {
            write(pop);
        } else {
            drained.countDown();
        }
    }

    /**
     * The last of the messages that can have told of a row.
     *
     * @param row      in the order in which they were sent, from 0
     * @param rows     that were popped
     * @param messages that came before; 1 at least
     * @return its index
     */
    static int lastOf(int row, int rows, int messages) {
        return Math.min(messages - 1, row + Math.max(0, messages - rows));
    }

    private long[] changes(List<String> words) {
        long[] changes = new long[words.size()];
        int count = 0;
        for (int i = 1; i < words.size(); i++) {
            if (words.get(i - 1).equals("neigh")) {
                changes[count++] = Long.parseLong(words.get(i).replace(":", ""), HEX) - firstLladdr;
            }
        }
        long[] sorted = Arrays.copyOf(changes, count);
        Arrays.sort(sorted);
        return sorted;
    }

    private void write(byte[] bytes) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        while (rest.hasRemaining()) {
            channel.write(rest);
        }
    }

    private static byte[] command(String... words) {
        StringBuilder text = new StringBuilder("*").append(words.length).append("\r\n");
        for (String word : words) {
            text.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }
}
