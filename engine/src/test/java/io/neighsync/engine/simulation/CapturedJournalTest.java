package io.neighsync.engine.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.policy.VrfConfig;
import io.neighsync.engine.replay.JournalRecord;
import io.neighsync.engine.replay.JournalSegment;
import io.neighsync.engine.replay.RecordedSegment;
import io.neighsync.journal.CaptureMode;
import io.neighsync.journal.JournalConfig;
import io.neighsync.journal.JournalFolder;
import io.neighsync.journal.JournalKeeper;
import io.neighsync.journal.SegmentAppender;
import io.neighsync.journal.SegmentReader;
import io.neighsync.netlink.ffm.FileSpace;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A journal with {@code journal.capture = raw} holds all that the stages need to decide once more what they decided,
 * byte for byte: what was received is replayed through production stages.
 *
 * <p>To replay what happened in the field, copy the journal's folder and run
 *
 * <pre>
 *   mvn -pl engine -am test -Dtest=CapturedJournalTest -Dsurefire.failIfNoSpecifiedTests=false \
 *       -Dneighsync.journal=/path/to/journal -Dneighsync.vrf.exclude=mgmt
 * </pre>
 *
 * <p>with {@code neighsync.vrf.include} and {@code neighsync.vrf.exclude} as the daemon had them, separated by commas:
 * they are not in the journal. It prints how many events were replayed and how many decisions were the same, and fails
 * with the first that were not. Set a breakpoint in a stage to see why something was decided.
 */
class CapturedJournalTest {
    private static final String FOLDER = "neighsync.journal";
    private static final int SCRIPT_LENGTH = 3_000;
    private static final int FIELD_ROWS = 1 << 20;

    private static VrfConfig vrfs(Script script) {
        return new VrfConfig(script.profile().include(script.seed()), script.profile().exclude(script.seed()));
    }

    /**
     * A profile, how many worlds, and the least share of events that must be compared: after a restart and a failure,
     * those before the next generation are not.
     */
    @ParameterizedTest
    @CsvSource({
        "CHURN, 4, 100", "START, 3, 100", "LINKS, 6, 100", "VRFS, 6, 100", "OVERRUN, 4, 100", "TINY_BUFFER, 3, 100",
        "SOCKETS, 4, 100", "REDIS, 3, 100", "SETTINGS, 6, 80", "KILLS, 6, 40",
    })
    void shouldReachTheSameDecisionsFromWhatWasReceived(Profile profile, int worlds, int leastPercent) {
        long captured = 0;
        long events = 0;
        long equal = 0;
        for (long seed = 0; seed < worlds; seed++) {
            Script script = Script.of(seed, profile, SCRIPT_LENGTH);
            try (JournaledWorld world = captured(script);
                    CapturedJournal journal = new CapturedJournal(vrfs(script), profile.sizes().table())) {
                journal.replay(world.segments().whole());
                assertThat(journal.differences()).as("seed %d", seed).isEmpty();
                captured += journal.captured();
                events += journal.events();
                equal += journal.equal();
            }
        }
        System.out.printf("captured: %s: %d of %d events decide the same, %d decisions%n",
                profile, events, captured, equal);
        assertThat(100 * events / captured).isGreaterThanOrEqualTo(leastPercent);
        assertThat(equal).isGreaterThan(1_000);
    }

    private static JournaledWorld captured(Script script) {
        JournaledWorld world = new JournaledWorld(script, CaptureMode.RAW, new JournaledWorld.Observer() { });
        world.run(script);
        return world;
    }

    @Test
    void shouldSeeThatADaemonWithOtherSettingsDecidesOtherwise() {
        Script script = Script.of(1, Profile.VRFS, SCRIPT_LENGTH);
        try (JournaledWorld world = captured(script);
                CapturedJournal journal = new CapturedJournal(
                        new VrfConfig(List.of("Vrf-green"), List.of()), script.profile().sizes().table())) {
            assertThat(journal.replay(world.segments().whole()).differences()).isNotEmpty();
        }
    }

    /** Without a folder that is named it is one that the test writes. */
    @Test
    void shouldReachTheSameDecisionsFromAJournalInAFolder(@TempDir Path written) {
        Script script = Script.of(3, Profile.LINKS, SCRIPT_LENGTH);
        String named = System.getProperty(FOLDER);
        VrfConfig vrfs = named == null
                ? vrfs(script) : new VrfConfig(names("neighsync.vrf.include"), names("neighsync.vrf.exclude"));
        try (JournaledWorld world = captured(script); CapturedJournal journal = new CapturedJournal(vrfs, FIELD_ROWS)) {
            write(world.segments().all(), written);
            journal.replay(read(named == null ? written : Path.of(named)));
            System.out.printf("captured: %d events compared, %d decisions are the same%n",
                    journal.events(), journal.equal());
            assertThat(journal.differences()).isEmpty();
            assertThat(journal.events()).as("events with journal.capture = raw")
                    .isGreaterThan(named == null ? 1_000 : 0);
        }
    }

    private static List<String> names(String property) {
        return Arrays.stream(System.getProperty(property, "").split(",")).filter(name -> !name.isBlank()).toList();
    }

    private static List<JournalSegment> read(Path folder) {
        return JournalFolder.of(folder).segments().stream()
                .map(file -> new JournalSegment(file.number(), () -> SegmentReader.open(file))).toList();
    }

    private static void write(List<RecordedSegment> segments, Path folder) {
        JournalConfig config = new JournalConfig(
                folder.toString(), 64 << 20, Duration.ofDays(1), 1 << 20, CaptureMode.RAW);
        try (JournalKeeper keeper = new JournalKeeper(config, folder, FileSpace::reserve, 0).start(Duration.ZERO)) {
            for (RecordedSegment segment : segments) {
                SegmentAppender appender = Awaitility.await().until(keeper::take, taken -> taken != null);
                assertThat(appender.number()).isEqualTo(segment.number());
                for (JournalRecord record : segment.records()) {
                    assertThat(appender.append(record.type().code(), record.sequence(), record.nanos(),
                            record.payload(), 0, record.payload().capacity())).isTrue();
                }
                keeper.release(appender);
            }
        }
    }
}
