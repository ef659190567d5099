/** Neighbors as text: addresses in inet_ntop form, row keys and fields as SONiC writes them. */
package io.neighsync.engine.codec;
