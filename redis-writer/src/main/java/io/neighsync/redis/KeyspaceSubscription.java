package io.neighsync.redis;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.agrona.ExpandableArrayBuffer;

/**
 * A connection that is told which keys of a database change. Used by one thread.
 *
 * <p>Source: Redis manual, "Redis keyspace notifications" and "Redis Pub/Sub". {@code FLUSHDB}, {@code FLUSHALL} and
 * {@code SWAPDB} tell nothing.
 */
final class KeyspaceSubscription implements AutoCloseable {
    private static final int MAX_TOKEN = 64 * 1024;
    private static final int CHUNK = 16 * 1024;

    private final JedisConnection connection;
    private final InputStream input;
    private final RespDecoder decoder = new RespDecoder(MAX_TOKEN);
    private final byte[] chunk = new byte[CHUNK];
    private final List<String> words = new ArrayList<>();
    private final String channelPrefix;
    private final long answerNanos;
    private long wordsMissing;
    private int confirmed;
    private String refusal;
    private boolean pinged;
    private long pingNanos;

    private KeyspaceSubscription(JedisConnection connection, int database, Duration answerTimeout) {
        this.connection = connection;
        channelPrefix = "__keyspace@" + database + "__:";
        answerNanos = answerTimeout.toNanos();
        input = connection.socket().getInputStream();
    }

    /**
     * Subscribes; once this returns, no change is missed.
     *
     * @param connection of which nothing but the handshake was used; closed with this, and when this fails.
     * @param database   whose keys.
     * @param patterns   globs of keys, 1 or more.
     * @param timeout    for each answer.
     * @throws IOException when the connection is lost.
     */
    static KeyspaceSubscription open(JedisConnection connection, int database, List<String> patterns, Duration timeout)
        throws IOException {
        final KeyspaceSubscription subscription = new KeyspaceSubscription(connection, database, timeout);
        boolean subscribed = false;
        try {
            subscription.subscribe(patterns);
            subscribed = true;
            return subscription;
        } finally {
            if (!subscribed) {
                subscription.close();
            }
        }
    }

    /** The server's words when it does not let us subscribe; then no change is ever told. */
    Optional<String> refusal() {
        return Optional.ofNullable(refusal);
    }

    /**
     * Waits until something arrives, and hands on what has arrived by then.
     *
     * @param timeoutNanos how long to wait at most.
     * @param changed      gets each changed key.
     * @throws IOException when the connection is lost, or a {@link #ping} was not answered in time.
     */
    void poll(long timeoutNanos, Consumer<String> changed) throws IOException {
        final long patience = pinged ? pingNanos + answerNanos - System.nanoTime() : timeoutNanos;
        if (receive(Math.min(timeoutNanos, patience))) {
            decode(changed);
        } else if (pinged && System.nanoTime() - pingNanos >= answerNanos) {
            throw noAnswer();
        }
    }

    /** Asks the server for a sign of life, unless it still owes one. */
    void ping() throws IOException {
        if (!pinged) {
            pinged = true;
            pingNanos = System.nanoTime();
            send("PING");
        }
    }

    @Override
    public void close() {
        connection.close();
    }

    private void subscribe(List<String> patterns) throws IOException {
        final List<String> command = new ArrayList<>(List.of("PSUBSCRIBE"));
        patterns.forEach(pattern -> command.add(channelPrefix + pattern));
        send(command.toArray(String[]::new));
        final long deadline = System.nanoTime() + answerNanos;
        while (confirmed < patterns.size() && refusal == null) {
            if (!receive(deadline - System.nanoTime())) {
                throw noAnswer();
            }
            decode(key -> { });
        }
    }

    private void send(String... command) throws IOException {
        final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        final RespEncoder encoder = new RespEncoder().wrap(buffer, 0).array(command.length);
        for (final String word : command) {
            encoder.bulk(word);
        }
        connection.socket().setSoTimeout((int) TimeUnit.NANOSECONDS.toMillis(answerNanos));
        connection.socket().getOutputStream().write(buffer.byteArray(), 0, encoder.position());
    }

    /** False when nothing arrived in time; that may be seen 2 ms late, but not early. */
    private boolean receive(long timeoutNanos) throws IOException {
        final long millis = TimeUnit.NANOSECONDS.toMillis(timeoutNanos) + 2;
        connection.socket().setSoTimeout(Math.clamp(millis, 1, Integer.MAX_VALUE));
        final ByteBuffer free = decoder.receiveBuffer();
        try {
            final int received = input.read(chunk, 0, Math.min(CHUNK, free.remaining()));
            if (received < 0) {
                throw new EOFException("the server closed the connection");
            }
            free.put(chunk, 0, received);
            decoder.received();
            pinged = false;
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    private void decode(Consumer<String> changed) throws IOException {
        for (RespDecoder.Token token = decoder.next(); token != RespDecoder.Token.NEED_MORE; token = decoder.next()) {
            switch (token) {
                case ARRAY -> beginMessage(decoder.integer());
                case BULK -> addWord(decoder.text(), changed);
                case INTEGER, NIL -> addWord("", changed);
                case ERROR -> refuse(decoder.text());
                case SIMPLE_STRING -> { }
                default -> throw new ProtocolException("not what a subscriber is sent: " + token);
            }
        }
    }

    private void beginMessage(long elements) throws IOException {
        if (wordsMissing != 0) {
            throw new ProtocolException("not what a subscriber is sent: array in " + words);
        }
        words.clear();
        wordsMissing = elements;
    }

    private void addWord(String word, Consumer<String> changed) {
        words.add(word);
        if (--wordsMissing == 0) {
            switch (words.getFirst()) {
                case "psubscribe" -> confirmed++;
                case "pmessage" -> changed.accept(words.get(2).substring(channelPrefix.length()));
                default -> { }
            }
        }
    }

    private void refuse(String message) throws IOException {
        if (confirmed > 0 || refusal != null) {
            throw new ProtocolException(message);
        }
        refusal = message;
    }

    private SocketTimeoutException noAnswer() {
        return new SocketTimeoutException(
            "no answer within " + TimeUnit.NANOSECONDS.toMillis(answerNanos) + " ms (redis.command_timeout)");
    }
}
