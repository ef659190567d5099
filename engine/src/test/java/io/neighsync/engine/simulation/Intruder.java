package io.neighsync.engine.simulation;

import io.neighsync.netlink.FuzzedMessages;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.agrona.collections.IntArrayList;

/**
 * Decides when a socket gets a datagram that the simulated kernel did not mean, and which: fuzzed, or one of the kernel
 * spoiled on its way. Which one is a function of the seed, its number and the request it answers, so that a world can
 * be repeated with some of them, or with others in their place.
 */
final class Intruder {
    private static final long GOLDEN_GAMMA = 0x9e37_79b9_7f4a_7c15L;
    private static final int FOREIGN = 4;
    private static final int TRUNCATED = 24;
    private static final int SPOILED = 24;

    private final FuzzedMessages messages = SharedMessages.INSTANCE.get();
    private final SplittableRandom random;
    private final long seed;
    private final boolean onlyForeign;
    /** Not in every world: an overrun repairs what otherwise only an audit can. */
    private final boolean truncates;
    private final Map<Integer, Injection> chosen;
    private final List<Injection> injected = new ArrayList<>();
    private boolean active = true;
    private int number;
    private long foreignEvents;
    private long foreignAnswers;
    private long truncatedEvents;
    private long truncatedAnswers;

    /** Reading the captures takes longer than a world lasts. */
    private static final class SharedMessages {
        private static final ThreadLocal<FuzzedMessages> INSTANCE = ThreadLocal.withInitial(FuzzedMessages::new);
    }

    /**
     * An intruder of one world.
     *
     * @param onlyForeign whether processes alone send, never the kernel
     * @param chosen      by number, what alone is injected; null: everything
     */
    Intruder(long seed, boolean onlyForeign, Map<Integer, Injection> chosen) {
        this.seed = seed;
        this.onlyForeign = onlyForeign;
        this.chosen = chosen;
        truncates = onlyForeign || seed % 4 == 1;
        random = new SplittableRandom(seed);
    }

    /** From now on no socket gets anything but what the kernel means. */
    void stop() {
        active = false;
    }

    /** Whether something is injected now: then {@link #next} tells what. */
    boolean comes() {
        return active && random.nextInt(3) != 0;
    }

    /** What a socket gets now, as an answer to one of these requests; null: nothing, for it was not chosen. */
    Injection next(boolean onEvents, IntArrayList sequences) {
        SplittableRandom source = source();
        messages.answering(sequences.isEmpty() ? 0 : sequences.getInt(source.nextInt(sequences.size())));
        byte[] bytes = messages.nextBytes(source);
        int sender = onlyForeign || source.nextInt(FOREIGN) == 0 ? source.nextInt() | 1 : 0;
        boolean truncated = truncates && source.nextInt(TRUNCATED) == 0;
        return inject(new Injection(number, onEvents, HexFormat.of().formatHex(bytes), sender, truncated));
    }

    /** What becomes of this datagram of the kernel; null: it stays as it is. */
    Injection spoil(boolean onEvents, byte[] datagram) {
        if (!active || onlyForeign || random.nextInt(SPOILED) != 0) {
            return null;
        }
        messages.buffer().putBytes(0, datagram);
        byte[] spoiled = new byte[messages.spoil(source(), datagram.length)];
        messages.buffer().getBytes(0, spoiled);
        return inject(new Injection(number, onEvents, HexFormat.of().formatHex(spoiled), 0, false));
    }

    private SplittableRandom source() {
        return new SplittableRandom(seed * GOLDEN_GAMMA + number);
    }

    private Injection inject(Injection made) {
        Injection injection = chosen == null ? made : chosen.get(number);
        number++;
        if (injection != null) {
            injected.add(injection);
            count(injection);
        }
        return injection;
    }

    private void count(Injection injection) {
        if (injection.sender() != 0 && injection.onEvents()) {
            foreignEvents++;
        } else if (injection.sender() != 0) {
            foreignAnswers++;
        } else if (injection.truncated() && injection.onEvents()) {
            truncatedEvents++;
        } else if (injection.truncated()) {
            truncatedAnswers++;
        }
    }

    /** Everything injected, in order. */
    List<Injection> injected() {
        return injected;
    }

    /** How much of it processes sent to the event socket. */
    long foreignEvents() {
        return foreignEvents;
    }

    /** How much of it processes sent to dump sockets. */
    long foreignAnswers() {
        return foreignAnswers;
    }

    /** How much of it the kernel sent to the event socket, truncated. */
    long truncatedEvents() {
        return truncatedEvents;
    }

    /** How much of it the kernel sent to dump sockets, truncated. */
    long truncatedAnswers() {
        return truncatedAnswers;
    }
}
