package io.neighsync.redis;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where Redis listens. Immutable; {@link #toString} never shows the password.
 *
 * @param kind     which transport.
 * @param host     host name or IP address without brackets; the path of a unix socket.
 * @param port     1..65535; 0 for a unix socket.
 * @param username ACL user, empty for none.
 * @param password empty for none.
 */
public record RedisAddress(Kind kind, String host, int port, String username, String password) {
    /**
     * The transports.
     */
    public enum Kind {
        /** A unix domain socket. */
        UNIX,
        /** Plain TCP. */
        TCP,
        /** TLS over TCP. */
        TLS
    }

    private static final String REMEDY =
        "; give unix:/path, host:port, [v6]:port, redis://[user[:password]@]host:port or rediss://... for TLS";
    private static final Pattern HOST_PORT =
        Pattern.compile("(?:\\[([0-9A-Fa-f:.%\\w]+)]|([^\\[\\]:/@\\s]+)):(\\d{1,5})");
    private static final int MAX_SUN_PATH = 107;
    private static final int DEFAULT_PORT = 6379;

    /**
     * Checks the components.
     *
     * @throws IllegalArgumentException naming the one that is out of range.
     */
    public RedisAddress {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(username, "username");
        Objects.requireNonNull(password, "password");
        if (kind == Kind.UNIX) {
            if (!host.startsWith("/") || host.getBytes(StandardCharsets.UTF_8).length > MAX_SUN_PATH) {
                throw new IllegalArgumentException("Redis address 'unix:" + host
                    + "' is not an absolute path of at most 107 bytes (unix(7))" + REMEDY);
            }
        } else if (host.isEmpty() || port < 1 || port > 65_535) {
            throw new IllegalArgumentException("Redis address '" + host + ":" + port
                + "' needs a host and a port 1..65535" + REMEDY);
        }
    }

    /**
     * Reads one of the forms {@code unix:/path}, {@code host:port}, {@code [v6]:port},
     * {@code redis://[user[:password]@]host[:port]} and {@code rediss://...}. A URI's user and password are
     * percent-decoded; its port is 6379 when it names none.
     *
     * @param value the text.
     * @return the address.
     * @throws IllegalArgumentException naming the value (without its password) and the forms.
     */
    public static RedisAddress parse(String value) {
        if (value.startsWith("unix:")) {
            return new RedisAddress(Kind.UNIX, value.substring("unix:".length()), 0, "", "");
        }
        if (value.startsWith("redis://")) {
            return parseUri(Kind.TCP, value);
        }
        if (value.startsWith("rediss://")) {
            return parseUri(Kind.TLS, value);
        }
        final Matcher matcher = HOST_PORT.matcher(value);
        if (!matcher.matches()) {
            throw notUnderstood(value);
        }
        final String host = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
        return new RedisAddress(Kind.TCP, host, Integer.parseInt(matcher.group(3)), "", "");
    }

    /**
     * The address of a unix socket.
     *
     * @param path absolute.
     * @return the address.
     */
    public static RedisAddress unix(String path) {
        return new RedisAddress(Kind.UNIX, path, 0, "", "");
    }

    @Override
    public String toString() {
        final String user = username.isEmpty() ? "" : username + "@";
        final String shown = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return switch (kind) {
            case UNIX -> "unix:" + host;
            case TCP -> user.isEmpty() ? shown + ":" + port : "redis://" + user + shown + ":" + port;
            case TLS -> "rediss://" + user + shown + ":" + port;
        };
    }

    private static RedisAddress parseUri(Kind kind, String value) {
        final URI uri;
        try {
            uri = new URI(value);
        } catch (URISyntaxException e) {
            throw notUnderstood(value);
        }
        final String path = uri.getPath();
        if (uri.getHost() == null || uri.getQuery() != null || (path != null && path.length() > 1)) {
            throw notUnderstood(value);
        }
        final String info = uri.getRawUserInfo() == null ? "" : uri.getRawUserInfo();
        final int colon = info.indexOf(':');
        final String username = colon < 0 ? info : info.substring(0, colon);
        final String password = colon < 0 ? "" : info.substring(colon + 1);
        final String host = uri.getHost().replaceAll("[\\[\\]]", "");
        return new RedisAddress(kind, host, uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(),
            decode(username), decode(password));
    }

    private static IllegalArgumentException notUnderstood(String value) {
        return new IllegalArgumentException("Redis address '" + masked(value) + "' is not understood" + REMEDY);
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** Everything between the scheme and the last @ may be secret. */
    private static String masked(String value) {
        final int at = value.lastIndexOf('@');
        final int scheme = value.indexOf("://");
        return at < 0 ? value : value.substring(0, scheme < 0 ? 0 : scheme + 3) + "***" + value.substring(at);
    }
}
