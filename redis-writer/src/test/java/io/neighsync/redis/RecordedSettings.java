package io.neighsync.redis;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Keeps what a follower reported, and when.
 */
final class RecordedSettings implements ConfigFollower.Listener {
    final List<SwitchSettings> switchSettings = new CopyOnWriteArrayList<>();
    final List<LogSettings> logSettings = new CopyOnWriteArrayList<>();
    /** By {@code System.nanoTime}; written by the follower's thread. */
    volatile long lastNanos;

    @Override
    public void onSwitchSettings(SwitchSettings settings) {
        lastNanos = System.nanoTime();
        switchSettings.add(settings);
    }

    @Override
    public void onLogSettings(LogSettings settings) {
        lastNanos = System.nanoTime();
        logSettings.add(settings);
    }

    SwitchSettings lastSwitchSettings() {
        return switchSettings.isEmpty() ? null : switchSettings.getLast();
    }

    LogSettings lastLogSettings() {
        return logSettings.isEmpty() ? null : logSettings.getLast();
    }
}
