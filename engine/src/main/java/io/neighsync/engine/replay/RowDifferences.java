package io.neighsync.engine.replay;

import io.neighsync.engine.event.LinkName;
import io.neighsync.engine.table.DecidedRows;
import io.neighsync.engine.table.JournaledLinks;
import java.util.HashMap;
import java.util.Map;

/**
 * Compares the rows of two states by their keys, that is by the names of their links: an ifindex may mean another link
 * after a reboot. Rows that are published nowhere do not count. One thread.
 */
public final class RowDifferences {
    private static final int NONE = -1;

    private final JournalImage from;
    private final JournalImage to;

    /** Is told of each difference. */
    public interface Visitor {
        /** A row that only the later state has. */
        void added(int row);

        /** A row that only the earlier state has. */
        void removed(int row);

        /** A row that both have, with another value, or in another table. */
        void changed(int rowBefore, int row);
    }

    /** What became of the rows of one state in another. */
    public RowDifferences(JournalImage from, JournalImage to) {
        this.from = from;
        this.to = to;
    }

    /** Tells every difference: first what was removed, then what was added or changed. */
    public void tell(Visitor visitor) {
        Map<LinkName, Integer> later = byName(to.links());
        for (int row = 0; row < from.rows().highWater(); row++) {
            if (isPublished(from, row) && counterpart(from, row, to, later) == NONE) {
                visitor.removed(row);
            }
        }
        Map<LinkName, Integer> earlier = byName(from.links());
        for (int row = 0; row < to.rows().highWater(); row++) {
            if (isPublished(to, row)) {
                int before = counterpart(to, row, from, earlier);
                if (before == NONE) {
                    visitor.added(row);
                } else if (from.rows().value(before) != to.rows().value(row)
                        || from.rows().isFailed(before) != to.rows().isFailed(row)) {
                    visitor.changed(before, row);
                }
            }
        }
    }

    /** Whether one of the tables in Redis is to hold the row. */
    public static boolean isPublished(JournalImage image, int row) {
        return image.rows().isPresent(row) && image.links().published(image.rows().ifindex(row)) != null;
    }

    private static Map<LinkName, Integer> byName(JournaledLinks links) {
        Map<LinkName, Integer> byName = new HashMap<>();
        for (JournaledLinks.Link link : links.all()) {
            if (link.published() != null) {
                byName.put(link.published(), link.ifindex());
            }
        }
        return byName;
    }

    private static int counterpart(JournalImage of, int row, JournalImage in, Map<LinkName, Integer> names) {
        DecidedRows rows = of.rows();
        Integer ifindex = names.get(of.links().published(rows.ifindex(row)));
        int found = ifindex == null ? NONE
                : in.find(ifindex, rows.family(row), rows.addressHigh(row), rows.addressLow(row));
        return found != NONE && in.rows().isPresent(found) ? found : NONE;
    }
}
