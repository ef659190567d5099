package io.neighsync.engine.system;

import io.neighsync.engine.daemon.JournaledRows;
import io.neighsync.engine.replay.JournalImage;
import io.neighsync.engine.replay.JournalLoader;
import io.neighsync.engine.replay.JournalSegment;
import io.neighsync.journal.JournalFolder;
import io.neighsync.journal.SegmentReader;
import io.neighsync.redis.Marker;
import java.nio.file.Path;
import java.util.Optional;
import redis.clients.jedis.Jedis;

/** Waits for what a restart needs that is not to read Redis. */
final class MarkedJournal {
    private static final int CAPACITY = 1 << 17;

    private MarkedJournal() {
    }

    /** Waits until this journal knows what Redis holds, as the marker there says. */
    static void await(Path journal, Jedis jedis) {
        Eventually.shouldHold(ChurningHost.SOON, "a journal that knows what Redis holds",
                () -> mismatch(journal, jedis).isEmpty());
    }

    private static Optional<String> mismatch(Path journal, Jedis jedis) {
        Optional<Marker> marker = Optional.ofNullable(jedis.get("NEIGHSYNCD_MARKER")).flatMap(Marker::parse);
        try (JournalImage image = JournalLoader.load(JournalFolder.of(journal).segments().stream()
                .map(file -> new JournalSegment(file.number(), () -> SegmentReader.open(file))).toList(), CAPACITY)
                .image()) {
            return new JournaledRows(image).mismatch(marker);
        }
    }
}
