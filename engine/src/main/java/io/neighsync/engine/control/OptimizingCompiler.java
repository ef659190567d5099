package io.neighsync.engine.control;

import io.neighsync.netlink.ffm.Errno;
import io.neighsync.netlink.ffm.Niceness;
import java.util.function.BooleanSupplier;
import java.util.function.IntUnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The JVM's optimizing compiler. It has some seconds of work with what the pipeline runs, and where cores are few a
 * start is longer by what it takes of them: so it leaves them to others until the daemon is ready. One thread at a
 * time.
 */
public final class OptimizingCompiler {
    private static final Logger LOGGER = LoggerFactory.getLogger(OptimizingCompiler.class);
    /** What the kernel keeps of it: the JVM numbers its threads behind that. */
    private static final String NAME = "C2 CompilerThre";
    /** A tenth of what a thread with 0 gets, for ever where there is no privilege to lower it again. */
    private static final int FOR_EVER = 10;

    private final BooleanSupplier ready;
    private boolean yields = true;

    /** Lets it yield to others, threads that it adds to itself included, until this is true. */
    public OptimizingCompiler(BooleanSupplier ready) {
        this.ready = ready;
        forEach(tid -> {
            boolean isRevocable = Niceness.set(tid, 1) == 0 && Niceness.set(tid, 0) == 0;
            return Niceness.set(tid, isRevocable ? Niceness.MOST : FOR_EVER);
        });
    }

    /** Lets it compete again once the daemon is ready. */
    public void look() {
        if (yields && ready.getAsBoolean()) {
            yields = false;
            forEach(tid -> Niceness.set(tid, 0));
        }
    }

    private static void forEach(IntUnaryOperator setting) {
        for (int tid : OwnThreads.ids()) {
            int result = OwnThreads.name(tid).equals(NAME) ? setting.applyAsInt(tid) : 0;
            if (result < 0) {
                LOGGER.debug("the optimizing compiler keeps its nice value: {}", Errno.name(-result));
            }
        }
    }
}
