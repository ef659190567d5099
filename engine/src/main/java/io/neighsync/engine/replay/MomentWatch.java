package io.neighsync.engine.replay;

import io.neighsync.engine.codec.RecordType;
import io.neighsync.engine.table.JournaledLinks;
import io.neighsync.journal.RecordReader;

/**
 * Notices when a cursor comes to what happened only after a moment. The snapshot that begins a segment which continues
 * another is of no time of its own: what was received before it may have been decided after it. One thread.
 */
public final class MomentWatch {
    private final Moment moment;
    private final JournaledLinks links = new JournaledLinks();
    private boolean snapshotting;

    /** Of this moment; null for one that never comes. */
    public MomentWatch(Moment moment) {
        this.moment = moment;
    }

    /** Whether the record at which the cursor stands is behind the moment; to be asked of each, in order. */
    public boolean isOver(JournalCursor cursor) {
        if (cursor.type() == RecordType.OPENED) {
            snapshotting = cursor.continues();
        }
        boolean ofSnapshot = isOfSnapshot(cursor);
        snapshotting &= cursor.type() != RecordType.COMPLETE;
        return moment != null && !(ofSnapshot && !moment.bySequence()) && moment.isBefore(cursor);
    }

    private boolean isOfSnapshot(JournalCursor cursor) {
        return switch (cursor.type()) {
            case OPENED, SNAPSHOT_ROWS, COMPLETE -> snapshotting;
            case LINK -> !isNews(cursor.record()) && snapshotting;
            case null, default -> false;
        };
    }

    /** Whether a link is otherwise than it was, which in a snapshot it never is. */
    private boolean isNews(RecordReader record) {
        JournaledLinks.Link link = LinkNames.read(record);
        int ifindex = LinkNames.ifindex(record);
        if (link == null) {
            links.remove(ifindex, record.sequence());
            return true;
        }
        boolean isNews = !link.equals(links.find(ifindex));
        links.put(link, record.sequence());
        return isNews;
    }
}
