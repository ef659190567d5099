package io.neighsync.engine.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.event.RowValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Keys that nobody claims, against maps. */
class UnclaimedKeysTest {
    private static final int CAPACITY = 4_096;
    private static final int KEYS = 40;

    private final UnclaimedKeys keys = new UnclaimedKeys(CAPACITY);

    @AfterEach
    void close() {
        keys.close();
    }

    @Test
    void shouldHandAKeyToTheRowThatClaimsItOnce() {
        add("eth0:10.0.0.1", 7, false);
        assertThat(claim("eth0:10.0.0.2")).isEqualTo(RowValue.ABSENT);
        assertThat(claim("eth0:10.0.0.1")).isEqualTo(7);
        assertThat(claim("eth0:10.0.0.1")).isEqualTo(RowValue.ABSENT);
        assertThat(keys.size()).isZero();
    }

    @Test
    void shouldTakeOnlyWhatMayGo() {
        add("a", 1, false);
        add("b", 2, true);
        assertThat(takeAll(false)).containsExactly("b");
        assertThat(keys.hasDoomed(false)).isFalse();
        assertThat(takeAll(true)).containsExactly("a");
        assertThat(keys.size()).isEqualTo(2);
    }

    @Test
    void shouldNotKnowWhatRedisHoldsWhileTheDeleteIsOnItsWay() {
        add("a", 1, true);
        int entry = keys.takeDoomed(false);
        assertThat(claim("a")).isEqualTo(RowValue.UNKNOWN);
        keys.deleted(entry);
        keys.putBack(entry);
        assertThat(keys.size()).isZero();
        assertThat(keys.takeDoomed(true)).isEqualTo(UnclaimedKeys.NONE);
    }

    @Test
    void shouldTakeAgainWhatWasPutBack() {
        add("a", 1, false);
        add("b", 1, false);
        int first = keys.takeDoomed(true);
        keys.takeDoomed(true);
        keys.putBack(first);
        assertThat(takeAll(false)).containsExactly("a");
    }

    @Test
    void shouldRefuseMoreThanItsCapacityAndBeginAnewWhenEmpty() {
        try (UnclaimedKeys two = new UnclaimedKeys(2)) {
            for (int round = 0; round < 3; round++) {
                assertThat(add(two, "a", 1)).isTrue();
                assertThat(add(two, "b", 1)).isTrue();
                assertThat(add(two, "c", 1)).isFalse();
                claim(two, "a");
                two.recycle();
                assertThat(add(two, "c", 1)).isFalse();
                claim(two, "b");
                two.recycle();
            }
        }
    }

    @Test
    void shouldDoWhatMapsWouldDo() {
        for (int seed = 0; seed < 100; seed++) {
            try (UnclaimedKeys tested = new UnclaimedKeys(CAPACITY)) {
                new Model(seed, tested).run();
            }
        }
    }

    /** What is held, what may go and what is on its way, by key. */
    private static final class Model {
        private final Random random;
        private final UnclaimedKeys tested;
        private final Map<String, Long> held = new HashMap<>();
        private final Set<String> doomed = new HashSet<>();
        private final Map<Integer, String> inFlight = new HashMap<>();

        Model(long seed, UnclaimedKeys tested) {
            this.random = new Random(seed);
            this.tested = tested;
        }

        void run() {
            for (int step = 0; step < 2_000; step++) {
                step("key" + random.nextInt(KEYS), random.nextBoolean());
                assertThat(tested.size()).isEqualTo(held.size());
                assertThat(tested.hasDoomed(false)).isEqualTo(!doomed.isEmpty());
            }
        }

        private void step(String key, boolean choice) {
            switch (random.nextInt(6)) {
                case 0, 1 -> add(key, random.nextInt(100), choice);
                case 2 -> claim(key);
                case 3, 4 -> take(choice);
                default -> answer();
            }
        }

        private void add(String key, long value, boolean mayGo) {
            UnsafeBuffer bytes = bytes(key);
            if (tested.add(bytes, 0, bytes.capacity(), value, mayGo)) {
                held.put(key, value);
                doomed.remove(key);
                inFlight.values().remove(key);
                if (mayGo) {
                    doomed.add(key);
                }
            } else {
                assertThat(held).doesNotContainKey(key);
            }
        }

        private void claim(String key) {
            long expected = inFlight.containsValue(key)
                    ? RowValue.UNKNOWN : held.getOrDefault(key, RowValue.ABSENT);
            assertThat(UnclaimedKeysTest.claim(tested, key)).isEqualTo(expected);
            held.remove(key);
            doomed.remove(key);
            inFlight.values().remove(key);
        }

        private void take(boolean all) {
            int entry = tested.takeDoomed(all);
            if (entry != UnclaimedKeys.NONE) {
                String key = text(tested, entry);
                assertThat(held).containsKey(key);
                assertThat(inFlight).doesNotContainValue(key);
                assertThat(all || doomed.contains(key)).isTrue();
                doomed.remove(key);
                inFlight.put(entry, key);
            }
        }

        /** Every delete on its way is answered: carried out or not. */
        private void answer() {
            inFlight.forEach((entry, key) -> {
                if (random.nextBoolean()) {
                    tested.deleted(entry);
                    held.remove(key);
                } else {
                    tested.putBack(entry);
                    doomed.add(key);
                }
            });
            inFlight.clear();
            tested.recycle();
        }
    }

    private List<String> takeAll(boolean all) {
        List<String> taken = new ArrayList<>();
        for (int entry = keys.takeDoomed(all); entry != UnclaimedKeys.NONE; entry = keys.takeDoomed(all)) {
            taken.add(text(keys, entry));
        }
        return taken;
    }

    private void add(String key, long value, boolean doomed) {
        UnsafeBuffer bytes = bytes(key);
        assertThat(keys.add(bytes, 0, bytes.capacity(), value, doomed)).isTrue();
    }

    private static boolean add(UnclaimedKeys to, String key, long value) {
        UnsafeBuffer bytes = bytes(key);
        return to.add(bytes, 0, bytes.capacity(), value, false);
    }

    private long claim(String key) {
        return claim(keys, key);
    }

    private static long claim(UnclaimedKeys from, String key) {
        UnsafeBuffer bytes = bytes(key);
        return from.claim(bytes, 0, bytes.capacity());
    }

    private static String text(UnclaimedKeys from, int entry) {
        return from.text().getStringWithoutLengthAscii(from.textOffset(entry), from.textLength(entry));
    }

    private static UnsafeBuffer bytes(String key) {
        return new UnsafeBuffer(key.getBytes(StandardCharsets.US_ASCII));
    }
}
