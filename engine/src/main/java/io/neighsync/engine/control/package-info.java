/**
 * The pipeline's assembly and its threads: which agents share one, on which cores, and what a thread does when there is
 * nothing to do.
 */
package io.neighsync.engine.control;
