package io.neighsync.engine.simulation;

import io.neighsync.engine.event.Decision;
import io.neighsync.engine.event.LinkChange;
import io.neighsync.engine.event.NeighborEvent;
import io.neighsync.engine.event.RowValue;
import io.neighsync.engine.replay.JournalImage;
import io.neighsync.engine.table.DecidedRows;
import io.neighsync.engine.table.JournaledLinks;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the events JournalStage took add up to, in maps: which rows there are to be, and under which names links are
 * published. Shares nothing with what the journal is made of.
 */
final class DecidedState {
    private final Map<String, Row> rows;
    private final Map<Integer, Published> links;

    private record Row(int ifindex, long value, boolean failed, long decidedAt) {
        private boolean isPresent() {
            return RowValue.isPresent(value) || failed;
        }
    }

    private record Published(String name, int vrf) {
    }

    /** Nothing was decided yet. */
    DecidedState() {
        this(new HashMap<>(), new HashMap<>());
    }

    private DecidedState(Map<String, Row> rows, Map<Integer, Published> links) {
        this.rows = rows;
        this.links = links;
    }

    /** The state as it is now. */
    DecidedState copy() {
        return new DecidedState(new HashMap<>(rows), new HashMap<>(links));
    }

    /** Takes over what an event decided. */
    void apply(NeighborEvent event, long sequence) {
        String key = key(event.ifindex, event.family, event.addressHigh, event.addressLow);
        Row before = rows.getOrDefault(key, new Row(event.ifindex, RowValue.ABSENT, false, sequence));
        Row after = new Row(event.ifindex,
                event.decision == Decision.NONE ? before.value() : event.value,
                event.failedDecision == Decision.NONE ? before.failed() : event.failedDecision == Decision.SET,
                sequence);
        if (event.decision == Decision.DEL_LINK) {
            rows.replaceAll((k, row) -> row.ifindex() == event.ifindex && row.isPresent()
                    ? new Row(row.ifindex(), RowValue.ABSENT, false, sequence) : row);
        } else if (event.decision != Decision.NONE || event.failedDecision != Decision.NONE) {
            rows.put(key, after);
        }
        for (LinkChange change : event.linkChanges.all()) {
            if (change.gone()) {
                links.remove(change.ifindex());
            } else {
                links.put(change.ifindex(), new Published(String.valueOf(change.name()), change.vrfIfindex()));
            }
        }
    }

    /** Rows of links that are there. */
    DecidedState restorable() {
        DecidedState restorable = copy();
        restorable.rows.values().removeIf(row -> !row.isPresent() || !links.containsKey(row.ifindex()));
        return restorable;
    }

    /** The rows that are there. */
    Map<String, String> present() {
        Map<String, String> present = new TreeMap<>();
        rows.forEach((key, row) -> {
            if (row.isPresent()) {
                present.put(key, print(row.value(), row.failed(), row.decidedAt()));
            }
        });
        return present;
    }

    /** Where an image differs, of what it claims to know: rows that are there, rows deleted of late, links. */
    Map<String, String> differences(JournalImage image) {
        Map<String, String> differences = new TreeMap<>();
        Map<String, String> expected = knownTo(image);
        Map<String, String> actual = of(image);
        Set<String> keys = new TreeSet<>(expected.keySet());
        keys.addAll(actual.keySet());
        for (String key : keys) {
            if (!Objects.equals(expected.get(key), actual.get(key))) {
                differences.put(key, "is " + actual.get(key) + ", should be " + expected.get(key));
            }
        }
        return differences;
    }

    private Map<String, String> knownTo(JournalImage image) {
        Map<String, String> known = present();
        rows.forEach((key, row) -> {
            if (!row.isPresent() && row.decidedAt() >= image.deletedFrom()) {
                known.put(key, print(row.value(), row.failed(), row.decidedAt()));
            }
        });
        links.forEach((ifindex, link) -> known.put("link " + ifindex, link.name() + " " + link.vrf()));
        return known;
    }

    private static Map<String, String> of(JournalImage image) {
        Map<String, String> known = new TreeMap<>();
        DecidedRows rows = image.rows();
        for (int row = 0; row < rows.highWater(); row++) {
            boolean isKnown = rows.isPresent(row) || rows.decidedAt(row) >= image.deletedFrom();
            if (rows.family(row) != 0 && isKnown) {
                known.put(key(rows.ifindex(row), rows.family(row), rows.addressHigh(row), rows.addressLow(row)),
                        print(rows.value(row), rows.isFailed(row), rows.decidedAt(row)));
            }
        }
        for (JournaledLinks.Link link : image.links().all()) {
            known.put("link " + link.ifindex(), link.published() + " " + link.vrfIfindex());
        }
        return known;
    }

    private static String key(int ifindex, int family, long high, long low) {
        return ifindex + " " + family + " " + Long.toHexString(high) + ":" + Long.toHexString(low);
    }

    private static String print(long value, boolean failed, long decidedAt) {
        return Long.toHexString(value) + (failed ? " failed" : "") + " at " + decidedAt;
    }
}
