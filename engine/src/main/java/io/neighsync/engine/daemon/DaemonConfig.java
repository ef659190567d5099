package io.neighsync.engine.daemon;

import io.neighsync.engine.control.IdleMode;
import io.neighsync.engine.control.MemoryConfig;
import io.neighsync.engine.control.PipelineConfig;
import io.neighsync.engine.control.ThreadingConfig;
import io.neighsync.engine.control.ThreadingMode;
import io.neighsync.engine.log.LogLevel;
import io.neighsync.engine.log.LogOutput;
import io.neighsync.engine.log.LoggingConfig;
import io.neighsync.engine.policy.VrfConfig;
import io.neighsync.engine.stage.ReceiverConfig;
import io.neighsync.engine.tune.AutoTuneConfig;
import io.neighsync.engine.tune.Strategy;
import io.neighsync.journal.CaptureMode;
import io.neighsync.journal.JournalConfig;
import io.neighsync.netlink.NetlinkConfig;
import io.neighsync.redis.RedisConfig;
import io.neighsync.redis.RedisSecurity;

/** Everything that can be configured, checked: one record a module. */
public record DaemonConfig(
        NetlinkConfig netlink, RedisConfig redis, JournalConfig journal, PipelineConfig pipeline,
        ThreadingConfig threading, MemoryConfig memory, SonicConfig sonic, AutoTuneConfig tuning,
        PerformanceConfig performance, LoggingConfig logging) {

    /**
     * Binds the settings to the records.
     *
     * @throws ConfigurationException naming the key, its value and what is allowed
     */
    public static DaemonConfig of(Settings settings) {
        try {
            return new DaemonConfig(netlink(settings), redis(settings), journal(settings), pipeline(settings),
                    threading(settings), new MemoryConfig(settings.flag("memory.lock")), sonic(settings),
                    tuning(settings), new PerformanceConfig(settings.text("performance.latency_log")),
                    logging(settings));
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(e.getMessage(), e);
        }
    }

    private static NetlinkConfig netlink(Settings settings) {
        return new NetlinkConfig(
                settings.bytes("netlink.receive_buffer"),
                settings.count("netlink.receive_batch"),
                settings.bytes("netlink.dump_receive_buffer"));
    }

    private static RedisConfig redis(Settings settings) {
        return new RedisConfig(
                settings.text("redis.address"),
                settings.text("redis.protocol"),
                settings.count("redis.database"),
                settings.count("redis.max_batch"),
                settings.duration("redis.flush_deadline"),
                settings.count("redis.publish_per_keys"),
                settings.duration("redis.connect_timeout"),
                settings.duration("redis.command_timeout"),
                settings.duration("redis.reconnect_min"),
                settings.duration("redis.reconnect_max"),
                settings.duration("redis.probe_interval"),
                settings.duration("redis.audit_interval"),
                settings.text("redis.direct_channel"),
                new RedisSecurity(
                        settings.text("redis.username"),
                        settings.text("redis.password"),
                        settings.text("redis.tls_ca"),
                        settings.text("redis.tls_certificate"),
                        settings.text("redis.tls_key")));
    }

    private static JournalConfig journal(Settings settings) {
        return new JournalConfig(
                settings.text("journal.dir"),
                settings.bytes("journal.max_size"),
                settings.duration("journal.max_age"),
                settings.bytes("journal.segment_size"),
                settings.choice("journal.capture", CaptureMode.class));
    }

    private static PipelineConfig pipeline(Settings settings) {
        return new PipelineConfig(
                settings.count("ring.size"),
                settings.count("table.capacity"),
                new ReceiverConfig(settings.duration("netlink.audit_interval")),
                new VrfConfig(settings.list("vrf.include"), settings.list("vrf.exclude")));
    }

    private static SonicConfig sonic(Settings settings) {
        return new SonicConfig(
                settings.text("sonic.database_config"),
                settings.text("sonic.namespace"),
                settings.choice("sonic.follow_config", SonicConfig.Follow.class),
                settings.flag("compat.strict"),
                settings.duration("warm_restart.restore_timeout"));
    }

    private static AutoTuneConfig tuning(Settings settings) {
        return new AutoTuneConfig(
                settings.choice("performance.auto_tune.mode", AutoTuneConfig.Mode.class),
                settings.duration("performance.auto_tune.interval"),
                settings.choice("performance.auto_tune.strategy", Strategy.class),
                settings.duration("performance.auto_tune.target_p99"),
                settings.count("performance.auto_tune.target_rate"),
                settings.bytes("performance.auto_tune.memory_limit"));
    }

    private static LoggingConfig logging(Settings settings) {
        return new LoggingConfig(
                settings.choice("logging.level", LogLevel.class), settings.choice("logging.output", LogOutput.class));
    }

    private static ThreadingConfig threading(Settings settings) {
        return new ThreadingConfig(
                settings.choice("threading.mode", ThreadingMode.class),
                settings.choice("threading.idle", IdleMode.class),
                settings.text("threading.cpus"),
                settings.duration("threading.stall_threshold"));
    }
}
