package io.neighsync.engine.cli;

import io.neighsync.engine.event.LinkName;
import io.neighsync.engine.replay.JournalImage;
import io.neighsync.engine.table.DecidedRows;

/**
 * Puts rows into the order of their link's name, family and address, as numbers and not as objects: there may be
 * millions. One thread.
 */
final class RowOrder {
    private final JournalImage image;
    private final DecidedRows rows;

    RowOrder(JournalImage image) {
        this.image = image;
        this.rows = image.rows();
    }

    /** Sorts row ids: merges runs of twice the length each time. */
    int[] sort(int[] ids) {
        int[] from = ids;
        int[] to = new int[ids.length];
        for (long width = 1; width < ids.length; width *= 2) {
            for (long left = 0; left < ids.length; left += 2 * width) {
                merge(from, to, (int) left, (int) Math.min(left + width, ids.length),
                        (int) Math.min(left + 2 * width, ids.length));
            }
            int[] swapped = from;
            from = to;
            to = swapped;
        }
        return from;
    }

    private void merge(int[] from, int[] to, int begin, int middle, int end) {
        int left = begin;
        int right = middle;
        for (int at = begin; at < end; at++) {
            boolean takesLeft = left < middle && (right == end || compare(from[left], from[right]) <= 0);
            to[at] = takesLeft ? from[left++] : from[right++];
        }
    }

    private int compare(int row, int other) {
        int order = 0;
        if (rows.ifindex(row) != rows.ifindex(other)) {
            LinkName link = image.links().published(rows.ifindex(row));
            LinkName otherLink = image.links().published(rows.ifindex(other));
            order = link.toString().compareTo(otherLink.toString());
        }
        order = order != 0 ? order : Integer.compare(rows.family(row), rows.family(other));
        order = order != 0 ? order : Long.compareUnsigned(rows.addressHigh(row), rows.addressHigh(other));
        return order != 0 ? order : Long.compareUnsigned(rows.addressLow(row), rows.addressLow(other));
    }
}
