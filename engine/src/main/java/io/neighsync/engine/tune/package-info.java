/**
 * The AutoTuner: from samples of a running daemon to changes of its knobs, one at a time. What it decides follows from
 * what it is given; whoever calls it takes the samples and turns the knobs.
 *
 * <pre>
 *   Sample - Diagnosis - Complaint - Remedy - Trial - kept, or reverted
 * </pre>
 */
package io.neighsync.engine.tune;
