package io.neighsync.engine.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which level of SLF4J passes at which level of the log; what passes is in {@link DaemonLogSystemTest}. */
class DaemonLoggerTest {
    private final Logger logger = LoggerFactory.getLogger(DaemonLoggerTest.class);

    @AfterEach
    void restore() {
        DaemonLog.level(LogLevel.NOTICE);
    }

    @Test
    void shouldBeWhatSlf4jLogsTo() {
        assertThat(logger).isInstanceOf(DaemonLogger.class).isSameAs(LoggerFactory.getLogger(logger.getName()));
    }

    @ParameterizedTest
    @CsvSource({
        "EMERG,0", "ALERT,0", "CRIT,0", "ERROR,1", "WARN,2", "NOTICE,3", "INFO,4", "DEBUG,5"
    })
    void shouldFollowTheLevelOfTheLogLive(LogLevel level, int passing) {
        DaemonLog.level(level);
        assertThat(new boolean[] {
            logger.isErrorEnabled(), logger.isWarnEnabled(), logger.isInfoEnabled(), logger.isDebugEnabled(),
            logger.isTraceEnabled()
        }).containsExactly(passing > 0, passing > 1, passing > 2, passing > 3, passing > 4);
    }

    @Test
    void shouldNotRenderWhatIsNotLogged() {
        AtomicInteger rendered = new AtomicInteger();
        logger.debug("{}", new Object() {
            @Override
            public String toString() {
                rendered.incrementAndGet();
                return "rendered";
            }
        });
        assertThat(rendered).hasValue(0);
    }

    @Test
    void shouldLogOnlyErrorsOfJedis() {
        DaemonLog.level(LogLevel.DEBUG);
        Logger jedis = LoggerFactory.getLogger("redis.clients.jedis.Connection");
        assertThat(jedis.isErrorEnabled()).isTrue();
        assertThat(jedis.isWarnEnabled()).isFalse();
    }
}
