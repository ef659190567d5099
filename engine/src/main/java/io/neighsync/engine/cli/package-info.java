/** The command line. */
package io.neighsync.engine.cli;
