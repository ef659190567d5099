package io.neighsync.redis;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What a Redis server keeps for one connection: bytes that arrived, the transaction being queued, watched keys, replies
 * that wait to be read. They are those of redis-server 7.0, to the byte. Any one thread.
 */
final class SimulatedClient {
    /**
     * Commands that are simulated.
     */
    private enum Command {
        HSET(-4), DEL(-2), SADD(-3), SET(-3), PUBLISH(3), MULTI(1), EXEC(1), WATCH(-2), GET(2);

        private final String text = name().toLowerCase(Locale.ROOT);
        private final int arity;

        /** Words with the name; negative: at least as many. */
        Command(int arity) {
            this.arity = arity;
        }

        boolean takes(int words) {
            return arity < 0 ? words >= -arity : words == arity;
        }

        boolean isQueued() {
            return this != MULTI && this != EXEC && this != WATCH;
        }
    }

    /**
     * A command of the transaction, by its words.
     */
    private static final class Queued {
        private Command command;
        private int first;
        private int end;
    }

    /**
     * How often a watched key had been touched when it was watched.
     */
    private record Watch(SimulatedDatabase.Touches touches, long then) {
        boolean isTouched() {
            return touches.count() != then;
        }
    }

    private static final Command[] COMMANDS = Command.values();
    private static final byte[] OK = ascii("+OK\r\n");
    private static final byte[] QUEUED = ascii("+QUEUED\r\n");
    private static final byte[] NIL_ARRAY = ascii("*-1\r\n");
    private static final byte[] NIL = ascii("$-1\r\n");
    private static final String WRONG_TYPE = "WRONGTYPE Operation against a key holding the wrong kind of value";
    private static final int MAX_SHOWN = 128;
    private static final int SET_WORDS = 3;
    private static final ByteString FENCE = ByteString.of(Fence.KEY);

    private final SimulatedRedis server;
    private final SimulatedDatabase database;
    private final RequestParser requests = new RequestParser();
    private final ByteString key = new ByteString();
    private final ByteString member = new ByteString();
    private final List<Watch> watches = new ArrayList<>(2);
    private final List<Queued> queue = new ArrayList<>();
    private int queued;
    private boolean inMulti;
    private boolean aborted;
    private String refusal;
    private boolean broken;
    private boolean fenceRead;

    private byte[] replies = new byte[512];
    private int read;
    private int written;

    SimulatedClient(SimulatedRedis server, SimulatedDatabase database) {
        this.server = server;
        this.database = database;
    }

    /** Watches the fence and begins a transaction, as {@link RedisConnection#activate} does. */
    void activate() {
        watch(FENCE);
        inMulti = true;
    }

    void receive(ByteBuffer source, int length) {
        requests.receive(source, length);
    }

    /** Carries out what arrived up to the end of a batch; whether that came. */
    boolean serve() {
        while (!broken) {
            switch (requests.next()) {
                case INCOMPLETE -> {
                    return false;
                }
                case BROKEN -> {
                    error(requests.error());
                    broken = true;
                }
                case COMMAND -> {
                    if (onCommand()) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /** Whether the server closed the connection behind its last reply. */
    boolean isBroken() {
        return broken;
    }

    boolean hasRequests() {
        return !broken && requests.hasUnparsed();
    }

    void discardRequests() {
        requests.discard();
    }

    /** Bytes of replies to be read. */
    int available() {
        return written - read;
    }

    /** Forgets replies behind the next ones. */
    void truncateReplies(int bytes) {
        written = read + Math.min(written - read, bytes);
    }

    void readReplies(ByteBuffer destination, int length) {
        destination.put(replies, read, length);
        read += length;
        if (read == written) {
            read = 0;
            written = 0;
        }
    }

    /** Whether it was the MULTI behind a GET of the fence, which ends a batch. */
    private boolean onCommand() {
        final int first = requests.firstWord();
        final int end = requests.endOfWords();
        final Command command = commandOf(first);
        boolean endOfBatch = false;
        if (command == null || !command.takes(end - first)) {
            reject(command, command == null ? unknown(first, end) : wrongArity(command));
        } else if (inMulti && command.isQueued()) {
            enqueue(command, first, end);
        } else {
            execute(command, first, end);
            endOfBatch = command == Command.MULTI && fenceRead;
            fenceRead = command == Command.GET && FENCE.equals(key(first + 1));
        }
        if (!inMulti) {
            requests.release();
        }
        return endOfBatch;
    }

    /** As {@code rejectCommand} of server.c. */
    private void reject(Command command, String error) {
        if (command == Command.EXEC) {
            error("EXECABORT Transaction discarded because of: " + error.substring("ERR ".length()));
            endTransaction();
        } else {
            error(error);
            aborted = inMulti;
        }
    }

    private void enqueue(Command command, int first, int end) {
        if (queued == 0 && !aborted) {
            refusal = server.takeRefusal();
        }
        if (refusal != null) {
            error(refusal);
            aborted = true;
            return;
        }
        if (queued == queue.size()) {
            queue.add(new Queued());
        }
        final Queued entry = queue.get(queued++);
        entry.command = command;
        entry.first = first;
        entry.end = end;
        reply(QUEUED);
    }

    private void execute(Command command, int first, int end) {
        switch (command) {
            case HSET -> hset(first, end);
            case DEL -> del(first, end);
            case SADD -> sadd(first, end);
            case SET -> set(first, end);
            case PUBLISH -> {
                server.onPublish(key(first + 1));
                reply(':', 0);
            }
            case GET -> get(first);
            case MULTI -> multi();
            case EXEC -> exec();
            case WATCH -> watchAll(first, end);
        }
    }

    private void multi() {
        if (inMulti) {
            error("ERR MULTI calls can not be nested");
            return;
        }
        if (server.deniesMulti()) {
            error("NOPERM this user has no permissions to run the 'multi' command");
            return;
        }
        inMulti = true;
        reply(OK);
    }

    private void exec() {
        if (!inMulti) {
            error("ERR EXEC without MULTI");
            return;
        }
        if (aborted) {
            error("EXECABORT Transaction discarded because of previous errors.");
        } else if (isAnyTouched()) {
            reply(NIL_ARRAY);
        } else {
            reply('*', queued);
            for (int i = 0; i < queued; i++) {
                final Queued entry = queue.get(i);
                execute(entry.command, entry.first, entry.end);
            }
            server.onExecuted(queued);
        }
        endTransaction();
    }

    private void endTransaction() {
        inMulti = false;
        aborted = false;
        refusal = null;
        queued = 0;
        watches.clear();
    }

    private void watchAll(int first, int end) {
        if (inMulti) {
            error("ERR WATCH inside MULTI is not allowed");
            return;
        }
        for (int word = first + 1; word < end; word++) {
            watch(key(word));
        }
        reply(OK);
    }

    private void watch(ByteString watched) {
        final SimulatedDatabase.Touches touches = database.watch(watched);
        watches.add(new Watch(touches, touches.count()));
    }

    private boolean isAnyTouched() {
        for (int i = 0; i < watches.size(); i++) {
            if (watches.get(i).isTouched()) {
                return true;
            }
        }
        return false;
    }

    private void hset(int first, int end) {
        if ((end - first) % 2 != 0) {
            error(wrongArity(Command.HSET));
            return;
        }
        final int from = requests.endOfBulk(first + 1);
        integer(database.putFields(key(first + 1), requests.bytes(), from, requests.endOfBulk(end - 1)));
    }

    private void del(int first, int end) {
        int removed = 0;
        for (int word = first + 1; word < end; word++) {
            removed += database.remove(key(word));
        }
        reply(':', removed);
    }

    private void sadd(int first, int end) {
        key(first + 1);
        int added = 0;
        for (int word = first + 2; word < end; word++) {
            member.wrap(requests.bytes(), requests.offset(word), requests.length(word));
            final int result = database.addMember(key, member);
            if (result == SimulatedDatabase.WRONG_TYPE) {
                error(WRONG_TYPE);
                return;
            }
            added += result;
        }
        reply(':', added);
    }

    /** Without options. */
    private void set(int first, int end) {
        if (end - first > SET_WORDS) {
            error("ERR syntax error");
            return;
        }
        final int value = first + 2;
        final int offset = requests.offset(value);
        database.putString(key(first + 1),
            Arrays.copyOfRange(requests.bytes(), offset, offset + requests.length(value)));
        reply(OK);
    }

    private void get(int first) {
        final byte[] value = database.string(key(first + 1));
        if (value != null) {
            reply('$', value.length);
            reply(value);
            endOfLine();
        } else if (database.contains(key)) {
            error(WRONG_TYPE);
        } else {
            reply(NIL);
        }
    }

    private ByteString key(int word) {
        return key.wrap(requests.bytes(), requests.offset(word), requests.length(word));
    }

    private Command commandOf(int word) {
        for (final Command command : COMMANDS) {
            if (command.text.length() == requests.length(word) && isNamed(command.text, requests.offset(word))) {
                return command;
            }
        }
        return null;
    }

    private boolean isNamed(String name, int offset) {
        final byte[] bytes = requests.bytes();
        for (int i = 0; i < name.length(); i++) {
            if ((bytes[offset + i] | 0x20) != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static String wrongArity(Command command) {
        return "ERR wrong number of arguments for '" + command.text + "' command";
    }

    /** As {@code commandCheckExistence} of server.c words it. */
    private String unknown(int first, int end) {
        final StringBuilder arguments = new StringBuilder();
        for (int word = first + 1; word < end && arguments.length() < MAX_SHOWN; word++) {
            arguments.append('\'').append(shown(word, MAX_SHOWN - arguments.length())).append("' ");
        }
        return "ERR unknown command '" + shown(first, MAX_SHOWN) + "', with args beginning with: " + arguments;
    }

    private String shown(int word, int most) {
        return new String(requests.bytes(), requests.offset(word), Math.min(most, requests.length(word)),
            StandardCharsets.ISO_8859_1);
    }

    private void integer(int result) {
        if (result == SimulatedDatabase.WRONG_TYPE) {
            error(WRONG_TYPE);
        } else {
            reply(':', result);
        }
    }

    private void error(String text) {
        final String line = text.replace('\r', ' ').replace('\n', ' ');
        reply(("-" + line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    private void reply(char type, int value) {
        if (value > 9) {
            reply(ascii(type + Integer.toString(value) + "\r\n"));
            return;
        }
        ensureRoom(2);
        replies[written++] = (byte) type;
        replies[written++] = (byte) ('0' + value);
        endOfLine();
    }

    private void endOfLine() {
        ensureRoom(2);
        replies[written++] = '\r';
        replies[written++] = '\n';
    }

    private void reply(byte[] bytes) {
        ensureRoom(bytes.length);
        System.arraycopy(bytes, 0, replies, written, bytes.length);
        written += bytes.length;
    }

    private void ensureRoom(int length) {
        if (written + length > replies.length) {
            replies = Arrays.copyOf(replies, Math.max(2 * replies.length, written + length));
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
