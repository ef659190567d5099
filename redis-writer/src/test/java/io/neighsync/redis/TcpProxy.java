package io.neighsync.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A network between a client and a TCP server: holds bytes back, cuts replies into single bytes, puts other bytes among
 * them. It goes on delivering what the client sent after the client has closed, as a network does.
 */
public final class TcpProxy implements AutoCloseable {
    private static final int SMALL_WINDOW = 4 * 1024;

    private final ServerSocket listener;
    private final int target;
    private final List<Socket> sockets = new ArrayList<>();
    private final Set<Socket> held = new HashSet<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition released = lock.newCondition();
    private boolean singleBytes;
    private Socket lastClient;

    public TcpProxy(RedisAddress server) {
        target = server.port();
        try {
            listener = new ServerSocket();
            listener.setReceiveBufferSize(SMALL_WINDOW);
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon(this::accept);
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** Holds back what the clients that are connected now send from now on. */
    public void holdRequests() {
        hold(true);
    }

    /** Delivers what was held back. */
    public void releaseRequests() {
        hold(false);
    }

    private void hold(boolean hold) {
        lock.lock();
        try {
            held.clear();
            if (hold) {
                held.addAll(sockets);
            }
            released.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void cutRepliesIntoSingleBytes() {
        lock.lock();
        try {
            singleBytes = true;
        } finally {
            lock.unlock();
        }
    }

    /** Sends bytes to the client that connected last, as if from the server. */
    void inject(byte[] bytes) {
        lock.lock();
        try {
            lastClient.getOutputStream().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            listener.close();
            for (final Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            lock.unlock();
        }
        releaseRequests();
    }

    private void accept() {
        try {
            while (!listener.isClosed()) {
                final Socket client = listener.accept();
                final Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                lock.lock();
                try {
                    sockets.add(client);
                    sockets.add(server);
                    lastClient = client;
                } finally {
                    lock.unlock();
                }
                daemon(() -> pumpRequests(client, server));
                daemon(() -> pumpReplies(server, client));
            }
        } catch (IOException e) {
            closeQuietly(listener);
        }
    }

    private void pumpRequests(Socket client, Socket server) {
        try (server) {
            final byte[] bytes = new byte[64 * 1024];
            final InputStream from = client.getInputStream();
            while (true) {
                awaitRelease(client);
                final int length = from.read(bytes);
                if (length < 0) {
                    return;
                }
                awaitRelease(client);
                server.getOutputStream().write(bytes, 0, length);
            }
        } catch (IOException | InterruptedException e) {
            closeQuietly(client);
        }
    }

    private void pumpReplies(Socket server, Socket client) {
        try (client) {
            final byte[] bytes = new byte[64 * 1024];
            final InputStream from = server.getInputStream();
            final OutputStream to = client.getOutputStream();
            for (int length = from.read(bytes); length >= 0; length = from.read(bytes)) {
                if (!cutting()) {
                    to.write(bytes, 0, length);
                    continue;
                }
                for (int i = 0; i < length; i++) {
                    to.write(bytes, i, 1);
                }
            }
        } catch (IOException e) {
            closeQuietly(server);
        }
    }

    private boolean cutting() {
        lock.lock();
        try {
            return singleBytes;
        } finally {
            lock.unlock();
        }
    }

    private void awaitRelease(Socket client) throws InterruptedException {
        lock.lock();
        try {
            while (held.contains(client)) {
                released.await();
            }
        } finally {
            lock.unlock();
        }
    }

    private static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void daemon(Runnable work) {
        Thread.ofPlatform().daemon().name("tcp-proxy").start(work);
    }
}
