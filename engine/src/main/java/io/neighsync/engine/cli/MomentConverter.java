package io.neighsync.engine.cli;

import io.neighsync.engine.replay.Moment;
import io.neighsync.engine.replay.WallTime;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads a time as it is given on the command line: ISO-8601 with or without a zone, a time of today, how long ago, a
 * sequence of the journal, or now.
 */
final class MomentConverter implements ITypeConverter<Moment> {
    private static final Pattern AGO = Pattern.compile("-((?:\\d{1,9}(?:ms|s|m|h|d))+)");
    private static final Pattern PART = Pattern.compile("(\\d+)(ms|s|m|h|d)");
    private static final Pattern SEQUENCE = Pattern.compile("seq:(\\d{1,18})");
    private static final Pattern DATE_AND_TIME = Pattern.compile("(\\d{4}-\\d\\d-\\d\\d)[ T](.*)");
    private static final int NANOS_PER_MICRO = 1000;
    private static final String FORMS = "give 2026-11-23T03:12:07Z (or without zone, or with +01:00), 03:12:07 for"
            + " today, -10m for ten minutes ago, seq:N for a sequence of the journal, or now";

    private final Clock clock;

    /** With this machine's time and zone. */
    MomentConverter() {
        this(Clock.system(ZoneId.systemDefault()));
    }

    /** With a clock that tells the time and the zone. */
    MomentConverter(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Moment convert(String value) {
        if (value.equals("now")) {
            return ofInstant(clock.instant());
        }
        Matcher sequence = SEQUENCE.matcher(value);
        if (sequence.matches()) {
            return Moment.ofSequence(Long.parseLong(sequence.group(1)));
        }
        Matcher ago = AGO.matcher(value);
        if (ago.matches()) {
            return ofInstant(clock.instant().minus(duration(ago.group(1))));
        }
        Moment parsed = ofInstant(parse(value));
        // a time that was copied from a line that is printed stands for all of its microsecond
        return parsed.value() % NANOS_PER_MICRO == 0
                ? Moment.ofTime(parsed.value() + NANOS_PER_MICRO - 1) : parsed;
    }

    private static Moment ofInstant(Instant instant) {
        try {
            return Moment.ofTime(WallTime.nanos(instant));
        } catch (ArithmeticException e) {
            throw new TypeConversionException("'" + instant + "' is no time of a journal: " + FORMS);
        }
    }

    private static Duration duration(String text) {
        Duration sum = Duration.ZERO;
        Matcher part = PART.matcher(text);
        while (part.find()) {
            long number = Long.parseLong(part.group(1));
            sum = sum.plus(switch (part.group(2)) {
                case "ms" -> Duration.ofMillis(number);
                case "s" -> Duration.ofSeconds(number);
                case "m" -> Duration.ofMinutes(number);
                case "h" -> Duration.ofHours(number);
                default -> Duration.ofDays(number);
            });
        }
        return sum;
    }

    private Instant parse(String value) {
        Matcher both = DATE_AND_TIME.matcher(value);
        String iso = both.matches() ? both.group(1) + "T" + both.group(2) : value;
        List<Function<String, Instant>> forms = List.of(
                text -> OffsetDateTime.parse(text).toInstant(),
                text -> ZonedDateTime.parse(text).toInstant(),
                text -> LocalDateTime.parse(text).atZone(clock.getZone()).toInstant(),
                text -> LocalTime.parse(text).atDate(LocalDate.now(clock)).atZone(clock.getZone()).toInstant(),
                text -> LocalDate.parse(text).atStartOfDay(clock.getZone()).toInstant());
        return forms.stream().map(form -> tryParse(form, iso)).filter(Objects::nonNull).findFirst()
                .orElseThrow(() -> new TypeConversionException("'" + value + "' is no time: " + FORMS));
    }

    private static Instant tryParse(Function<String, Instant> form, String text) {
        try {
            return form.apply(text);
        } catch (DateTimeException e) {
            return null;
        }
    }
}
