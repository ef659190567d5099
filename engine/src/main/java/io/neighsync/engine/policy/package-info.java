/** The pure rules: which neighbor has a row, and with what value. */
package io.neighsync.engine.policy;
