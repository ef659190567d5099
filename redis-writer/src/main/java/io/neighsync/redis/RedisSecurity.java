package io.neighsync.redis;

import java.util.Objects;

/**
 * Who we are to Redis, and how we know it: part of the section {@code redis} of the configuration; defaults, units and
 * ranges are in {@code reference.conf}. Immutable; {@link #toString} never shows the password.
 *
 * @param username       {@code redis.username}: ACL user, empty = default user or the address's.
 * @param password       {@code redis.password}: empty = none or the address's.
 * @param tlsCa          {@code redis.tls_ca}: PEM file of trusted certificates, empty = the JDK's.
 * @param tlsCertificate {@code redis.tls_certificate}: PEM file of the client's chain, empty = none.
 * @param tlsKey         {@code redis.tls_key}: PEM file of the client's PKCS #8 key, empty = none.
 */
public record RedisSecurity(String username, String password, String tlsCa, String tlsCertificate, String tlsKey) {
    /**
     * Checks the components.
     *
     * @throws IllegalArgumentException naming the keys, their values and what is allowed.
     */
    public RedisSecurity {
        Objects.requireNonNull(username, "username");
        Objects.requireNonNull(password, "password");
        Objects.requireNonNull(tlsCa, "tlsCa");
        if (tlsCertificate.isEmpty() != tlsKey.isEmpty()) {
            throw new IllegalArgumentException("redis.tls_certificate is '" + tlsCertificate
                + "' and redis.tls_key is '" + tlsKey + "'; allowed: both or neither");
        }
    }

    @Override
    public String toString() {
        return "RedisSecurity[username=" + username + ", password=" + (password.isEmpty() ? "" : "***")
            + ", tlsCa=" + tlsCa + ", tlsCertificate=" + tlsCertificate + ", tlsKey=" + tlsKey + "]";
    }
}
