package io.neighsync.engine.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code scripts/neighsyncd} with an AOT cache that is trained with {@code --version}: it never outlives what it was
 * made of, and nothing about it reaches standard output.
 */
@Timeout(180)
class AotCacheSystemTest {
    private static final String FIRST = "first build";
    private static final String SECOND = "other build";
    /** Trains the cache as the build does, but quickly; without rehearsal.sh the build can make no other. */
    private static final String TRAIN = """
            . "$ROOT/scripts/lib.sh"
            train() {
              "$JAVA" @"$OPTIONS_DIR/jvm.options" @"$OPTIONS_DIR/daemon.options" "-XX:AOTCacheOutput=$AOT_OUTPUT" \\
                -cp "$CLASS_PATH" "$MAIN_CLASS" --version
            }
            find_jdk && make_aot_cache train && find_aot_cache && echo "${AOT_OPTION[0]}"
            """;
    private static final String OPTION = "-XX:AOTCache=";

    @TempDir
    private Path folder;

    private BuiltTree tree;
    private Path jar;
    private Path cache;

    @BeforeEach
    void buildAndTrain() throws IOException {
        tree = BuiltTree.in(folder, List.of("lib.sh", "aot.sh", "neighsyncd", "jvm.options", "daemon.options"));
        jar = tree.target().resolve("neighsyncd.jar");
        new RebuiltJar(jar).rebuild(FIRST);
        String option = tree.run(Map.of(), "bash", "-c", TRAIN);
        assertThat(option).startsWith(OPTION);
        cache = Path.of(option.substring(OPTION.length()));
        assertThat(version()).isEqualTo(FIRST);
        assertThat(isUsed()).as("the trained cache is used").isTrue();
    }

    @Test
    void shouldRunTheNewCodeWhenOneClassIsRebuilt() throws IOException {
        new RebuiltJar(jar).rebuild(SECOND);

        assertThat(version()).isEqualTo(SECOND);
    }

    @Test
    void shouldRunTheNewCodeWhenTheJarHasItsOldSizeAndTime() throws IOException {
        long size = Files.size(jar);
        FileTime time = Files.getLastModifiedTime(jar);
        new RebuiltJar(jar).rebuild(SECOND);
        Files.setLastModifiedTime(jar, time);
        assertThat(Files.size(jar)).isEqualTo(size);
        System.out.println("a JVM that is given the old cache says: " + tree.run(Map.of(),
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + tree.resolve("scripts/jvm.options"), "@" + tree.resolve("scripts/daemon.options"), OPTION + cache,
                "-cp", jar + ":" + tree.target().resolve("lib/*"), "io.neighsync.engine.cli.NeighsyncdCommand",
                "--version"));

        assertThat(version()).isEqualTo(SECOND);
    }

    @Test
    void shouldUseTheCacheAfterABuildThatChangedNothing() throws IOException {
        FileTime trained = Files.getLastModifiedTime(jar);
        byte[] bytes = Files.readAllBytes(jar);
        Files.delete(jar);
        Files.write(jar, bytes);
        Files.setLastModifiedTime(jar, FileTime.from(Instant.now().plusSeconds(1)));

        assertThat(version()).isEqualTo(FIRST);
        assertThat(Files.getLastModifiedTime(jar)).as("what some JVMs compare").isEqualTo(trained);
        assertThat(isUsed()).isTrue();
    }

    @Test
    void shouldNotUseTheCacheWithOtherOptions() throws IOException {
        Path options = tree.resolve("scripts/daemon.options");
        Files.writeString(options, Files.readString(options) + "-Xmn8m\n");

        assertThat(version()).isEqualTo(FIRST);
        assertThat(isUsed()).isFalse();
    }

    @Test
    void shouldWriteNothingToStandardOutputWhenTheCacheIsDamagedOrGone() throws IOException {
        byte[] whole = Files.readAllBytes(cache);
        Files.write(cache, Arrays.copyOf(whole, whole.length / 2));
        assertThat(version()).isEqualTo(FIRST);
        Files.writeString(cache, "no cache");
        assertThat(version()).isEqualTo(FIRST);
        Files.delete(cache);
        assertThat(version()).isEqualTo(FIRST);
    }

    /** What {@code --version} prints: all that is on standard output. */
    private String version() {
        return tree.run(Map.of(), launcher().toString(), "--version");
    }

    private boolean isUsed() throws IOException {
        return tree.takesFromCache(launcher());
    }

    private Path launcher() {
        return tree.resolve("scripts/neighsyncd");
    }
}
