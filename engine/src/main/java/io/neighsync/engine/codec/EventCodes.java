package io.neighsync.engine.codec;

import io.neighsync.engine.event.EventKind;
import io.neighsync.engine.event.Origin;
import io.neighsync.engine.event.Verdict;

/** The numbers that stand for words of the engine in the journal: they never change their meaning. Any thread. */
final class EventCodes {
    private static final EventKind[] KINDS = {
        EventKind.INVALID, EventKind.FOREIGN, EventKind.NEIGH_SET, EventKind.NEIGH_DEL, EventKind.LINK_SET,
        EventKind.LINK_DEL, EventKind.DUMP_BEGIN, EventKind.LINKS_DONE, EventKind.DUMP_DONE, EventKind.SWEEP_DONE,
        EventKind.OVERRUN, EventKind.CONFIG_CHANGED, EventKind.TICK, EventKind.RESTORED};
    private static final Origin[] ORIGINS = {Origin.NOTIFICATION, Origin.DUMP, Origin.CONFIRM};
    private static final Verdict[] VERDICTS = {
        Verdict.NONE, Verdict.SET, Verdict.SET_ZERO, Verdict.DEL, Verdict.KEEP, Verdict.REFRESH};

    private EventCodes() {
    }

    static byte of(EventKind kind) {
        return switch (kind) {
            case INVALID -> 0;
            case FOREIGN -> 1;
            case NEIGH_SET -> 2;
            case NEIGH_DEL -> 3;
            case LINK_SET -> 4;
            case LINK_DEL -> 5;
            case DUMP_BEGIN -> 6;
            case LINKS_DONE -> 7;
            case DUMP_DONE -> 8;
            case SWEEP_DONE -> 9;
            case OVERRUN -> 10;
            case CONFIG_CHANGED -> 11;
            case TICK -> 12;
            case RESTORED -> 13;
        };
    }

    static EventKind kind(int code) {
        return KINDS[code];
    }

    static byte of(Origin origin) {
        return switch (origin) {
            case NOTIFICATION -> 0;
            case DUMP -> 1;
            case CONFIRM -> 2;
        };
    }

    static Origin origin(int code) {
        return ORIGINS[code];
    }

    static byte of(Verdict verdict) {
        return switch (verdict) {
            case NONE -> 0;
            case SET -> 1;
            case SET_ZERO -> 2;
            case DEL -> 3;
            case KEEP -> 4;
            case REFRESH -> 5;
        };
    }

    static Verdict verdict(int code) {
        return VERDICTS[code];
    }
}
