package io.neighsync.redis;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisProtocol;
import redis.embedded.core.ExecutableProvider;

/**
 * A private redis-server for tests, in a temporary directory of its own: always on a unix socket, on request on TCP and
 * TLS too. The installed one, else the embedded one. Any one thread.
 */
public final class RedisServerProcess implements AutoCloseable {
    private static final long START_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final Set<Process> LIVE = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> LIVE.forEach(Process::destroyForcibly)));
    }

    private final Path directory;
    private final List<String> command;
    private final int tcpPort;
    private final int tlsPort;
    private Process process;

    private RedisServerProcess(Path directory, List<String> command, int tcpPort, int tlsPort) {
        this.directory = directory;
        this.command = command;
        this.tcpPort = tcpPort;
        this.tlsPort = tlsPort;
    }

    /**
     * Says what the server shall be like.
     */
    public static final class Builder {
        private final List<String> arguments = new ArrayList<>();
        private boolean tcp;
        private boolean tls;
        private String tlsClients = "no";

        private Builder() {
        }

        /** Listens on a free TCP port of the loopback address. */
        public Builder tcp() {
            tcp = true;
            return this;
        }

        /** Listens with TLS on a free port, with the certificates of {@link TestCertificates}. */
        public Builder tls() {
            tls = true;
            return this;
        }

        /** As {@link #tls}, and asks clients for a certificate. */
        public Builder tlsWithClientCertificates() {
            tlsClients = "yes";
            return tls();
        }

        /** An ACL user, with Redis' rules such as {@code +@all ~* &*}. */
        public Builder user(String name, String password, String... rules) {
            arguments("--user", name, "on", ">" + password);
            return arguments(rules);
        }

        /** More arguments of redis-server. */
        public Builder arguments(String... more) {
            arguments.addAll(Arrays.asList(more));
            return this;
        }

        /** Starts it and waits until it listens. */
        public RedisServerProcess start() {
            try {
                final Path directory = Files.createTempDirectory("redis-server-process");
                final int tcpPort = tcp ? freePort() : 0;
                final int tlsPort = tls ? freePort() : 0;
                final List<String> command = new ArrayList<>(List.of(executable(directory),
                    "--port", String.valueOf(tcpPort), "--bind", "127.0.0.1",
                    "--unixsocket", directory.resolve("redis.sock").toString(),
                    "--dir", directory.toString(), "--save", "", "--appendonly", "no"));
                if (tls) {
                    final TestCertificates certificates = TestCertificates.get();
                    command.addAll(List.of("--tls-port", String.valueOf(tlsPort), "--tls-auth-clients", tlsClients,
                        "--tls-cert-file", certificates.serverCertificate().toString(),
                        "--tls-key-file", certificates.serverKey().toString(),
                        "--tls-ca-cert-file", certificates.ca().toString()));
                }
                command.addAll(arguments);
                final RedisServerProcess server = new RedisServerProcess(directory, command, tcpPort, tlsPort);
                return server.started();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /**
     * A server to be described.
     *
     * @return a builder.
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * A server on a unix socket.
     *
     * @return it, running.
     */
    public static RedisServerProcess start() {
        return builder().start();
    }

    /**
     * Whether a redis-server is on the PATH.
     *
     * @return false if the embedded one stands in.
     */
    public static boolean isInstalled() {
        return onPath("redis-server") != null;
    }

    /** Its directory, removed by {@link #close}. */
    public Path directory() {
        return directory;
    }

    /** The unix socket. */
    public RedisAddress unixAddress() {
        return RedisAddress.unix(directory.resolve("redis.sock").toString());
    }

    /** The plain TCP port. */
    public RedisAddress tcpAddress() {
        return RedisAddress.parse("127.0.0.1:" + tcpPort);
    }

    /** The TLS port. */
    public RedisAddress tlsAddress() {
        return RedisAddress.parse("rediss://127.0.0.1:" + tlsPort);
    }

    /** A client of the default user over the unix socket. */
    public Jedis client() {
        return client(unixAddress());
    }

    /** A client of the default user over a unix socket. */
    public static Jedis client(RedisAddress unix) {
        return new Jedis(() -> {
            try {
                final SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(unix.host()));
                channel.configureBlocking(false);
                final TransportSocket socket = new TransportSocket(new ChannelTransport(channel));
                socket.setSoTimeout(60_000);
                return socket;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }, DefaultJedisClientConfig.builder().protocol(RedisProtocol.RESP2).build());
    }

    /** Id of the process. */
    public long pid() {
        return process.pid();
    }

    /** Kills it as {@code kill -9} does. */
    public void kill9() {
        process.destroyForcibly();
        awaitExit();
    }

    /** Ends it as SIGTERM does. */
    public void stop() {
        process.destroy();
        awaitExit();
    }

    /** Starts it again at the same addresses, with nothing but what its arguments make it load. */
    public void restart() {
        startWithoutWaiting();
        awaitListening();
    }

    /** Starts it again and does not wait until it listens. */
    public void startWithoutWaiting() {
        try {
            Files.deleteIfExists(directory.resolve("redis.sock"));
            process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("log").toFile()))
                .start();
            LIVE.add(process);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops it in its tracks, as SIGSTOP does. */
    public void pause() {
        signal("STOP");
    }

    /** Lets it go on, as SIGCONT does. */
    public void resume() {
        signal("CONT");
    }

    /** Kills it and removes its directory. */
    @Override
    public void close() {
        kill9();
        try (Stream<Path> files = Files.walk(directory)) {
            for (final Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private RedisServerProcess started() {
        boolean started = false;
        try {
            restart();
            started = true;
            return this;
        } finally {
            if (!started) {
                close();
            }
        }
    }

    private void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, String.valueOf(pid())).start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void awaitExit() {
        try {
            process.waitFor();
            LIVE.remove(process);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void awaitListening() {
        final long deadline = System.nanoTime() + START_TIMEOUT_NANOS;
        while (!answers()) {
            if (System.nanoTime() - deadline > 0 || !process.isAlive()) {
                throw new IllegalStateException("redis-server does not answer: " + log());
            }
            Thread.onSpinWait();
        }
    }

    private boolean answers() {
        final UnixDomainSocketAddress address = UnixDomainSocketAddress.of(directory.resolve("redis.sock"));
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(address);
            channel.write(ByteBuffer.wrap("PING\r\n".getBytes(StandardCharsets.US_ASCII)));
            return channel.read(ByteBuffer.allocate(64)) > 0;
        } catch (IOException e) {
            return false;
        }
    }

    private String log() {
        try {
            return Files.readString(directory.resolve("log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static String executable(Path directory) throws IOException {
        final String installed = onPath("redis-server");
        return installed != null
            ? installed
            : ExecutableProvider.newJarResourceProvider(directory.toFile()).get().getPath();
    }

    private static String onPath(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
            .map(folder -> Path.of(folder, program))
            .filter(Files::isExecutable)
            .map(Path::toString)
            .findFirst()
            .orElse(null);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            return socket.getLocalPort();
        }
    }
}
