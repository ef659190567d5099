package io.neighsync.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kernel's count of drops, of the right sockets. */
class SocketDropsTest {
    @TempDir
    private Path folder;

    @Test
    void shouldCountThoseOfTheEventSocketsOfThisProcess() {
        new ProcessFiles(folder).put("net/netlink", """
            sk               Eth Pid        Groups   Rmem     Wmem     Dump  Locks    Drops    Inode
            000000004f8823eb 0   0          00000000 0        0        0     2        0        4
            00000000b945d020 0   77         00000005 4096     0        0     2        12       501
            00000000b945d021 0   78         00000004 0        0        0     2        3        502
            00000000b945d022 0   79         00000000 0        0        0     2        100      503
            00000000b945d023 0   80         00000004 0        0        0     2        1000     504
            """).link("fd/0", "pipe:[500]").link("fd/3", "socket:[501]").link("fd/4", "socket:[502]")
            .link("fd/5", "socket:[503]");
        assertThat(SocketDrops.read(folder)).isEqualTo(15);
    }
}
