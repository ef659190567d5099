package io.neighsync.engine.cli;

import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGHUP: the configuration is to be read again. From the moment this is constructed the signal no longer ends the JVM;
 * signals that come before anybody looks count as one.
 *
 * <p>The only handler of signals that an application can set is {@code sun.misc.Signal}, of the supported module
 * jdk.unsupported (JEP 260). javac warns of each mention of it, and this warning alone no option and no annotation can
 * suppress (JDK-8361402), so it is looked up by its name.
 */
final class ReloadSignal {
    private static final Logger LOGGER = LoggerFactory.getLogger(ReloadSignal.class);

    private final AtomicBoolean raised = new AtomicBoolean();

    /** Takes over SIGHUP. Where it cannot, as with {@code -Xrs}, it says so, and the signal ends the JVM as before. */
    ReloadSignal() {
        try {
            handle("HUP");
        } catch (ReflectiveOperationException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            LOGGER.warn("SIGHUP will end the daemon instead of reloading its configuration: {}", cause.getMessage());
        }
    }

    private void handle(String name) throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        Object raise = Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler},
                (proxy, method, arguments) -> {
                    raised.set(true);
                    return null;
                });
        signal.getMethod("handle", signal, handler)
                .invoke(null, signal.getConstructor(String.class).newInstance(name), raise);
    }

    /** Whether the signal came since the last look. Any thread; one that looks takes it. */
    boolean take() {
        return raised.get() && raised.getAndSet(false);
    }
}
