package io.neighsync.netlink.ffm;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import org.junit.jupiter.api.Test;

/** Names of error numbers. */
class ErrnoTest {
    @Test
    void shouldNameEveryConstant() throws IllegalAccessException {
        for (Field field : Errno.class.getFields()) {
            assertThat(Errno.name(field.getInt(null))).isEqualTo(field.getName());
        }
    }

    @Test
    void shouldNameANegatedErrno() {
        assertThat(Errno.name(-Errno.ENOBUFS)).isEqualTo("ENOBUFS");
        assertThat(Errno.name(4242)).isEqualTo("errno 4242");
    }
}
