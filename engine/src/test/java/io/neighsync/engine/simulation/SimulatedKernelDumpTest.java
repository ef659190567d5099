package io.neighsync.engine.simulation;

/** The simulated kernel's dumps against the contract. */
class SimulatedKernelDumpTest extends KernelDumpContract {
    @Override
    KernelUnderTest open() {
        return new SimulatedKernelUnderTest();
    }
}
