package io.neighsync.engine.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import javax.tools.ToolProvider;
import org.agrona.IoUtil;

/**
 * The daemon's jar with another class for the version, written where it was. Nothing in it is compressed, so two builds
 * whose texts are equally long are equally large.
 */
final class RebuiltJar {
    private static final String ENTRY = "io/neighsync/engine/cli/Version.class";

    private final Path jar;

    RebuiltJar(Path jar) {
        this.jar = jar;
    }

    /** Lets {@code --version} print this and nothing else. */
    void rebuild(String version) throws IOException {
        byte[] compiled = compile(version);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(jar));
                ZipOutputStream out = new ZipOutputStream(bytes)) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                store(out, entry.getName(), entry.getName().equals(ENTRY) ? compiled : in.readAllBytes());
            }
        }
        Files.write(jar, bytes.toByteArray());
    }

    private static void store(ZipOutputStream out, String name, byte[] content) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        CRC32 crc = new CRC32();
        crc.update(content);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(crc.getValue());
        out.putNextEntry(entry);
        out.write(content);
    }

    private static byte[] compile(String version) throws IOException {
        Path folder = Files.createTempDirectory("rebuilt");
        Path source = Files.writeString(folder.resolve("Version.java"), """
                package io.neighsync.engine.cli;
                final class Version {
                    static String of(String program) {
                        return "%s";
                    }
                }
                """.formatted(version));
        int result = ToolProvider.getSystemJavaCompiler().run(
                null, null, null, "-d", folder.toString(), source.toString());
        assertThat(result).as("javac").isZero();
        try {
            return Files.readAllBytes(folder.resolve(ENTRY));
        } finally {
            IoUtil.delete(folder.toFile(), false);
        }
    }
}
