package io.neighsync.engine.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.event.PolicySettings;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PolicyUpdatesTest {
    private static final PolicySettings DUAL_TOR = new PolicySettings(false, true, false, Set.of());

    @Test
    void shouldGiveTheNewestOnce() {
        PolicyUpdates updates = new PolicyUpdates();
        assertThat(updates.isWaiting()).isFalse();
        assertThat(updates.take()).isNull();
        updates.offer(PolicySettings.PLAIN);
        updates.offer(DUAL_TOR);
        assertThat(updates.isWaiting()).isTrue();
        assertThat(updates.take()).isEqualTo(DUAL_TOR);
        assertThat(updates.take()).isNull();
    }

    @Test
    void shouldWakeTheReceiver() {
        AtomicInteger woken = new AtomicInteger();
        PolicyUpdates updates = PolicyUpdates.of(PolicySettings.PLAIN);
        updates.onUpdate(woken::incrementAndGet);
        updates.offer(DUAL_TOR);
        assertThat(woken).hasValue(1);
    }
}
