package io.neighsync.engine.simulation;

/** The running kernel's dumps against the contract: where it fails here, the contract is wrong. */
class RealKernelDumpContractSystemTest extends KernelDumpContract {
    @Override
    KernelUnderTest open() {
        return new RealKernelUnderTest();
    }
}
