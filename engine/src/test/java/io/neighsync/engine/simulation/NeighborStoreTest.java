package io.neighsync.engine.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.netlink.Rtnetlink;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NeighborStoreTest {
    private static final int STEPS = 200_000;

    private final Random random = new Random(1);
    private final Link[] links = {
        new Link(1, "a", Link.Kind.PLAIN, 0), new Link(2, "b", Link.Kind.PLAIN, 0), new Link(3, "c", Link.Kind.PLAIN, 0)
    };
    private final NeighborStore store = new NeighborStore(Rtnetlink.AF_INET6, 1);
    private final Map<String, Long> model = new HashMap<>();

    @Test
    void shouldFindWhatWasAddedAndNotRemovedWhateverTheHash() {
        for (int step = 0; step < STEPS; step++) {
            Link link = links[random.nextInt(links.length)];
            long high = random.nextInt(4);
            long low = random.nextInt(step < STEPS / 2 ? 50 : 5);
            step(link, high, low);
            if (step % 5000 == 0) {
                store.rehash(random.nextLong());
                verify();
            }
        }
        verify();
    }

    private void step(Link link, long high, long low) {
        String key = key(link, high, low);
        int slot = store.find(link.ifindex, high, low);
        assertThat(slot != NeighborStore.NONE).isEqualTo(model.containsKey(key));
        if (slot == NeighborStore.NONE) {
            long lladdr = random.nextLong();
            store.setLladdr(store.add(link, high, low, 1), lladdr, 6);
            model.put(key, lladdr);
        } else if (random.nextBoolean()) {
            store.remove(slot);
            model.remove(key);
        }
    }

    private void verify() {
        Map<String, Long> walked = new HashMap<>();
        for (int bucket = 0; bucket < store.buckets(); bucket++) {
            for (int slot = store.head(bucket); slot != NeighborStore.NONE; slot = store.next(slot)) {
                String key = key(store.link(slot), store.high(slot), store.low(slot));
                assertThat(walked.put(key, store.lladdr(slot))).isNull();
            }
        }
        assertThat(walked).isEqualTo(model);
        assertThat(store.count()).isEqualTo(model.size());
        int ofLinks = 0;
        for (Link link : links) {
            for (int slot = store.first(link); slot != NeighborStore.NONE; slot = store.nextOfLink(slot)) {
                assertThat(store.link(slot)).isSameAs(link);
                ofLinks++;
            }
        }
        assertThat(ofLinks).isEqualTo(model.size());
    }

    private static String key(Link link, long high, long low) {
        return link.name + " " + high + " " + low;
    }
}
