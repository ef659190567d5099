package io.neighsync.engine.daemon;

import io.neighsync.engine.event.LinkName;
import io.neighsync.engine.event.PolicySettings;
import io.neighsync.engine.log.DaemonLog;
import io.neighsync.engine.log.LogLevel;
import io.neighsync.engine.log.LogOutput;
import io.neighsync.engine.stage.PolicyUpdates;
import io.neighsync.redis.ConfigFollower;
import io.neighsync.redis.LogSettings;
import io.neighsync.redis.SwitchSettings;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts what CONFIG_DB and the configuration say about rows and about the log in force. Any thread. */
final class SwitchPolicy implements ConfigFollower.Listener {
    private static final Logger LOGGER = LoggerFactory.getLogger(SwitchPolicy.class);

    private final PolicyUpdates updates;
    private final boolean followsOutput;
    private boolean strict;
    private PolicySettings settings;

    /** The first settings are yet to come. {@code followsOutput}: whether CONFIG_DB says where the log goes. */
    SwitchPolicy(PolicyUpdates updates, boolean strict, boolean followsOutput) {
        this.updates = updates;
        this.strict = strict;
        this.followsOutput = followsOutput;
    }

    /** There is no CONFIG_DB: a plain host. */
    synchronized void withoutConfigDb() {
        offer(PolicySettings.PLAIN);
    }

    @Override
    public synchronized void onSwitchSettings(SwitchSettings found) {
        LOGGER.info("CONFIG_DB: dual-ToR {}, EVPN NVO {}, IPv6 link-local neighbors on {}",
                found.dualTor() ? "yes" : "no", found.evpnNvo() ? "yes" : "no",
                found.linkLocalInterfaces().isEmpty() ? "no interface" : found.linkLocalInterfaces());
        offer(new PolicySettings(strict, found.dualTor(), found.evpnNvo(),
                found.linkLocalInterfaces().stream().map(LinkName::new).collect(Collectors.toSet())));
    }

    @Override
    public void onLogSettings(LogSettings found) {
        LogLevel.of(found.level()).ifPresent(DaemonLog::level);
        if (followsOutput) {
            LogOutput.of(found.output()).ifPresent(DaemonLog::output);
        }
    }

    /** Changes {@code compat.strict}. */
    synchronized void strict(boolean value) {
        if (value != strict) {
            strict = value;
            if (settings != null) {
                offer(settings);
            }
        }
    }

    private void offer(PolicySettings wanted) {
        settings = new PolicySettings(strict, wanted.dualTor(), wanted.evpnNvo(), wanted.linkLocal());
        updates.offer(settings);
    }

    /** What is in force; null before the first settings. */
    synchronized PolicySettings settings() {
        return settings;
    }
}
