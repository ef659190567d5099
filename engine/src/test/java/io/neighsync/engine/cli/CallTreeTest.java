package io.neighsync.engine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Samples merged, counted, and drawn. */
class CallTreeTest {
    private final CallTree tree = new CallTree();

    @BeforeEach
    void add() {
        tree.add(List.of("neigh-rx", "io.neighsync.A.run", "io.neighsync.B.<init>"));
        tree.add(List.of("neigh-rx", "io.neighsync.A.run", "io.neighsync.B.<init>"));
        tree.add(List.of("neigh-rx", "io.neighsync.A.run"));
        tree.add(List.of("main", "java.lang.Thread.run"));
    }

    @Test
    void shouldMergeWhatWasCalledFromTheSamePlace() {
        assertThat(tree.samples()).isEqualTo(4);
        assertThat(tree.depth()).isEqualTo(3);
        assertThat(tree.callees()).containsOnlyKeys("neigh-rx", "main");
        CallTree run = tree.callees().get("neigh-rx").callees().get("io.neighsync.A.run");
        assertThat(run.samples()).isEqualTo(3);
        assertThat(run.callees().get("io.neighsync.B.<init>").samples()).isEqualTo(2);
    }

    @Test
    void shouldCountAMethodOnlyWhereItIsWhatRan() {
        Map<String, Long> own = new TreeMap<>();
        tree.callees().get("neigh-rx").addOwnSamples(own);
        assertThat(own).isEqualTo(Map.of("io.neighsync.A.run", 1L, "io.neighsync.B.<init>", 2L));
    }

    @Test
    void shouldDrawEachCallAsWideAsItsShare() throws Exception {
        String svg = FlameGraph.of(tree, "a <title>");
        assertThat(DocumentBuilderFactory.newInstance().newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)))
                .getElementsByTagName("rect").getLength()).as("background, all, and five calls").isEqualTo(7);
        assertThat(svg).contains("a &lt;title&gt;", "<title>all: 4 samples, 100.0 %</title>",
                "<title>io.neighsync.B.&lt;init&gt;: 2 samples, 50.0 %</title>"
                        + "<rect x=\"305.0\" y=\"81.0\" width=\"590.0\"",
                ">B.&lt;init&gt;</text>");
    }

    @Test
    void shouldLeaveOutWhatIsTooNarrowToBeSeen() {
        for (int i = 0; i < 100_000; i++) {
            tree.add(List.of("main", "java.lang.Thread.run"));
        }
        assertThat(FlameGraph.of(tree, "")).doesNotContain("neigh-rx").contains("main");
    }
}
