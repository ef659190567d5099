package io.neighsync.redis;

import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.NoSuchFileException;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLException;

/**
 * Says in one sentence why Redis cannot be used, and what to do.
 */
final class Failure {
    private Failure() {
    }

    static RedisUnavailableException of(RedisAddress address, Throwable thrown) {
        if (thrown instanceof RedisUnavailableException unavailable) {
            return unavailable;
        }
        return new RedisUnavailableException(
            "Redis at " + address + " cannot be used: " + explain(root(thrown), address), thrown);
    }

    private static Throwable root(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null && !(root instanceof GeneralSecurityException)) {
            root = root.getCause();
        }
        return root;
    }

    private static String explain(Throwable root, RedisAddress address) {
        final String text = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
        return switch (root) {
            case SocketTimeoutException e -> text + "; see that redis-server runs and is reachable"
                + (address.kind() == RedisAddress.Kind.TLS ? " and speaks TLS there" : "");
            case UnknownHostException e -> "the host name is unknown; correct redis.address";
            case ConnectException e -> text + "; start redis-server or correct redis.address";
            case SSLException e -> tls(text);
            case NoSuchFileException e -> "file " + text + " does not exist; correct redis.tls_ca,"
                + " redis.tls_certificate and redis.tls_key";
            case GeneralSecurityException e -> tls(text);
            default -> explain(text);
        };
    }

    private static String tls(String text) {
        return "TLS failed (" + text + "); see that the server speaks TLS there and that redis.tls_ca,"
            + " redis.tls_certificate and redis.tls_key fit it and its host name";
    }

    private static String explain(String text) {
        final int space = text.indexOf(' ');
        return switch (space < 0 ? text : text.substring(0, space)) {
            case "WRONGPASS" -> "it refused the user or password; correct redis.username and redis.password";
            case "NOAUTH" -> "it asks for a password; set redis.password";
            case "NOPERM" -> text + "; allow it with ACL SETUSER";
            case "LOADING" -> "it is still loading its data; wait";
            case "OOM" -> "its memory is used up; raise its maxmemory";
            case "READONLY" -> "it is a read-only replica; give the address of its master";
            case "MISCONF" -> text;
            case "WRONGTYPE" -> text + "; delete the key of that name that is in the way";
            case "No" -> text + "; start redis-server or correct redis.address";
            default -> text.startsWith("ERR DB index")
                ? "it has no database of that index; raise its 'databases' or correct redis.database"
                : text + "; see redis.address and the server's log";
        };
    }
}
