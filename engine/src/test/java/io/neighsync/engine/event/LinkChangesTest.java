package io.neighsync.engine.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinkChangesTest {
    private static final LinkChange RENAMED = new LinkChange(1, new LinkName("eth0"), 0, null, false);
    private static final LinkChange GONE = new LinkChange(7, null, 0, null, true);

    @Test
    void shouldBeNoneWhenNothingChanges() {
        assertThat(LinkChanges.of(List.of())).isSameAs(LinkChanges.NONE);
        assertThat(LinkChanges.NONE.isEmpty()).isTrue();
        assertThat(LinkChanges.NONE.all()).isEmpty();
        assertThat(LinkChanges.NONE.of(1)).isNull();
    }

    @Test
    void shouldFindTheChangeOfALink() {
        LinkChanges changes = LinkChanges.of(List.of(RENAMED, GONE));
        assertThat(changes.isEmpty()).isFalse();
        assertThat(changes.all()).containsExactly(RENAMED, GONE);
        assertThat(changes.of(1)).isEqualTo(RENAMED);
        assertThat(changes.of(7)).isEqualTo(GONE);
        assertThat(changes.of(2)).isNull();
    }

    @Test
    void shouldNotFollowTheListItWasMadeFrom() {
        List<LinkChange> list = new ArrayList<>(List.of(RENAMED));
        LinkChanges changes = LinkChanges.of(list);
        list.set(0, GONE);
        assertThat(changes.all()).containsExactly(RENAMED);
        assertThat(changes.of(1)).isEqualTo(RENAMED);
    }
}
