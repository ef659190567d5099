package io.neighsync.engine.vrf;

import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Scenarios that share one daemon; each begins with the VRFs Vrf-red and Vrf-blue, and ends with no link and no row.
 * They need a kernel with vrf: {@link VrfKernelSystemTest} runs them.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class VrfScenarios {
    /** The order of the scenario that stops the daemon. */
    static final int LAST = Integer.MAX_VALUE;

    private final Predicate<String> mirrored;
    private final String[] settings;
    private VrfHost host;

    /** Scenarios for a daemon with settings that let through the VRFs for which the predicate holds. */
    VrfScenarios(Predicate<String> mirrored, String... settings) {
        this.mirrored = mirrored;
        this.settings = settings;
    }

    @BeforeAll
    final void start() {
        host = new VrfHost(mirrored, settings);
    }

    @AfterAll
    final void stop() {
        if (host != null) {
            host.close();
        }
    }

    @BeforeEach
    final void addVrfs() {
        host.ip("link add Vrf-red type vrf table 10", "link set Vrf-red up",
                "link add Vrf-blue type vrf table 20", "link set Vrf-blue up");
    }

    @AfterEach
    final void clear() {
        host.clear();
    }

    final VrfHost host() {
        return host;
    }
}
