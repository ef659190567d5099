package io.neighsync.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A certificate authority, a server ({@code localhost}, {@code 127.0.0.1}) and a client, as PEM files that the JDK's
 * keytool made once for this JVM; removed when it exits.
 *
 * @param ca                the authority.
 * @param otherCa           an authority that signed nobody.
 * @param serverCertificate signed by the authority.
 * @param serverKey         its key.
 * @param clientCertificate signed by the authority.
 * @param clientKey         its key.
 */
public record TestCertificates(
    Path ca, Path otherCa, Path serverCertificate, Path serverKey, Path clientCertificate, Path clientKey) {

    private static final String PASSWORD = "changeit";
    private static TestCertificates shared;

    /**
     * The files.
     *
     * @return the same ones at each call.
     */
    public static synchronized TestCertificates get() {
        if (shared == null) {
            try {
                shared = make(Files.createTempDirectory("test-certificates"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (GeneralSecurityException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        return shared;
    }

    private static TestCertificates make(Path directory)
        throws IOException, GeneralSecurityException, InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(directory)));
        final Path file = directory.resolve("store.p12");
        generate(file, "ca", "-ext", "bc:c");
        generate(file, "other", "-ext", "bc:c");
        generate(file, "server", "-signer", "ca", "-ext", "san=dns:localhost,ip:127.0.0.1");
        generate(file, "client", "-signer", "ca");
        final KeyStore store = KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
        return new TestCertificates(
            certificate(store, "ca", directory), certificate(store, "other", directory),
            certificate(store, "server", directory), key(store, "server", directory),
            certificate(store, "client", directory), key(store, "client", directory));
    }

    private static void generate(Path store, String name, String... more) throws IOException, InterruptedException {
        final List<String> command = new ArrayList<>(List.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair", "-alias", name,
            "-dname", "CN=" + name, "-keyalg", "EC", "-groupname", "secp256r1", "-validity", "2",
            "-keystore", store.toString(), "-storepass", PASSWORD));
        command.addAll(List.of(more));
        final Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        final String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (keytool.waitFor() != 0) {
            throw new IllegalStateException(output);
        }
    }

    private static Path certificate(KeyStore store, String name, Path directory)
        throws IOException, GeneralSecurityException {
        return pem("CERTIFICATE", store.getCertificate(name).getEncoded(), directory.resolve(name + ".crt"));
    }

    private static Path key(KeyStore store, String name, Path directory) throws IOException, GeneralSecurityException {
        final byte[] key = store.getKey(name, PASSWORD.toCharArray()).getEncoded();
        return pem("PRIVATE KEY", key, directory.resolve(name + ".key"));
    }

    private static Path pem(String type, byte[] der, Path file) throws IOException {
        final String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return Files.writeString(file, "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n");
    }

    private static void remove(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (final Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
