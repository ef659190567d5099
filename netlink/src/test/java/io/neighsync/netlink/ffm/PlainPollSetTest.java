package io.neighsync.netlink.ffm;

import org.junit.jupiter.api.BeforeAll;

/** The same where errno is asked for only once a wait has failed. */
class PlainPollSetTest extends PollSetTest {
    @BeforeAll
    static void linkPlain() {
        Libc.linkPlain();
    }
}
