package io.neighsync.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The program under an interpreter of the three instructions it uses; the kernel runs it in a system test. */
class NeighborFilterTest {
    private final UnsafeBuffer program = new UnsafeBuffer(new byte[NeighborFilter.LENGTH]);

    @BeforeEach
    void encode() {
        assertThat(NeighborFilter.encode(program, 0)).isEqualTo(NeighborFilter.LENGTH);
    }

    @Test
    void shouldDropExactlyTheBridgeMessagesOfTheCaptures() {
        int dropped = 0;
        int droppedLinks = 0;
        for (String name : List.of(Nlcap.A_VRF, Nlcap.B_CHURN)) {
            for (Nlcap.Entry entry : Nlcap.read(name)) {
                if (entry.kind() == Nlcap.Kind.EVENT) {
                    boolean bridge = entry.bytes()[16] == Rtnetlink.AF_BRIDGE;
                    assertThat(accepts(entry.buffer())).isEqualTo(!bridge);
                    dropped += bridge ? 1 : 0;
                    droppedLinks += bridge && entry.bytes()[4] < Rtnetlink.RTM_NEWNEIGH ? 1 : 0;
                }
            }
        }
        assertThat(droppedLinks).isPositive();
        assertThat(dropped).isGreaterThan(droppedLinks);
    }

    @Test
    void shouldDropADatagramThatEndsBeforeTheFamily() {
        assertThat(accepts(new UnsafeBuffer(new byte[16]))).isFalse();
        assertThat(accepts(new UnsafeBuffer(new byte[17]))).isTrue();
    }

    private boolean accepts(DirectBuffer datagram) {
        int accumulator = 0;
        int at = 0;
        while (true) {
            int instruction = at++ * 8;
            int operand = program.getInt(instruction + 4);
            switch (program.getShort(instruction)) {
                case 0x30 -> {
                    if (operand >= datagram.capacity()) {
                        return false;
                    }
                    accumulator = datagram.getByte(operand) & 0xff;
                }
                case 0x15 -> at += program.getByte(instruction + (accumulator == operand ? 2 : 3));
                case 0x06 -> {
                    return operand != 0;
                }
                default -> throw new IllegalStateException("instruction " + program.getShort(instruction));
            }
        }
    }
}
