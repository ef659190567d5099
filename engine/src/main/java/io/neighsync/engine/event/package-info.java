/**
 * What travels through the ring, and what is counted on the way.
 *
 * <pre>
 *   {@link io.neighsync.engine.event.NeighborEvent}   one slot, and what each stage made of it
 *   {@link io.neighsync.engine.event.FrameStore}      the memory behind the slots' frames
 *   {@link io.neighsync.engine.event.Counter}         everything that can happen, one line each
 * </pre>
 */
package io.neighsync.engine.event;
