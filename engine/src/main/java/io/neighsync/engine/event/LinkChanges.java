package io.neighsync.engine.event;

import java.util.List;
import org.agrona.collections.Int2ObjectHashMap;

/**
 * What one event changes with links: with its own, and with those below it where it is their master or their VRF.
 * Immutable; any thread.
 */
public final class LinkChanges {
    /** Nothing changes. */
    public static final LinkChanges NONE = new LinkChanges(List.of());

    private final List<LinkChange> changes;
    private final Int2ObjectHashMap<LinkChange> byIfindex = new Int2ObjectHashMap<>();

    private LinkChanges(List<LinkChange> changes) {
        this.changes = changes;
        changes.forEach(change -> byIfindex.put(change.ifindex(), change));
    }

    /** These changes, at most one a link. */
    public static LinkChanges of(List<LinkChange> changes) {
        return changes.isEmpty() ? NONE : new LinkChanges(List.copyOf(changes));
    }

    /** Whether nothing changes. */
    public boolean isEmpty() {
        return changes.isEmpty();
    }

    /** Each change. */
    public List<LinkChange> all() {
        return changes;
    }

    /** The change of this link, or null. */
    public LinkChange of(int ifindex) {
        return byIfindex.get(ifindex);
    }
}
