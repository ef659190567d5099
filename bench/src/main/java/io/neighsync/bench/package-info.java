/** Measures; nothing depends on it. An operation of a benchmark is one message, row or event, not one call. */
package io.neighsync.bench;
