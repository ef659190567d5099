package io.neighsync.engine.daemon;

import io.neighsync.redis.SonicDatabases;
import io.neighsync.redis.TableProtocol;

/**
 * Where the daemon writes.
 *
 * @param databases where the databases are
 * @param protocol  how rows are written
 * @param sonic     whether this is a SONiC switch, by the file of its databases
 * @param keepsRows whether Redis goes on when this process ends
 */
public record Site(SonicDatabases databases, TableProtocol protocol, boolean sonic, boolean keepsRows) {
}
