package io.neighsync.engine.system;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What is different between the rows there are and the rows there should be. */
final class RowDifferences {
    private RowDifferences() {
    }

    /** One sentence for each row that is wrong, missing or too many. */
    static List<String> between(Map<String, String> is, Map<String, String> should) {
        List<String> differences = new ArrayList<>();
        should.forEach((key, value) -> {
            if (!value.equals(is.get(key))) {
                differences.add(key + " is " + is.get(key) + ", should be " + value);
            }
        });
        is.forEach((key, value) -> {
            if (!should.containsKey(key)) {
                differences.add(key + " is " + value + ", should not be");
            }
        });
        return differences;
    }
}
