package io.neighsync.engine.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;

/**
 * What a recording of JDK Flight Recorder has about CPU time, allocation and collections. CPU time is sampled by each
 * thread's own clock (JEP 509), so that system calls count for the method that makes them; where the JVM cannot do
 * that, what ran in Java is all there is. One thread.
 */
final class RecordedProfile {
    private static final String CPU_TIME = "jdk.CPUTimeSample";
    private static final String EXECUTION = "jdk.ExecutionSample";
    private static final String ALLOCATION = "jdk.ThreadAllocationStatistics";
    private static final String COLLECTION = "jdk.GarbageCollection";

    private final CallTree cpuTime = new CallTree();
    private final CallTree execution = new CallTree();
    private final Map<String, Long> allocatedBefore = new HashMap<>();
    private final Map<String, Long> allocated = new HashMap<>();
    private int collections;
    private Duration pauses = Duration.ZERO;
    private Duration longestPause = Duration.ZERO;

    private RecordedProfile() {
    }

    /** Reads a recording. */
    static RecordedProfile read(Path file) {
        RecordedProfile profile = new RecordedProfile();
        try (RecordingFile events = new RecordingFile(file)) {
            while (events.hasMoreEvents()) {
                profile.add(events.readEvent());
            }
        } catch (IOException e) {
            throw new RefusedException(file + " cannot be read: " + e.getMessage());
        }
        return profile;
    }

    private void add(RecordedEvent event) {
        switch (event.getEventType().getName()) {
            case CPU_TIME -> addSample(cpuTime, event, "eventThread");
            case EXECUTION -> addSample(execution, event, "sampledThread");
            case ALLOCATION -> addAllocation(event);
            case COLLECTION -> addCollection(event);
            default -> { }
        }
    }

    private static void addSample(CallTree tree, RecordedEvent event, String threadField) {
        if (event.getStackTrace() == null) {
            return;
        }
        List<String> frames = new ArrayList<>();
        for (RecordedFrame frame : event.getStackTrace().getFrames()) {
            frames.add(name(frame));
        }
        frames.add(name(event.getThread(threadField)));
        Collections.reverse(frames);
        tree.add(frames);
    }

    /** Without the numbers of hidden classes, which differ from run to run. */
    private static String name(RecordedFrame frame) {
        String type = frame.getMethod().getType().getName();
        return type.replaceAll("/0x[0-9a-f]+", "") + '.' + frame.getMethod().getName();
    }

    private static String name(RecordedThread thread) {
        return thread == null || thread.getJavaName() == null ? "JVM" : thread.getJavaName();
    }

    /** Counts since the thread's beginning: the first is what was before the recording. */
    private void addAllocation(RecordedEvent event) {
        String thread = name(event.getThread("thread"));
        long bytes = event.getLong("allocated");
        allocatedBefore.putIfAbsent(thread, bytes);
        allocated.merge(thread, bytes, Math::max);
    }

    private void addCollection(RecordedEvent event) {
        collections++;
        pauses = pauses.plus(event.getDuration("sumOfPauses"));
        Duration longest = event.getDuration("longestPause");
        longestPause = longest.compareTo(longestPause) > 0 ? longest : longestPause;
    }

    /** Where threads spent their time: by thread, then by frame. */
    CallTree samples() {
        return cpuTime.samples() > 0 ? cpuTime : execution;
    }

    /** Bytes that a thread of Java allocated meanwhile. */
    long allocated(String thread) {
        return allocated.getOrDefault(thread, 0L) - allocatedBefore.getOrDefault(thread, 0L);
    }

    /** How many collections there were. */
    int collections() {
        return collections;
    }

    /** How long they stopped the threads in all. */
    Duration pauses() {
        return pauses;
    }

    /** The longest stop. */
    Duration longestPause() {
        return longestPause;
    }
}
