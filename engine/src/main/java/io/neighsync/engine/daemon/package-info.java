/** The daemon: configuration, construction of every part, start, readiness, verification and stop. */
package io.neighsync.engine.daemon;
