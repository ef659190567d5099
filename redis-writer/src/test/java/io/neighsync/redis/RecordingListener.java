package io.neighsync.redis;

import java.util.ArrayList;
import java.util.List;

/** Writes down what a writer tells. */
abstract class RecordingListener implements BatchListener {
    final List<String> events = new ArrayList<>();

    @Override
    public void onRowAcknowledged(int index) {
        events.add("acknowledged " + index);
    }

    @Override
    public void onRowRefused(int index, String error) {
        events.add("refused " + index + " " + error);
    }

    @Override
    public void onBatchComplete() {
        events.add("complete");
    }

    @Override
    public void onBatchRefused(String error) {
        events.add("batch refused " + error);
    }

    @Override
    public void onConnectionLost(String reason) {
        events.add("lost " + reason);
    }
}
