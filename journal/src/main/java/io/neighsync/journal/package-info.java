/**
 * A durable log of opaque records on Chronicle Queue: append, read, retain. It knows nothing of what a record means.
 *
 * <pre>
 *   DIR/lock                               held by the one process that writes, and tells its number
 *   DIR/segments/00000042/20261123.cq4     one Chronicle queue of one file, its space reserved before the first append
 *   DIR/quarantine/00000041-1763856000000/ a segment that was found damaged, kept as it was
 *   DIR/work/                              where segments are made and removed
 *
 *   20261123.cq4:  Chronicle's header and index | descriptor | record 0 | record 1 | ... | zeros
 *   a record:      4 bytes of {@link io.neighsync.journal.DocumentHeader} | {@link io.neighsync.journal.RecordFormat}
 * </pre>
 *
 * <p>A segment is written from its beginning to its end by one process and never again: nothing is ever repaired in
 * place. {@link io.neighsync.journal.JournalKeeper} prepares segments in a thread of its own, so that who appends meets
 * neither a file being created nor a page that is not there; {@link io.neighsync.journal.SegmentReader} reads them
 * with every length and checksum checked, and never through a mapping. What of a segment is not written yet is zero,
 * and a reader holds everything to that: a record that is missing, half of one that is not the last, or a file that is
 * shorter than its descriptor says is damage.
 *
 * <p>Records survive the end of the process, however it ends, from the moment an append returns. They survive the end
 * of the system only as far as the kernel has written them back: nothing here waits for a disk.
 */
package io.neighsync.journal;
