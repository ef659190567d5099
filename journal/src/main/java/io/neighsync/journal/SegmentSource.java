package io.neighsync.journal;

/**
 * Where who appends gets its segments. Every method is called by that one thread, allocates nothing and never blocks.
 */
public interface SegmentSource {
    /**
     * Takes the next segment.
     *
     * @return empty and ready, or null while there is none: it is not prepared yet, or the journal cannot be written
     *     (disk full, folder not writable, held by another process).
     */
    SegmentAppender take();

    /**
     * Gives a segment back that is full, failed, or not needed any more.
     *
     * @param segment one that was taken.
     */
    void release(SegmentAppender segment);

    /**
     * Tells that a restart can begin at this segment: what is older may go when age or size call for it.
     *
     * @param number of a segment that was taken.
     */
    void restartsAt(int number);

    /**
     * Tells how long the snapshot is that each segment begins with, so that segments hold several times as much.
     *
     * @param bytes of the snapshot.
     */
    void expectSnapshot(long bytes);
}
