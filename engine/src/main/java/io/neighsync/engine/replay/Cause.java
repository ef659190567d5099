package io.neighsync.engine.replay;

import io.neighsync.engine.codec.RowRecord;
import io.neighsync.engine.event.EventKind;
import io.neighsync.engine.event.LinkName;
import io.neighsync.engine.event.Origin;
import io.neighsync.engine.event.Verdict;
import org.agrona.DirectBuffer;

/** Why a row was decided as it was. Immutable; any thread. */
public sealed interface Cause {
    /**
     * A message about the neighbor.
     *
     * @param kind       NEIGH_SET or NEIGH_DEL
     * @param origin     how it was received
     * @param verdict    what the policy made of it
     * @param nudState   NUD_* bits
     * @param ntfFlags   NTF_* bits
     * @param generation the one that was open, or the last
     * @param causes     why that was opened, a bit a cause
     * @param repeated   whether it was to be written even if Redis held it
     * @param dropRoute  whether the neighbor's route was to go
     */
    record Message(
            EventKind kind, Origin origin, Verdict verdict, int nudState, int ntfFlags, int generation, int causes,
            boolean repeated, boolean dropRoute) implements Cause {
        /** The message behind a record ROW. */
        public static Message of(DirectBuffer buffer, int offset) {
            int flags = RowRecord.flags(buffer, offset);
            return new Message(RowRecord.kind(buffer, offset), RowRecord.origin(buffer, offset),
                    RowRecord.verdict(buffer, offset), RowRecord.nudState(buffer, offset),
                    RowRecord.ntfFlags(buffer, offset), RowRecord.generation(buffer, offset),
                    RowRecord.causes(buffer, offset), (flags & RowRecord.REPEATED) != 0,
                    (flags & RowRecord.DROP_ROUTE) != 0);
        }
    }

    /** The row's link is gone. */
    record LinkGone() implements Cause {
    }

    /** The row's link has another name, so that the row has another key. */
    record LinkRenamed(LinkName from, LinkName to) implements Cause {
    }

    /** Rows of the link are published from now on: its name is known, or its VRF is mirrored. */
    record LinkPublished() implements Cause {
    }

    /** Rows of the link are published no more: another link took its name, or its VRF is not mirrored. */
    record LinkWithdrawn() implements Cause {
    }

    /** The snapshot with which the journal begins has the row. */
    record JournalBegins() implements Cause {
    }

    /** Changed while nothing was recorded; found in the snapshot behind the gap. */
    record Gap() implements Cause {
    }
}
