package io.neighsync.engine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.event.EventKind;
import io.neighsync.engine.event.LinkName;
import io.neighsync.engine.event.Origin;
import io.neighsync.engine.event.Verdict;
import io.neighsync.engine.replay.Cause;
import io.neighsync.netlink.Ntf;
import io.neighsync.netlink.Nud;
import org.junit.jupiter.api.Test;

class CauseTextTest {
    private static String message(
            EventKind kind, Origin origin, Verdict verdict, int state, int flags, boolean repeated, boolean route) {
        return CauseText.of(new Cause.Message(kind, origin, verdict, state, flags, 7, 1 << 1, repeated, route));
    }

    @Test
    void shouldSayInWordsWhatTheMessageWas() {
        assertThat(message(EventKind.NEIGH_SET, Origin.NOTIFICATION, Verdict.SET, Nud.NUD_REACHABLE, 0, false, false))
                .isEqualTo("notification RTM_NEWNEIGH, state REACHABLE");
        assertThat(message(EventKind.NEIGH_DEL, Origin.NOTIFICATION, Verdict.DEL, Nud.NUD_STALE, 0, false, false))
                .isEqualTo("notification RTM_DELNEIGH");
        assertThat(message(EventKind.NEIGH_SET, Origin.DUMP, Verdict.SET, Nud.NUD_NOARP, Ntf.NTF_EXT_LEARNED, false,
                false)).isEqualTo("dump row, state NOARP, flags EXT_LEARNED, in generation 7 opened by overrun");
        assertThat(message(EventKind.NEIGH_DEL, Origin.CONFIRM, Verdict.DEL, 0, 0, false, false)).isEqualTo(
                "the kernel does not have it any more (confirmed), in generation 7 opened by overrun");
        assertThat(message(EventKind.NEIGH_SET, Origin.CONFIRM, Verdict.SET, Nud.NUD_PERMANENT, 0, false, false))
                .isEqualTo("the kernel has it (confirmed), state PERMANENT, in generation 7 opened by overrun");
    }

    @Test
    void shouldSayWhatThePolicyMadeOfIt() {
        assertThat(message(EventKind.NEIGH_SET, Origin.NOTIFICATION, Verdict.DEL, Nud.NUD_FAILED, 0, false, false))
                .isEqualTo("notification RTM_NEWNEIGH, state FAILED, which has no row");
        assertThat(message(EventKind.NEIGH_SET, Origin.NOTIFICATION, Verdict.SET_ZERO, Nud.NUD_FAILED, 0, false,
                false)).endsWith("unresolved on a dual-ToR switch");
        assertThat(message(EventKind.NEIGH_SET, Origin.NOTIFICATION, Verdict.KEEP, Nud.NUD_PROBE, 0, false, false))
                .endsWith("state PROBE, which leaves the row as it is");
        assertThat(message(EventKind.NEIGH_SET, Origin.NOTIFICATION, Verdict.REFRESH, Nud.NUD_PROBE, 0, false, false))
                .endsWith("which only refreshes a row");
        assertThat(message(EventKind.NEIGH_SET, Origin.NOTIFICATION, Verdict.SET, Nud.NUD_REACHABLE, 0, true, true))
                .endsWith(", written again as compat.strict wants it, in place of its route");
    }

    @Test
    void shouldNameTheCausesOfAGenerationByTheBitsThatAJournalHas() {
        String[] names = {"start", "overrun", "audit", "interrupted", "unclaimed", "table full", "error", "config"};
        for (int bit = 0; bit < names.length; bit++) {
            assertThat(CauseText.causes(1 << bit)).isEqualTo(names[bit]);
        }
        assertThat(CauseText.causes(1 << 1 | 1 << 2)).isEqualTo("overrun and audit");
        assertThat(CauseText.causes(1 << 9 | 1)).isEqualTo("start and 0x200");
        assertThat(CauseText.opened(0)).isEmpty();
        assertThat(CauseText.opened(1)).isEqualTo(" opened by start");
    }

    @Test
    void shouldSayInWordsWhatElseItWas() {
        assertThat(CauseText.of(new Cause.LinkGone())).isEqualTo("the link is gone");
        assertThat(CauseText.of(new Cause.LinkRenamed(new LinkName("Ethernet0"), new LinkName("Ethernet8"))))
                .isEqualTo("the link was renamed from Ethernet0 to Ethernet8, and the row moves along");
        assertThat(CauseText.of(new Cause.LinkPublished())).contains("name is known");
        assertThat(CauseText.of(new Cause.LinkWithdrawn())).contains("took the link's name");
        assertThat(CauseText.of(new Cause.JournalBegins())).contains("there when the journal begins");
        assertThat(CauseText.of(new Cause.Gap())).contains("while nothing was recorded");
    }
}
