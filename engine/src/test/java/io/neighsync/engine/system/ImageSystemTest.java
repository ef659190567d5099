package io.neighsync.engine.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.netlink.TestNetns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The folder {@code scripts/image} makes, on a machine that has no JDK. */
@Timeout(180)
class ImageSystemTest {
    private static final Map<String, String> NO_JDK = Map.of("JAVA_HOME", "/nowhere");

    @TempDir
    private Path folder;

    @Test
    void shouldMirrorFromItsOwnRuntimeAndCacheWhereverItIsCopied() throws IOException {
        BuiltTree tree = BuiltTree.in(folder.resolve("tree"), List.of("lib.sh", "aot.sh", "rehearsal.sh", "image",
                "image-launcher", "jvm.options", "daemon.options"));
        try (TestNetns netns = TestHost.enter()) {
            netns.ip("neigh add 10.0.0.1 lladdr 02:00:00:00:00:01 dev Ethernet0 nud permanent");
            Path made = folder.resolve("made");
            String said = tree.run(Map.of(), tree.resolve("scripts/image").toString(), made.toString());
            System.out.println(said);
            Path copy = folder.resolve("copy");
            tree.run(Map.of(), "cp", "-a", made.toString(), copy.toString());
            tree.run(Map.of(), "rm", "-r", made.toString());
            Path launcher = copy.resolve("bin/neighsyncd");

            String out = tree.run(NO_JDK, launcher.toString(), "--redis", "embedded", "--journal",
                    folder.resolve("journal").toString(), "--once");
            assertThat(out).contains("verified rows=1 missing=0 wrong=0 extra=0");
            assertThat(tree.takesFromCache(launcher)).isTrue();
            assertThat(Files.exists(copy.resolve("jvm/bin/javac"))).isFalse();
        }
    }
}
