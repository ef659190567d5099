package io.neighsync.engine.cli;

import io.neighsync.engine.daemon.ConfigurationException;
import io.neighsync.engine.daemon.DaemonConfig;
import io.neighsync.engine.daemon.Site;
import io.neighsync.redis.EmbeddedRedisServer;
import io.neighsync.redis.RedisAddress;
import io.neighsync.redis.SonicDatabase;
import io.neighsync.redis.SonicDatabases;
import io.neighsync.redis.TableProtocol;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where and how to write: SONiC's databases where their file is there, at the address that is configured if one is;
 * else that address alone, the usual socket, or an embedded server when that was asked for.
 */
final class RedisTarget implements AutoCloseable {
    private static final String EMBEDDED = "embedded";
    private static final Path USUAL_SOCKET = Path.of("/var/run/redis/redis.sock");
    private static final Path SONIC_DATABASES = Path.of("/var/run/redis/sonic-db/database_config.json");

    private final Site site;
    private final EmbeddedRedisServer embedded;

    private RedisTarget(Site site, EmbeddedRedisServer embedded) {
        this.site = site;
        this.embedded = embedded;
    }

    /**
     * Decides, and starts the embedded server if it is that.
     *
     * @throws ConfigurationException when no address is given and neither file nor usual socket is there
     */
    static RedisTarget of(DaemonConfig config) {
        String address = config.redis().address();
        String file = config.sonic().databaseConfig();
        boolean sonic = !file.isEmpty() || Files.exists(SONIC_DATABASES);
        EmbeddedRedisServer embedded = address.equals(EMBEDDED) ? EmbeddedRedisServer.start() : null;
        try {
            SonicDatabases databases;
            if (sonic) {
                SonicDatabases found = SonicDatabases.load(
                        file.isEmpty() ? SONIC_DATABASES : Path.of(file), config.sonic().namespace());
                databases = address.isEmpty() ? found : found.at(addressOf(address, embedded));
            } else {
                databases = standard(addressOf(address, embedded), config.redis().database());
            }
            TableProtocol usual = sonic ? TableProtocol.PRODUCER_STATE : TableProtocol.DIRECT;
            return new RedisTarget(new Site(databases, config.redis().tableProtocol(usual), sonic,
                    embedded == null), embedded);
        } catch (RuntimeException e) {
            if (embedded != null) {
                embedded.close();
            }
            throw e;
        }
    }

    private static SonicDatabases standard(RedisAddress address, int database) {
        SonicDatabases usual = SonicDatabases.standard(address);
        SonicDatabase appl = usual.appl();
        return new SonicDatabases(new SonicDatabase(appl.name(), database, appl.separator(), address),
                usual.config(), usual.state());
    }

    private static RedisAddress addressOf(String configured, EmbeddedRedisServer embedded) {
        if (embedded != null) {
            return embedded.address();
        }
        if (!configured.isEmpty()) {
            return RedisAddress.parse(configured);
        }
        if (Files.exists(USUAL_SOCKET)) {
            return RedisAddress.parse("unix:" + USUAL_SOCKET);
        }
        throw new ConfigurationException("redis.address is not set and neither " + SONIC_DATABASES + " nor "
                + USUAL_SOCKET + " is there: name a Redis with --redis ADDRESS, or try --redis embedded");
    }

    Site site() {
        return site;
    }

    boolean isEmbedded() {
        return embedded != null;
    }

    @Override
    public void close() {
        if (embedded != null) {
            embedded.close();
        }
    }
}
