package io.neighsync.engine.stage;

import io.neighsync.engine.event.Counter;
import io.neighsync.engine.event.LinkName;
import io.neighsync.engine.event.PolicySettings;
import io.neighsync.netlink.Nud;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * One script before three daemons: SONiC's as {@link CppDaemon} knows it, and ours in both modes. The strict mode must
 * do the very same operations as the first; ours must do what {@link OursColumn} calls for, and where that is something
 * else than the C++ daemon does, there must be a row of {@code docs/behavior-differences.md} that says so.
 */
final class DifferentialWorld implements AutoCloseable {
    static final int LINK = 7;
    static final int OTHER_LINK = 8;
    static final String LINK_NAME = "Ethernet0";
    static final String OTHER_LINK_NAME = "Vlan100";
    /** Differences that come of CONFIG_DB's being followed at once. */
    static final String CONFIG_DB = "CONFIG_DB";

    private static final int VRF = 10;
    private static final String VRF_NAME = "Vrf10";

    private final Map<Integer, CppDaemon.KernelLink> links = new HashMap<>();
    private final CppDaemon cpp = new CppDaemon(links);
    private final ScriptedDaemon strict = new ScriptedDaemon();
    private final ScriptedDaemon ours = new ScriptedDaemon();
    private final Map<String, ScriptedMessage> kernel = new LinkedHashMap<>();
    private final Map<String, Published> published = new HashMap<>();
    private final List<Object> script = new ArrayList<>();
    private final Map<Integer, Integer> messagesByRow = new TreeMap<>();
    private final Map<String, Integer> operationsByTable = new TreeMap<>();
    private final Map<String, Integer> operationDifferences = new TreeMap<>();
    private final Map<String, Integer> rowDifferences = new TreeMap<>();
    private PolicySettings settings = PolicySettings.PLAIN;
    private boolean vrf;
    private boolean reconfigured;
    private boolean resyncDue;
    private int scripts;

    /** What is published of one neighbor. */
    private static final class Published {
        private OursColumn ours = OursColumn.NOTHING;
        private String cppLladdr;
        private boolean cppFailed;
        /** Why the two differ; null while they do not. */
        private String why;

        private boolean differs() {
            return !Objects.equals(cppLladdr, ours.lladdr()) || cppFailed != ours.failed();
        }

        private boolean isNothing() {
            return ours.lladdr() == null && !ours.failed() && !differs();
        }
    }

    /** What is configured at first: nothing. */
    DifferentialWorld() {
        links.put(VRF, new CppDaemon.KernelLink(VRF_NAME, 0));
        configure(false, false, false, false);
    }

    /** A script begins, with these settings: {@code inVrf} is about the first link's master. */
    void configure(boolean dualTor, boolean evpnNvo, boolean linkLocal, boolean inVrf) {
        vrf = inVrf;
        settings = settings(dualTor, evpnNvo, linkLocal);
        cpp.configure(settings);
        strict.configure(strictly(settings));
        ours.configure(settings);
        begin();
    }

    static PolicySettings settings(boolean dualTor, boolean evpnNvo, boolean linkLocal) {
        return new PolicySettings(
                false, dualTor, evpnNvo, linkLocal ? Set.of(new LinkName(LINK_NAME)) : Set.of());
    }

    private static PolicySettings strictly(PolicySettings some) {
        return new PolicySettings(true, some.dualTor(), some.evpnNvo(), some.linkLocal());
    }

    /** A script begins: there is no neighbor. */
    void begin() {
        for (ScriptedDaemon daemon : List.of(strict, ours)) {
            daemon.unlink(LINK);
            daemon.unlink(OTHER_LINK);
            daemon.link(VRF, VRF_NAME, 0);
            daemon.link(LINK, LINK_NAME, vrf ? VRF : 0);
            daemon.link(OTHER_LINK, OTHER_LINK_NAME, 0);
        }
        links.put(LINK, new CppDaemon.KernelLink(LINK_NAME, vrf ? VRF : 0));
        links.put(OTHER_LINK, new CppDaemon.KernelLink(OTHER_LINK_NAME, 0));
        cpp.forget();
        kernel.clear();
        published.clear();
        reconfigured = false;
        resyncDue = false;
        beginScript();
    }

    private void beginScript() {
        scripts++;
        script.clear();
        script.add(settings);
        script.add(vrf ? "in " + VRF_NAME : "in no VRF");
    }

    /** The next script begins with the same settings: where a neighbor is left behind, it is deleted first. */
    void next(String ip) {
        if (!published.values().stream().allMatch(Published::isNothing)) {
            onMessage(new ScriptedMessage(false, LINK, ip, Nud.NUD_REACHABLE, false, ScriptedMessage.NO_LLADDR));
            if (!published.values().stream().allMatch(Published::isNothing)) {
                throw failure("something is left behind", published.keySet(), "nothing");
            }
        }
        kernel.clear();
        beginScript();
    }

    /** The kernel sends a notification. */
    void onMessage(ScriptedMessage message) {
        script.add(message);
        if (message.added()) {
            kernel.put(message.neighbor(), message);
        } else {
            kernel.remove(message.neighbor());
        }
        List<Operation> byCpp = cpp.onMessage(message);
        byCpp.forEach(operation -> operationsByTable.merge(operation.table(), 1, Integer::sum));
        expect("strict", strict.onMessage(message), byCpp);
        Published state = published.computeIfAbsent(message.neighbor(), neighbor -> new Published());
        OursColumn before = state.ours;
        OursColumn after = before.after(message, settings, isLinkLocal(message));
        int row = OursColumn.rowOf(message, settings, isLinkLocal(message));
        messagesByRow.merge(row, 1, Integer::sum);
        List<Operation> byUs = operations(before, after, message, row, true);
        expect("ours", ours.onMessage(message), byUs);
        boolean staysFailed = state.cppFailed && before.failed() && !after.failed()
                && byCpp.stream().noneMatch(operation -> operation.isIn(CppDaemon.FAILED));
        if (!byCpp.equals(byUs)) {
            count(operationDifferences, staysFailed && row != 4 ? CONFIG_DB : reason(state, row, byCpp));
        }
        apply(byCpp, state);
        boolean changed = !before.isPublishedAs(after);
        state.ours = after;
        String why = OursColumn.isIgnoredByCpp(row) ? Integer.toString(row) : staysFailed ? CONFIG_DB : state.why;
        explain(state, changed ? why : state.why);
    }

    /** CONFIG_DB changes: the strict mode waits for messages, as C++ does, and ours is to resync soon. */
    void reconfigure(PolicySettings changed) {
        script.add(changed);
        settings = changed;
        reconfigured = true;
        resyncDue = true;
        cpp.configure(settings);
        expect("strict", strict.configure(strictly(settings)), List.of());
        expect("ours", ours.configure(settings), List.of());
    }

    /** The resync after a change of CONFIG_DB; else an audit, which finds nothing: what is kept counts as seen. */
    void resync() {
        script.add("resync");
        if (resyncDue) {
            decideAnew();
            resyncDue = false;
            return;
        }
        expect("ours", ours.resync(ResyncCause.AUDIT, kernel), List.of());
        if (!reconfigured) {
            expect("strict", strict.resync(ResyncCause.AUDIT, kernel), List.of());
        }
        long repairs = ours.count(Counter.NEIGHBOR_REPAIRS) + strict.count(Counter.NEIGHBOR_REPAIRS);
        if (repairs > 0) {
            throw failure("repairs counted", repairs, "none");
        }
    }

    private void decideAnew() {
        List<Operation> byUs = new ArrayList<>();
        kernel.forEach((neighbor, message) -> {
            Published state = published.get(neighbor);
            int row = OursColumn.rowOf(message, settings, isLinkLocal(message));
            OursColumn before = state.ours;
            state.ours = before.after(message, settings, isLinkLocal(message));
            byUs.addAll(operations(before, state.ours, message, row, false));
            explain(state, before.isPublishedAs(state.ours) ? state.why : CONFIG_DB);
        });
        byUs.forEach(operation -> count(operationDifferences, CONFIG_DB));
        expect("ours", sorted(ours.resync(ResyncCause.CONFIG, kernel)), sorted(byUs));
    }

    private List<Operation> operations(
            OursColumn before, OursColumn after, ScriptedMessage message, int row, boolean notified) {
        boolean first = message.ifindex() == LINK;
        return before.operationsTo(after, message, settings, row, first ? LINK_NAME : OTHER_LINK_NAME,
                first && vrf ? VRF_NAME : null, notified);
    }

    private boolean isLinkLocal(ScriptedMessage message) {
        return message.ifindex() == LINK && !settings.linkLocal().isEmpty();
    }

    /** Why we do something else than C++ for a message that falls under this row. */
    private String reason(Published before, int row, List<Operation> byCpp) {
        if (before.differs()) {
            return before.why;
        }
        if (OursColumn.isIgnoredByCpp(row)) {
            return Integer.toString(row);
        }
        Operation last = byCpp.stream().filter(operation -> operation.isIn(CppDaemon.NEIGHBORS)).findFirst()
                .orElseThrow(() -> failure("an undocumented difference", byCpp, "row " + row));
        boolean held = before.cppLladdr != null;
        if (held == last.isSet() && (!held || last.fields().contains(before.cppLladdr))) {
            return held ? "17" : "9";
        }
        throw failure("an undocumented difference", byCpp, "row " + row);
    }

    private void explain(Published state, String why) {
        state.why = state.differs() ? why : null;
        if (state.differs()) {
            if (why == null) {
                throw failure("an undocumented difference of rows", state.cppLladdr + " " + state.cppFailed,
                        state.ours);
            }
            count(rowDifferences, why);
        }
    }

    private static void apply(List<Operation> operations, Published state) {
        for (Operation operation : operations) {
            if (operation.isIn(CppDaemon.NEIGHBORS)) {
                state.cppLladdr = operation.isSet() ? operation.fields().split(" ", -1)[1] : null;
            } else if (operation.isIn(CppDaemon.FAILED)) {
                state.cppFailed = operation.isSet();
            }
        }
    }

    private static void count(Map<String, Integer> counts, String reason) {
        counts.merge(reason, 1, Integer::sum);
    }

    private static List<Operation> sorted(List<Operation> some) {
        List<Operation> all = new ArrayList<>(some);
        Collections.sort(all, Comparator.comparing(Operation::toString));
        return all;
    }

    private void expect(String mode, List<Operation> actual, List<Operation> expected) {
        if (!actual.equals(expected)) {
            throw failure(mode, actual, expected);
        }
    }

    private AssertionError failure(String what, Object actual, Object expected) {
        StringBuilder text = new StringBuilder(what).append(": ").append(actual).append(" instead of ")
                .append(expected).append(" at the end of");
        script.forEach(step -> text.append("\n  ").append(step));
        return new AssertionError(text.toString());
    }

    /** Scripts run. */
    int scripts() {
        return scripts;
    }

    /** Messages handled by each daemon, by the row of the table they fall under; 0: by none. */
    Map<Integer, Integer> messagesByRow() {
        return messagesByRow;
    }

    /** Operations of the C++ daemon, all of which the strict mode did too. */
    Map<String, Integer> operationsByTable() {
        return operationsByTable;
    }

    /** How often we did something else than the C++ daemon for a message, by the reason. */
    Map<String, Integer> operationDifferences() {
        return operationDifferences;
    }

    /** How often the rows of the message's neighbor differed behind it, by the reason. */
    Map<String, Integer> rowDifferences() {
        return rowDifferences;
    }

    /** How often the C++ daemon ended itself. */
    int exits() {
        return cpp.exits();
    }

    @Override
    public void close() {
        strict.close();
        ours.close();
    }
}
