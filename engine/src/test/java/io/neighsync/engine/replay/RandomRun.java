package io.neighsync.engine.replay;

import io.neighsync.engine.event.EventKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Random events in a run, and after each what the rows are to be. */
public final class RandomRun {
    private static final int LINKS = 5;
    private static final int ADDRESSES = 12;
    private static final String[] NAMES = {"Ethernet0", "Ethernet4", "Vlan100", "PortChannel1", "Loopback0", "eth9"};

    private final Random random;
    private final RecordedRun run;
    private final List<Snapshot> snapshots = new ArrayList<>();
    private final String[] names = new String[LINKS + 1];

    /** The rows behind an event. */
    public record Snapshot(long sequence, long wallNanos, Map<String, String> rows) {
    }

    /** Random events that are the same for the same seed. */
    public RandomRun(RecordedRun run, long seed) {
        this.run = run;
        this.random = new Random(seed);
    }

    /** So many events, with duty cycles of the stage between them. */
    public List<Snapshot> events(int count) {
        for (int i = 0; i < count; i++) {
            event();
            snapshots.add(new Snapshot(run.sequence(), run.wallNanos(), run.published()));
            if (random.nextInt(3) == 0) {
                run.cycle();
            }
            run.pass(random.nextInt(5_000_000));
        }
        return snapshots;
    }

    private void event() {
        int ifindex = 1 + random.nextInt(LINKS);
        String address = random.nextBoolean() ? "10.0.0." + random.nextInt(ADDRESSES)
                : "fc00::" + Integer.toHexString(1 + random.nextInt(ADDRESSES));
        int kind = random.nextInt(100);
        if (kind < 50) {
            run.set(ifindex, address, random.nextLong(1L << 48));
        } else if (kind < 75) {
            run.delete(ifindex, address);
        } else if (kind < 80) {
            run.fail(ifindex, "fc00::" + Integer.toHexString(1 + random.nextInt(ADDRESSES)));
        } else if (kind < 85) {
            run.recover(ifindex, "fc00::" + Integer.toHexString(1 + random.nextInt(ADDRESSES)),
                    random.nextLong(1L << 48));
        } else if (kind < 93) {
            link(ifindex);
        } else if (kind < 96) {
            run.removeLink(ifindex);
            names[ifindex] = null;
        } else if (kind < 98) {
            run.mark(random.nextBoolean() ? EventKind.DUMP_BEGIN : EventKind.SWEEP_DONE, 1 << random.nextInt(6));
        } else {
            run.tick(random.nextBoolean());
        }
    }

    private void link(int ifindex) {
        String name = NAMES[random.nextInt(NAMES.length)];
        for (int other = 1; other <= LINKS; other++) {
            if (other != ifindex && name.equals(names[other])) {
                run.takeName(ifindex, other);
                names[other] = null;
                names[ifindex] = name;
                return;
            }
        }
        if (random.nextInt(5) == 0) {
            run.hide(ifindex, name);
            names[ifindex] = null;
        } else {
            run.link(ifindex, name);
            names[ifindex] = name;
        }
    }
}
