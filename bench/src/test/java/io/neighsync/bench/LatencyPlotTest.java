package io.neighsync.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** The picture, as a reader of XML sees it. */
class LatencyPlotTest {
    @Test
    void shouldDrawHigherWhatTakesLonger() throws Exception {
        Latencies slow = new Latencies();
        Latencies fast = new Latencies();
        for (int i = 1; i <= 1_000; i++) {
            fast.record(20_000);
            slow.record(i == 1_000 ? 2_000_000 : 200_000);
        }
        assertThat(lastPoint(fast, slow, "fast")[1]).isGreaterThan(lastPoint(fast, slow, "slow")[1]);
        // p50 of one, the longest of the other: 20 us to 2 ms are drawn from 10 us to 10 ms
        assertThat(lastPoint(fast, slow, "slow")[1]).isBetween(120.0, 130.0);
        assertThat(lastPoint(fast, slow, "fast")[1]).isBetween(333.0, 343.0);
    }

    @Test
    void shouldGiveEachNineItsLine() throws Exception {
        Latencies latencies = new Latencies();
        for (int i = 0; i < 1_000; i++) {
            latencies.record(50_000);
        }
        String svg = new LatencyPlot("Title", Map.of("one", latencies)).toSvg();
        assertThat(svg).contains(">Title<", ">0%<", ">90%<", ">99%<", ">99.9%<", ">10 us<", ">100 us<")
            .doesNotContain(">99.99%<");
        assertThat(LatencyPlot.percentile(4)).isEqualTo("99.99%");
    }

    private static double[] lastPoint(Latencies fast, Latencies slow, String curve) throws Exception {
        Latencies first = curve.equals("fast") ? fast : slow;
        Latencies second = curve.equals("fast") ? slow : fast;
        Map<String, Latencies> curves = new LinkedHashMap<>();
        curves.put("first", first);
        curves.put("second", second);
        Document svg = DocumentBuilderFactory.newInstance().newDocumentBuilder()
            .parse(new InputSource(new StringReader(new LatencyPlot("Title", curves).toSvg())));
        NodeList lines = svg.getElementsByTagName("polyline");
        assertThat(lines.getLength()).isEqualTo(2);
        String[] points = lines.item(0).getAttributes().getNamedItem("points").getNodeValue().split(" ", -1);
        String[] last = points[points.length - 1].split(",", -1);
        return new double[] {Double.parseDouble(last[0]), Double.parseDouble(last[1])};
    }
}
