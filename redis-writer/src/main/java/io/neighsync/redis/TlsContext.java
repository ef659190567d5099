package io.neighsync.redis;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * Turns the PEM files of the configuration into TLS engines that verify the server's certificate and its host name.
 */
final class TlsContext {
    private static final Pattern KEY =
        Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final String[] KEY_ALGORITHMS = {"RSA", "EC", "EdDSA"};

    private TlsContext() {
    }

    /**
     * An engine for one connection; the files are read anew, so that replaced ones are used.
     *
     * @throws IOException              when a file cannot be read.
     * @throws GeneralSecurityException when a file does not hold what it should.
     */
    static SSLEngine newEngine(RedisSecurity security, String host, int port)
        throws IOException, GeneralSecurityException {
        final SSLContext context = SSLContext.getInstance("TLS");
        context.init(keyManagers(security), trustManagers(security.tlsCa()), null);
        final SSLEngine engine = context.createSSLEngine(host, port);
        engine.setUseClientMode(true);
        final SSLParameters parameters = engine.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        engine.setSSLParameters(parameters);
        return engine;
    }

    private static TrustManager[] trustManagers(String ca) throws IOException, GeneralSecurityException {
        if (ca.isEmpty()) {
            return null;
        }
        final KeyStore store = emptyStore();
        int index = 0;
        for (final Certificate certificate : certificates(ca, "redis.tls_ca")) {
            store.setCertificateEntry("ca" + index++, certificate);
        }
        final TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static KeyManager[] keyManagers(RedisSecurity security) throws IOException, GeneralSecurityException {
        if (security.tlsKey().isEmpty()) {
            return null;
        }
        final KeyStore store = emptyStore();
        final Certificate[] chain =
            certificates(security.tlsCertificate(), "redis.tls_certificate").toArray(new Certificate[0]);
        store.setKeyEntry("client", privateKey(security.tlsKey()), new char[0], chain);
        final KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, new char[0]);
        return factory.getKeyManagers();
    }

    private static Collection<? extends Certificate> certificates(String file, String key)
        throws IOException, GeneralSecurityException {
        final byte[] pem = Files.readAllBytes(Path.of(file));
        final Collection<? extends Certificate> found =
            CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem));
        if (found.isEmpty()) {
            throw new GeneralSecurityException(key + " '" + file + "' holds no certificate; give a PEM file");
        }
        return found;
    }

    private static PrivateKey privateKey(String file) throws IOException, GeneralSecurityException {
        final Matcher matcher = KEY.matcher(Files.readString(Path.of(file), StandardCharsets.US_ASCII));
        final byte[] der = Base64.getMimeDecoder().decode(matcher.find() ? matcher.group(1) : "");
        InvalidKeySpecException mismatch = null;
        for (final String algorithm : KEY_ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
            } catch (InvalidKeySpecException e) {
                mismatch = e;
            }
        }
        throw new GeneralSecurityException("redis.tls_key '" + file
            + "' holds no RSA, EC or EdDSA key in PKCS #8; convert it with openssl pkcs8 -topk8 -nocrypt", mismatch);
    }

    private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
        final KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }
}
