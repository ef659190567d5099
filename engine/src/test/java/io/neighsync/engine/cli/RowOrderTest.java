package io.neighsync.engine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.event.LinkName;
import io.neighsync.engine.event.RowValue;
import io.neighsync.engine.replay.JournalImage;
import io.neighsync.engine.table.JournaledLinks;
import io.neighsync.netlink.Rtnetlink;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowOrderTest {
    private static final int LINKS = 4;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 7, 8, 100, 1_000})
    void shouldOrderByLinkFamilyAndAddressAsUnsignedNumbers(int count) {
        Random random = new Random(count);
        try (JournalImage image = new JournalImage(1_024)) {
            for (int ifindex = 1; ifindex <= LINKS; ifindex++) {
                LinkName name = new LinkName("Ethernet" + (LINKS - ifindex));
                image.links().put(new JournaledLinks.Link(ifindex, name, 0, false, 0, 0, name), 1);
            }
            for (int row = 0; row < count; row++) {
                boolean ipv4 = random.nextBoolean();
                image.rows().bind(row, 1 + random.nextInt(LINKS), ipv4 ? Rtnetlink.AF_INET : Rtnetlink.AF_INET6,
                        ipv4 ? 0 : random.nextLong(), ipv4 ? random.nextLong(1L << 32) : random.nextLong());
                image.rows().decide(row, RowValue.of(row), 1);
            }
            int[] sorted = new RowOrder(image).sort(IntStream.range(0, count).toArray());
            List<Integer> expected = new ArrayList<>(IntStream.range(0, count).boxed().toList());
            expected.sort(Comparator.comparingInt((Integer row) -> -image.rows().ifindex(row))
                    .thenComparingInt(row -> image.rows().family(row))
                    .thenComparing(row -> image.rows().addressHigh(row), Long::compareUnsigned)
                    .thenComparing(row -> image.rows().addressLow(row), Long::compareUnsigned));
            assertThat(IntStream.of(sorted).boxed().toList()).isEqualTo(expected);
        }
    }
}
