package io.neighsync.engine.simulation;

/** The running kernel's events against the contract: where it fails here, the contract is wrong. */
class RealKernelContractSystemTest extends KernelContract {
    @Override
    KernelUnderTest open() {
        return new RealKernelUnderTest();
    }
}
