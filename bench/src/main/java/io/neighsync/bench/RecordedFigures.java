package io.neighsync.bench;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The figures of a result file that a {@link Report} wrote.
 *
 * @param commit  of the tree that was measured
 * @param figures in the order of the file, by section and name; what follows another of the same name has its number
 */
record RecordedFigures(String commit, Map<String, Recorded> figures) {
    /**
     * One of them.
     *
     * @param better what is better
     * @param spread its values
     */
    record Recorded(Better better, Spread spread) {
    }

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException when it is not there or no report wrote it, with its name and the remedy
     */
    static RecordedFigures read(Path file) {
        try {
            return of(JsonParser.parseString(Files.readString(file)).getAsJsonObject());
        } catch (IOException e) {
            throw new IllegalArgumentException(file + " cannot be read; give a .json that scripts/bench wrote", e);
        } catch (JsonParseException | IllegalStateException | NumberFormatException e) {
            throw new IllegalArgumentException(
                file + " has no figures of a report; give a .json that scripts/bench wrote", e);
        }
    }

    private static RecordedFigures of(JsonObject root) {
        Map<String, Recorded> figures = new LinkedHashMap<>();
        for (JsonElement each : member(root, "results").getAsJsonArray()) {
            JsonObject row = each.getAsJsonObject();
            String name = member(row, "section").getAsString() + ": " + member(row, "figure").getAsString();
            String unique = name;
            for (int i = 2; figures.containsKey(unique); i++) {
                unique = name + " (" + i + ")";
            }
            // files of before units were written down do not say what is better
            Better better = row.has("better") ? Better.of(row.get("better").getAsString()) : Better.NEITHER;
            figures.put(unique, new Recorded(better, spread(member(row, "values").getAsJsonArray())));
        }
        JsonObject conditions = member(root, "conditions").getAsJsonObject();
        return new RecordedFigures(member(conditions, "commit").getAsString(), figures);
    }

    private static Spread spread(JsonArray array) {
        List<Double> values = new ArrayList<>();
        array.forEach(value -> values.add(value.getAsDouble()));
        return new Spread(values);
    }

    private static JsonElement member(JsonObject object, String name) {
        if (!object.has(name)) {
            throw new JsonParseException("no " + name);
        }
        return object.get(name);
    }
}
