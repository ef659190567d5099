package io.neighsync.engine.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.event.LinkName;
import io.neighsync.engine.table.JournaledLinks;
import org.junit.jupiter.api.Test;

class LinkNamesTest {
    private static final long WALL = 1_763_867_527_000_000_000L;

    private final MemoryJournal journal = new MemoryJournal(9);

    private LinkNames read() {
        LinkNames names = new LinkNames();
        try (JournalCursor cursor = new JournalCursor(journal.segments())) {
            while (cursor.next()) {
                names.apply(cursor.type(), cursor.record());
            }
        }
        return names;
    }

    @Test
    void shouldFollowNamesFromSegmentToSegment() {
        try (RecordedRun run = RecordedRun.begin(journal, WALL)) {
            run.settle();
            run.link(1, "Ethernet0");
            run.link(2, "Ethernet4");
            run.hide(3, "Ethernet8");
            for (int i = 0; i < 10; i++) {
                run.set(1, "10.0.0.1", i);
                run.settle();
            }
            run.link(1, "Ethernet12");
            run.removeLink(2);
        }
        LinkNames names = read();
        assertThat(journal.size()).isGreaterThan(2);
        assertThat(names.published(1)).hasToString("Ethernet12");
        assertThat(names.published(2)).isNull();
        assertThat(names.published(3)).isNull();
        assertThat(names.label(1)).isEqualTo("Ethernet12");
        assertThat(names.label(2)).isEqualTo("ifindex 2");
        assertThat(names.label(3)).isEqualTo("Ethernet8");
    }

    @Test
    void shouldKnowNothingOfLinksFromBeforeAGap() {
        try (RecordedRun run = RecordedRun.begin(journal, WALL)) {
            run.settle();
            run.link(1, "Ethernet0");
        }
        try (RecordedRun run = RecordedRun.begin(journal, WALL)) {
            run.settle();
        }
        assertThat(read().published(1)).isNull();
    }

    @Test
    void shouldNameTheVrfOfALinkAndThatOfItsRoutes() {
        JournaledLinks links = new JournaledLinks();
        links.put(new JournaledLinks.Link(9, new LinkName("Vrf10"), 0, true, 10, 0, new LinkName("Vrf10")), 1);
        links.put(new JournaledLinks.Link(8, new LinkName("Bridge"), 9, false, 0, 9, new LinkName("Bridge")), 1);
        links.put(new JournaledLinks.Link(1, new LinkName("Ethernet0"), 9, false, 0, 9, null), 1);
        links.put(new JournaledLinks.Link(2, new LinkName("Ethernet4"), 8, false, 0, 9, null), 1);
        links.put(new JournaledLinks.Link(3, new LinkName("Ethernet8"), 77, false, 0, 77, null), 1);
        assertThat(LinkNames.vrf(links, 1)).isEqualTo("Vrf10");
        assertThat(LinkNames.vrf(links, 2)).isEqualTo("Vrf10");
        assertThat(LinkNames.vrf(links, 3)).isEqualTo("ifindex 77");
        assertThat(LinkNames.vrf(links, 9)).isEqualTo("default");
        assertThat(LinkNames.vrf(links, 55)).isEqualTo("default");
        assertThat(LinkNames.routeVrf(links, 1)).hasToString("Vrf10");
        assertThat(LinkNames.routeVrf(links, 2)).isNull();
        assertThat(LinkNames.routeVrf(links, 55)).isNull();
    }
}
