package io.neighsync.redis;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A value in a JSON file (RFC 8259) that knows where it stands, so that every complaint names file, path, value and
 * remedy.
 *
 * @param file    where it was read.
 * @param path    for example {@code $.INSTANCES.redis.port}.
 * @param element the value.
 */
record JsonNode(Path file, String path, JsonElement element) {
    private static final int SHOWN_CHARACTERS = 80;

    static JsonNode read(Path file) {
        final String text = textOf(file);
        try (JsonReader reader = new JsonReader(new StringReader(text))) {
            reader.setStrictness(Strictness.STRICT);
            final JsonNode root = new JsonNode(file, "$", JsonParser.parseReader(reader));
            if (reader.peek() != JsonToken.END_DOCUMENT) {
                throw new IllegalArgumentException(file + ": something follows its end; remove that");
            }
            root.object("give an object");
            return root;
        } catch (JsonParseException | IOException e) {
            final Throwable syntax = e.getCause() == null ? e : e.getCause();
            throw new IllegalArgumentException(file + " is not valid JSON: "
                + syntax.getMessage().lines().findFirst().orElse("") + "; correct it", e);
        }
    }

    private static String textOf(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException(file + " does not exist; give the path of SONiC's"
                + " database_config.json or database_global.json", e);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(file + " is not UTF-8; correct it", e);
        } catch (IOException e) {
            throw new IllegalArgumentException(file + " cannot be read (" + e + "); make it readable for us", e);
        }
    }

    /** A member, if it is there and not null. */
    Optional<JsonNode> optional(String name) {
        final JsonElement member = object("give an object").get(name);
        return member == null || member.isJsonNull()
            ? Optional.empty()
            : Optional.of(new JsonNode(file, path + "." + name, member));
    }

    JsonNode member(String name, String remedy) {
        return optional(name).orElseThrow(() -> missing(name, remedy));
    }

    List<JsonNode> elements(String remedy) {
        if (!element.isJsonArray()) {
            throw invalid(remedy);
        }
        final List<JsonNode> nodes = new ArrayList<>();
        for (final JsonElement each : element.getAsJsonArray()) {
            nodes.add(new JsonNode(file, path + "[" + nodes.size() + "]", each));
        }
        return nodes;
    }

    String text(String remedy) {
        if (element instanceof JsonPrimitive primitive && primitive.isString()) {
            return primitive.getAsString();
        }
        throw invalid(remedy);
    }

    String nonEmptyText(String remedy) {
        final String text = text(remedy);
        if (text.isEmpty()) {
            throw invalid(remedy);
        }
        return text;
    }

    /** A path as seen from the folder of the file. */
    Path relativePath(String remedy) {
        try {
            return file.toAbsolutePath().resolveSibling(text(remedy));
        } catch (InvalidPathException e) {
            throw invalid(remedy, e);
        }
    }

    int integer(int min, int max) {
        final String remedy = "give an integer " + min + ".." + max;
        if (!(element instanceof JsonPrimitive primitive) || !primitive.isNumber()) {
            throw invalid(remedy);
        }
        try {
            final int value = new BigDecimal(primitive.getAsString()).intValueExact();
            if (value >= min && value <= max) {
                return value;
            }
        } catch (ArithmeticException | NumberFormatException e) {
            throw invalid(remedy, e);
        }
        throw invalid(remedy);
    }

    IllegalArgumentException missing(String name, String remedy) {
        return new IllegalArgumentException(file + ": " + path + "." + name + " is missing; " + remedy);
    }

    IllegalArgumentException invalid(String remedy) {
        return invalid(remedy, null);
    }

    IllegalArgumentException invalid(String remedy, Throwable cause) {
        final String value = element.toString();
        final String shown = value.length() <= SHOWN_CHARACTERS
            ? value
            : value.substring(0, SHOWN_CHARACTERS) + "...";
        return new IllegalArgumentException(this + " is " + shown + "; " + remedy, cause);
    }

    private JsonObject object(String remedy) {
        if (!element.isJsonObject()) {
            throw invalid(remedy);
        }
        return element.getAsJsonObject();
    }

    /** Where it stands. */
    @Override
    public String toString() {
        return file + ": " + path;
    }
}
