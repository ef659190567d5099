package io.neighsync.engine.simulation;

/** The simulated kernel's events against the contract. */
class SimulatedKernelTest extends KernelContract {
    @Override
    KernelUnderTest open() {
        return new SimulatedKernelUnderTest();
    }
}
