package io.neighsync.engine.stage;

import com.lmax.disruptor.Sequence;

/**
 * Up to where JournalStage may follow RedisStage. An append made while a row is on its way to Redis would delay that
 * row where both have one core, so a few decisions are held back until the batch that they may be part of is answered.
 * More than a few, or those of a batch that is answered late, are handed over at once: then the appends are made while
 * Redis works. The RedisStage's thread; the sequence any thread may read.
 */
final class HandOver {
    /** Events that are held back at most: more show a load under which a batch gains nothing by it. */
    static final long MOST_HELD_BACK = 8;
    private static final long NONE = -1;

    private final Sequence sequence = new Sequence(NONE);
    private long reached = NONE;
    private long answered = NONE;
    private long sent = NONE;

    /** RedisStage has come to this event. */
    void onEvent(long event) {
        reached = event;
    }

    /** It sends a batch; the one before is answered. */
    void onSent() {
        answered = sent;
        sent = reached;
    }

    /**
     * Hands over what need not be held back any more; once a duty cycle.
     *
     * @param awaitsReply whether a batch is on its way that was sent a moment ago
     * @return the work done, 0 or 1
     */
    int look(boolean awaitsReply) {
        boolean holdsBack = awaitsReply && reached - answered <= MOST_HELD_BACK;
        long upTo = holdsBack ? answered : reached;
        if (upTo <= sequence.get()) {
            return 0;
        }
        sequence.set(upTo);
        return 1;
    }

    /** The last event handed over. */
    Sequence sequence() {
        return sequence;
    }
}
