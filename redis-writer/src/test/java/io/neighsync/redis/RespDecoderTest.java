package io.neighsync.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.redis.RespDecoder.Token;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests of {@link RespDecoder}.
 */
class RespDecoderTest {
    private static final String STREAM = ("+OK|-ERR bad thing|:42|:-7|$5|hello|$0||$-1|*-1|*0|*2|:0|*1|$4|||"
        + "|:9223372036854775807|:-9223372036854775808|+|").replace("|", "\r\n");
    private static final List<String> TOKENS = List.of("SIMPLE_STRING OK", "ERROR ERR bad thing", "INTEGER 42",
        "INTEGER -7", "BULK hello", "BULK ", "NIL", "NIL", "ARRAY 0", "ARRAY 2", "INTEGER 0", "ARRAY 1",
        "BULK \r\n\r\n", "INTEGER 9223372036854775807", "INTEGER -9223372036854775808", "SIMPLE_STRING ");

    private final RespDecoder decoder = new RespDecoder(256);

    @Test
    void shouldFindTheSameTokensWhenTheStreamIsSplitAnywhere() {
        for (int first = 0; first <= STREAM.length(); first++) {
            for (int second = first; second <= STREAM.length(); second++) {
                decoder.reset();
                final List<String> tokens = new ArrayList<>();
                receive(STREAM.substring(0, first), tokens);
                receive(STREAM.substring(first, second), tokens);
                receive(STREAM.substring(second), tokens);
                assertThat(tokens).as("split at %d and %d", first, second).isEqualTo(TOKENS);
            }
        }
    }

    @Test
    void shouldFindTheSameTokensWhenBytesComeOneByOne() {
        final List<String> tokens = new ArrayList<>();
        STREAM.chars().forEach(octet -> receive(String.valueOf((char) octet), tokens));
        assertThat(tokens).isEqualTo(TOKENS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hello\r\n", "\r\n", ">1\r\n", "_\r\n", ":\r\n", ":-\r\n", ":1a\r\n", ":+1\r\n", ": 1\r\n",
        ":9223372036854775808\r\n", ":-9223372036854775809\r\n", ":99999999999999999999\r\n", "$-2\r\n", "$x\r\n",
        "$\r\n", "$3\r\nabcd\r\n", "$3\r\nabc\n\n", "$3\r\nabc\r.", "*-2\r\n", "*2147483648\r\n", "+a\nb\r\n",
        "+a\rb\r\n", "$251\r\n", "$2147483647\r\n", "$9223372036854775807\r\n"})
    void shouldSayMalformedForGoodWhenTheBytesAreNotResp2(String bytes) {
        final List<String> tokens = new ArrayList<>();
        receive(bytes, tokens);
        assertThat(tokens).containsExactly("MALFORMED");
        receive("+OK\r\n", tokens);
        assertThat(tokens).containsExactly("MALFORMED", "MALFORMED");
        decoder.reset();
        tokens.clear();
        receive("+OK\r\n", tokens);
        assertThat(tokens).containsExactly("SIMPLE_STRING OK");
    }

    @Test
    void shouldTakeATokenAsLargeAsTheBufferAndNoLargerOne() {
        final List<String> tokens = new ArrayList<>();
        receive("+" + "x".repeat(253) + "\r\n", tokens);
        receive("$248\r\n" + "y".repeat(248) + "\r\n", tokens);
        assertThat(tokens).containsExactly("SIMPLE_STRING " + "x".repeat(253), "BULK " + "y".repeat(248));
        receive("+" + "x".repeat(255), tokens);
        assertThat(tokens).last().isEqualTo("MALFORMED");
    }

    @Test
    void shouldNeverReadOutOfBoundsWhenBytesAreRandom() {
        final Random random = new Random(4711);
        final byte[] alphabet = "+-:$*0123456789\r\nab".getBytes(StandardCharsets.US_ASCII);
        for (int round = 0; round < 200_000; round++) {
            decoder.reset();
            final byte[] bytes = new byte[1 + random.nextInt(24)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = alphabet[random.nextInt(alphabet.length)];
            }
            decoder.receiveBuffer().put(bytes);
            decoder.received();
            Token token = decoder.next();
            for (int i = 0; token != Token.NEED_MORE && token != Token.MALFORMED; i++) {
                assertThat(i).as(Arrays.toString(bytes)).isLessThan(bytes.length);
                token = decoder.next();
            }
        }
    }

    private void receive(String bytes, List<String> tokens) {
        decoder.receiveBuffer().put(bytes.getBytes(StandardCharsets.ISO_8859_1));
        decoder.received();
        Token token = decoder.next();
        while (token != Token.NEED_MORE) {
            tokens.add(switch (token) {
                case SIMPLE_STRING, ERROR, BULK -> token + " " + decoder.text();
                case INTEGER, ARRAY -> token + " " + decoder.integer();
                default -> token.toString();
            });
            token = token == Token.MALFORMED ? Token.NEED_MORE : decoder.next();
        }
    }
}
