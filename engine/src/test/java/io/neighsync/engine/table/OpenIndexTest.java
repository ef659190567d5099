package io.neighsync.engine.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Probing and removal, against a map. */
class OpenIndexTest {
    private static final int CAPACITY = 64;

    /** Hashes collide and wrap on purpose: what a removal moves back must still be found. */
    @Test
    void shouldFindWhatAMapWouldFindUnderCollisionsAndRemovals() {
        Random random = new Random(42);
        int[] hashes = random.ints(CAPACITY, -8, 8).toArray();
        Map<Integer, Integer> model = new HashMap<>();
        try (OpenIndex index = new OpenIndex("test", CAPACITY)) {
            for (int step = 0; step < 20_000; step++) {
                int entry = random.nextInt(CAPACITY);
                if (model.containsKey(entry)) {
                    index.remove(slotOf(index, entry, hashes[entry]), e -> hashes[e]);
                    model.remove(entry);
                } else {
                    int slot = index.first(hashes[entry]);
                    while (index.entryAt(slot) != OpenIndex.NONE) {
                        slot = index.next(slot);
                    }
                    index.insert(slot, entry);
                    model.put(entry, hashes[entry]);
                }
                model.forEach((e, hash) -> assertThat(slotOf(index, e, hash)).isNotNegative());
            }
        }
    }

    private static int slotOf(OpenIndex index, int entry, int hash) {
        int slot = index.first(hash);
        while (index.entryAt(slot) != OpenIndex.NONE) {
            if (index.entryAt(slot) == entry) {
                return slot;
            }
            slot = index.next(slot);
        }
        return -1;
    }
}
