package io.neighsync.engine.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.event.EventKind;
import io.neighsync.engine.event.LinkChange;
import io.neighsync.engine.event.LinkName;
import io.neighsync.engine.event.NeighborEvent;
import io.neighsync.engine.table.JournaledLinks.Link;
import org.junit.jupiter.api.Test;

/** What became of links, event by event. */
class JournaledLinksTest {
    private static final LinkName ETH0 = new LinkName("eth0");
    private static final LinkName ETH1 = new LinkName("eth1");

    private final JournaledLinks links = new JournaledLinks();
    private long sequence;

    private Link set(int ifindex, LinkName name, LinkName published) {
        return follow(ifindex, name, new LinkChange(ifindex, published, 0, null, false));
    }

    /** RTM_NEWLINK of one link changes another, or the same. */
    private Link follow(int ifindex, LinkName name, LinkChange change) {
        NeighborEvent event = new NeighborEvent();
        event.kind = EventKind.LINK_SET;
        event.ifindex = ifindex;
        event.linkName = name;
        event.master = 9;
        event.vrf = true;
        event.vrfTable = 1_001;
        return links.follow(event, change, ++sequence);
    }

    @Test
    void shouldKnowOfALinkWhatTheKernelSaysAndUnderWhichNameItIsPublished() {
        assertThat(links.publishedAt()).isEqualTo(-1);
        assertThat(set(7, ETH0, null)).isEqualTo(new Link(7, ETH0, 9, true, 1_001, 0, null));
        assertThat(links.publishedAt()).as("not published").isEqualTo(-1);
        assertThat(follow(7, ETH0, new LinkChange(7, ETH0, 4, null, false)))
                .isEqualTo(new Link(7, ETH0, 9, true, 1_001, 4, ETH0));
        assertThat(links.find(7).published()).isEqualTo(ETH0);
        assertThat(links.published(7)).isEqualTo(ETH0);
        assertThat(links.published(8)).isNull();
        assertThat(links.publishedAt()).isEqualTo(2);
    }

    @Test
    void shouldRememberWhenANameThatRowsArePublishedUnderChangedLast() {
        set(7, ETH0, ETH0);
        set(7, ETH0, ETH0);
        assertThat(links.publishedAt()).as("the same name").isEqualTo(1);
        set(7, ETH1, ETH1);
        assertThat(links.publishedAt()).isEqualTo(3);
        set(7, ETH1, null);
        assertThat(links.publishedAt()).isEqualTo(4);
        set(8, ETH0, null);
        links.remove(7, 90);
        links.remove(8, 91);
        links.remove(99, 92);
        assertThat(links.publishedAt()).as("those had no rows").isEqualTo(4);
        set(7, ETH0, ETH0);
        links.remove(7, 100);
        assertThat(links.publishedAt()).isEqualTo(100);
        assertThat(links.all()).isEmpty();
    }

    @Test
    void shouldKeepWhatIsKnownOfALinkThatAnotherTakesAlong() {
        set(7, ETH0, ETH0);
        Link moved = follow(20, new LinkName("Vrf-red"), new LinkChange(7, null, 20, null, false));
        assertThat(moved).isEqualTo(new Link(7, ETH0, 9, true, 1_001, 20, null));
        assertThat(links.publishedAt()).isEqualTo(2);
        Link unknown = follow(20, new LinkName("Vrf-red"), new LinkChange(8, ETH1, 20, null, false));
        assertThat(unknown).isEqualTo(new Link(8, ETH1, 0, false, 0, 20, ETH1));
    }

    /** A link has no name from when another takes it until it is heard of again: a restart must not give it back. */
    @Test
    void shouldTakeAwayANameThatAnotherLinkHasTaken() {
        set(7, ETH0, ETH0);
        set(8, ETH0, ETH0);
        Link bereft = follow(8, ETH0, new LinkChange(7, null, 0, null, false));
        assertThat(bereft.name()).isNull();
        assertThat(bereft.published()).isNull();
        assertThat(links.find(8).name()).isEqualTo(ETH0);
    }

    @Test
    void shouldForgetALinkThatIsGone() {
        set(7, ETH0, ETH0);
        NeighborEvent event = new NeighborEvent();
        event.kind = EventKind.LINKS_DONE;
        assertThat(links.follow(event, new LinkChange(7, null, 0, null, true), 5)).isNull();
        assertThat(links.find(7)).isNull();
        assertThat(links.publishedAt()).isEqualTo(5);
    }

    @Test
    void shouldGoOnFromASnapshot() {
        links.put(new Link(7, ETH0, 0, false, 0, 0, ETH0), 50);
        links.publishedAt(30);
        assertThat(links.publishedAt()).isEqualTo(30);
        links.put(new Link(7, ETH0, 1, false, 0, 0, ETH0), 51);
        assertThat(links.publishedAt()).isEqualTo(30);
        links.clear();
        assertThat(links.all()).isEmpty();
        assertThat(links.publishedAt()).isEqualTo(-1);
    }
}
