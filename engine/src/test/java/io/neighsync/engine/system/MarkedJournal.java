package io.neighsync.engine.system;

import io.neighsync.engine.daemon.JournaledRows;
import io.neighsync.engine.replay.JournalFiles;
import io.neighsync.engine.replay.JournalImage;
import io.neighsync.engine.replay.JournalLoader;
import io.neighsync.redis.Marker;
import java.nio.file.Files;
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
                () -> Files.isDirectory(journal) && mismatch(journal, jedis).isEmpty());
    }

    private static Optional<String> mismatch(Path journal, Jedis jedis) {
        Optional<Marker> marker = Optional.ofNullable(jedis.get("NEIGHSYNCD_MARKER")).flatMap(Marker::parse);
        try (JournalImage image = JournalLoader.load(new JournalFiles(journal).segments(), CAPACITY).image()) {
            return new JournaledRows(image).mismatch(marker);
        }
    }
}
