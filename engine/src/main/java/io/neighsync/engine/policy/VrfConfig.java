package io.neighsync.engine.policy;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Which VRFs are mirrored. Keys and defaults: section {@code vrf} of {@code reference.conf}.
 *
 * @param include {@code vrf.include}: names of VRFs; only they are mirrored. Empty: all
 * @param exclude {@code vrf.exclude}: names of VRFs that are not
 */
public record VrfConfig(List<String> include, List<String> exclude) {
    private static final int MAX_NAME_BYTES = 15;

    /** Checks the names, as the kernel does (dev_valid_name in net/core/dev.c). */
    public VrfConfig {
        include = List.copyOf(include);
        exclude = List.copyOf(exclude);
        check("vrf.include", include);
        check("vrf.exclude", exclude);
        for (String name : include) {
            if (exclude.contains(name)) {
                throw new IllegalArgumentException(
                        "vrf.exclude = " + exclude + ": " + name + " is in vrf.include too; give it in one of them");
            }
        }
    }

    private static void check(String key, List<String> names) {
        for (String name : names) {
            int bytes = name.getBytes(StandardCharsets.UTF_8).length;
            boolean odd = name.equals(".") || name.equals("..")
                    || name.chars().anyMatch(c -> c == '/' || c == ':' || Character.isWhitespace(c));
            if (bytes == 0 || bytes > MAX_NAME_BYTES || odd) {
                throw new IllegalArgumentException(key + " = " + names + ": \"" + name + "\" is no name of a VRF; "
                        + "give 1 to 15 bytes without '/', ':' and white space, or default for links that belong to "
                        + "no VRF");
            }
        }
    }
}
