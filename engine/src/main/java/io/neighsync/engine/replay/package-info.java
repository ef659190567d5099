/**
 * What the journal's records come to: the state they lead to, from which a restart goes on.
 *
 * <pre>
 *   segments --{@link io.neighsync.engine.replay.JournalLoader}--> {@link io.neighsync.engine.replay.JournalImage}
 * </pre>
 */
package io.neighsync.engine.replay;
