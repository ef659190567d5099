package io.neighsync.engine.replay;

import io.neighsync.engine.event.LinkName;
import io.neighsync.engine.event.RowValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Takes writes as Redis would, and keeps their order. */
final class WrittenRows implements DecisionReplay.Sink {
    private final Map<String, String> rows = new TreeMap<>();
    private final TreeSet<String> failed = new TreeSet<>();
    private final List<String> writes = new ArrayList<>();

    @Override
    public void set(LinkName link, int family, long high, long low, long value) {
        String key = key(link, family, high, low);
        rows.put(key, PlainRows.lladdr(RowValue.lladdr(value)));
        writes.add("set " + key);
    }

    @Override
    public void delete(LinkName link, int family, long high, long low) {
        String key = key(link, family, high, low);
        rows.remove(key);
        writes.add("delete " + key);
    }

    @Override
    public void setFailed(LinkName link, int family, long high, long low) {
        String key = key(link, family, high, low);
        failed.add(key);
        writes.add("failed " + key);
    }

    @Override
    public void deleteFailed(LinkName link, int family, long high, long low) {
        String key = key(link, family, high, low);
        failed.remove(key);
        writes.add("failed no more " + key);
    }

    @Override
    public void deleteRoute(LinkName vrf, int family, long high, long low) {
        writes.add("route " + key(vrf, family, high, low));
    }

    private static String key(LinkName link, int family, long high, long low) {
        return link + ":" + PlainRows.address(family, high, low);
    }

    /** Every write so far. */
    List<String> writes() {
        return writes;
    }

    /** The rows as {@link RecordedRun#published} has them. */
    Map<String, String> published() {
        Map<String, String> published = new TreeMap<>();
        rows.forEach((key, lladdr) -> published.put(key, lladdr + (failed.contains(key) ? " failed" : "")));
        failed.stream().filter(key -> !rows.containsKey(key)).forEach(key -> published.put(key, "absent failed"));
        return published;
    }
}
