package io.neighsync.engine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A log of latencies in words, in JSON, as a distribution and as a picture; and what is no log. */
class NeighctlReportCommandTest {
    /** 2026-11-23T03:12:07Z in milliseconds since 1970. */
    private static final long START = 1_795_403_527_000L;
    private static final long SECOND = 1_000;

    @TempDir
    private Path dir;
    private Path file;

    @BeforeEach
    void write() throws FileNotFoundException {
        file = dir.resolve("run.hlog");
        HistogramLogWriter writer = new HistogramLogWriter(file.toFile());
        writer.outputLogFormatVersion();
        writer.outputStartTime(START);
        writer.outputBaseTime(START);
        writer.setBaseTime(START);
        writer.outputLegend();
        writer.outputIntervalHistogram(interval("e2e", 0, 1_000, 2_000));
        writer.outputIntervalHistogram(interval("parse", 0, 100));
        writer.outputIntervalHistogram(interval("e2e", 1, 50_000, 4_000_000));
        writer.close();
    }

    private static Histogram interval(String tag, int second, long... nanos) {
        Histogram histogram = new Histogram(1, 10_000_000_000L, 2);
        for (long value : nanos) {
            histogram.recordValue(value);
        }
        histogram.setTag(tag);
        histogram.setStartTimeStamp(START + second * SECOND);
        histogram.setEndTimeStamp(START + (second + 1) * SECOND);
        return histogram;
    }

    private Invocation report(String... more) {
        String[] arguments = new String[3 + more.length];
        arguments[0] = "report";
        arguments[1] = "--hlog";
        arguments[2] = file.toString();
        System.arraycopy(more, 0, arguments, 3, more.length);
        return Invocation.neighctl(arguments);
    }

    @Test
    void shouldAddUpTheIntervalsOfEachTag() {
        Invocation report = report();
        assertThat(report.exitCode()).isZero();
        assertThat(report.err()).isEmpty();
        assertThat(report.out()).containsExactly(
                "latencies in us from 2026-11-23T03:12:07.000000Z on, 2.0 s",
                "e2e count=4 p50=2.0 p90=4014.1 p99=4014.1 p99.9=4014.1 max=4014.1",
                "parse count=1 p50=0.1 p90=0.1 p99=0.1 p99.9=0.1 max=0.1");
    }

    @Test
    void shouldPrintAnObjectForEachTagInJson() {
        assertThat(report("--json").out()).containsExactly(
                "{\"tag\":\"e2e\",\"count\":4,\"p50_ns\":2007,\"p90_ns\":4014079,\"p99_ns\":4014079,"
                        + "\"p99.9_ns\":4014079,\"max_ns\":4014079}",
                "{\"tag\":\"parse\",\"count\":1,\"p50_ns\":100,\"p90_ns\":100,\"p99_ns\":100,\"p99.9_ns\":100,"
                        + "\"max_ns\":100}");
    }

    @Test
    void shouldLeaveOutWhatWasBefore() {
        assertThat(report("--since", "2026-11-23T03:12:08.5Z").out()).hasSize(2)
                .anyMatch(line -> line.startsWith("e2e count=2 p50=50.2"));
        Invocation later = report("--since", "2026-11-23T03:12:10Z");
        assertThat(later.exitCode()).isEqualTo(1);
        assertThat(later.err()).singleElement().asString().contains("run.hlog has no latencies since 2026-11-23");
        Invocation sequence = report("--since", "seq:7");
        assertThat(sequence.exitCode()).isEqualTo(64);
        assertThat(sequence.err().getFirst()).contains("seq:7", "-10m");
    }

    @Test
    void shouldWriteTheDistributionOfOneMeasurementAsHdrHistogramDoes() throws IOException {
        Path hgrm = dir.resolve("run.hgrm");
        assertThat(report("--hgrm", hgrm.toString()).exitCode()).isZero();
        assertThat(Files.readString(hgrm)).contains("Value     Percentile TotalCount 1/(1-Percentile)")
                .contains("Total count    =            4");
        assertThat(report("--hgrm", hgrm.toString(), "--tag", "parse").exitCode()).isZero();
        assertThat(Files.readString(hgrm)).contains("Total count    =            1");
        Invocation wrong = report("--hgrm", hgrm.toString(), "--tag", "prase");
        assertThat(wrong.exitCode()).isEqualTo(1);
        assertThat(wrong.err()).singleElement().asString().contains("prase", "e2e, parse");
    }

    @Test
    void shouldDrawACurveForEachMeasurement() throws Exception {
        Path plot = dir.resolve("run.svg");
        assertThat(report("--plot", plot.toString()).exitCode()).isZero();
        String svg = Files.readString(plot);
        assertThat(DocumentBuilderFactory.newInstance().newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)))
                .getElementsByTagName("polyline").getLength()).isEqualTo(2);
        assertThat(svg).contains(">e2e</text>", ">parse</text>", ">90 %</text>", ">1 us</text>", ">10 ms</text>");
    }

    @Test
    void shouldLeaveOutALineThatWasCutOffAndSaySo() throws IOException {
        String content = Files.readString(file);
        Files.writeString(file, content.substring(0, content.length() - 20));
        Invocation report = report();
        assertThat(report.exitCode()).isZero();
        assertThat(report.out().get(1)).startsWith("e2e count=2 ");
        assertThat(report.err()).containsExactly("neighctl: " + file + ": 1 lines are damaged and left out");
    }

    @Test
    void shouldKeepWhatIsBeforeALineWhereverThatWasCutOff() throws IOException {
        String content = Files.readString(file);
        int last = content.lastIndexOf("Tag=");
        for (int end = last; end < content.length() - 1; end++) {
            Files.writeString(file, content.substring(0, end));
            HistogramLog log = HistogramLog.read(file, Long.MIN_VALUE);
            assertThat(log.totals()).as("cut at %d", end).containsOnlyKeys("e2e", "parse");
            assertThat(log.damagedLines()).as("cut at %d", end).isLessThanOrEqualTo(1);
            // what is missing at last is a checksum
            boolean whole = end > last && log.damagedLines() == 0;
            assertThat(log.totals().get("e2e").getTotalCount()).as("cut at %d", end).isEqualTo(whole ? 4 : 2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "not a log\n", "#[Another comment]\n1,2,3,4\n", "\u0000\u0001\u0002"})
    void shouldSayThatAFileIsNoLog(String content) throws IOException {
        Files.writeString(file, content);
        Invocation report = report();
        assertThat(report.exitCode()).isEqualTo(1);
        assertThat(report.out()).isEmpty();
        assertThat(report.err()).containsExactly(
                "neighctl: " + file + " is no histogram log: name the file of performance.latency_log");
    }

    @Test
    void shouldSayThatALogIsEmpty() throws IOException {
        Files.writeString(file, Files.readString(file).lines().limit(4).reduce("", (a, b) -> a + b + "\n"));
        Invocation report = report();
        assertThat(report.exitCode()).isEqualTo(1);
        assertThat(report.err()).containsExactly("neighctl: " + file + " has no latencies: is there an event?");
    }

    @Test
    void shouldNameAFileThatCannotBeReadOrWritten() {
        for (Path wrong : List.of(dir, dir.resolve("nowhere"))) {
            Invocation report = Invocation.neighctl("report", "--hlog", wrong.toString());
            assertThat(report.exitCode()).isEqualTo(1);
            assertThat(report.err()).containsExactly(
                    "neighctl: " + wrong + " cannot be read: name the file of performance.latency_log");
        }
        Path nowhere = dir.resolve("nowhere").resolve("run.svg");
        Invocation unwritten = report("--plot", nowhere.toString());
        assertThat(unwritten.exitCode()).isEqualTo(1);
        assertThat(unwritten.err()).singleElement().asString()
                .startsWith("neighctl: " + nowhere + " cannot be written: ");
    }

    @Test
    void shouldAskForTheLog() {
        Invocation report = Invocation.neighctl("report");
        assertThat(report.exitCode()).isEqualTo(64);
        assertThat(report.err().getFirst()).contains("--hlog");
    }
}
