package io.neighsync.engine.cli;

import io.neighsync.engine.event.EventKind;
import io.neighsync.engine.event.Origin;
import io.neighsync.engine.replay.Cause;
import io.neighsync.engine.stage.ResyncCause;
import io.neighsync.netlink.Ntf;
import io.neighsync.netlink.Nud;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/** Causes in words. Any thread. */
final class CauseText {
    /** The causes in the order of their bits, which are the journal's format. */
    private static final List<ResyncCause> BY_BIT = List.of(
            ResyncCause.START, ResyncCause.OVERRUN, ResyncCause.AUDIT, ResyncCause.INTERRUPTED,
            ResyncCause.UNCLAIMED, ResyncCause.TABLE_FULL, ResyncCause.ERROR, ResyncCause.CONFIG);

    private static final String WITHDRAWN = "another link took the link's name, or its VRF is not mirrored any more";

    private CauseText() {
    }

    /** Why a row was decided as it was. */
    static String of(Cause cause) {
        return switch (cause) {
            case Cause.Message message -> message(message);
            case Cause.LinkGone gone -> "the link is gone";
            case Cause.LinkRenamed renamed -> "the link was renamed from " + renamed.from() + " to " + renamed.to()
                    + ", and the row moves along";
            case Cause.LinkPublished published -> "the link's name is known, and its VRF mirrored, from here on";
            case Cause.LinkWithdrawn withdrawn -> WITHDRAWN;
            case Cause.JournalBegins begins -> "it was there when the journal begins";
            case Cause.Gap gap -> "it changed while nothing was recorded";
        };
    }

    private static String message(Cause.Message message) {
        boolean gone = message.kind() == EventKind.NEIGH_DEL;
        String source = switch (message.origin()) {
            case NOTIFICATION -> gone ? "notification RTM_DELNEIGH" : "notification RTM_NEWNEIGH";
            case DUMP -> "dump row";
            case CONFIRM -> gone ? "the kernel does not have it any more (confirmed)" : "the kernel has it (confirmed)";
        };
        StringBuilder text = new StringBuilder(source);
        if (!gone) {
            text.append(", state ").append(Nud.toString(message.nudState()));
        }
        if (message.ntfFlags() != 0) {
            text.append(", flags ").append(Ntf.toString(message.ntfFlags()));
        }
        if (message.origin() != Origin.NOTIFICATION) {
            text.append(", in generation ").append(message.generation()).append(opened(message.causes()));
        }
        return text.append(verdict(message)).toString();
    }

    private static String verdict(Cause.Message message) {
        String text = switch (message.verdict()) {
            case SET_ZERO -> ", unresolved on a dual-ToR switch";
            case DEL -> message.kind() == EventKind.NEIGH_SET ? ", which has no row" : "";
            case KEEP -> ", which leaves the row as it is";
            case REFRESH -> ", which only refreshes a row";
            case SET, NONE -> "";
        };
        return text + (message.repeated() ? ", written again as compat.strict wants it" : "")
                + (message.dropRoute() ? ", in place of its route" : "");
    }

    /** Why a generation was opened, as in {@code opened by audit}; empty when that is not known. */
    static String opened(int causes) {
        return causes == 0 ? "" : " opened by " + causes(causes);
    }

    /** Causes of a generation by name, as {@code overrun and audit}. */
    static String causes(int causes) {
        StringJoiner text = new StringJoiner(" and ");
        for (int bit = 0; bit < BY_BIT.size(); bit++) {
            if ((causes & 1 << bit) != 0) {
                text.add(BY_BIT.get(bit).name().toLowerCase(Locale.ROOT).replace('_', ' '));
            }
        }
        int unknown = causes >>> BY_BIT.size();
        return (unknown == 0 ? text : text.add("0x" + Integer.toHexString(unknown << BY_BIT.size()))).toString();
    }
}
