package io.neighsync.engine.daemon;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Enumeration;

/** The {@code reference.conf} of every module. */
final class ReferenceConf {
    private static final String NAME = "reference.conf";

    private ReferenceConf() {
    }

    /** Keys and defaults. Comments are left out before they are parsed: they take most of the time, at every start. */
    static Config values() {
        Config values = ConfigFactory.empty();
        try {
            Enumeration<URL> files = loader().getResources(NAME);
            while (files.hasMoreElements()) {
                values = values.withFallback(ConfigFactory.parseString(withoutComments(files.nextElement())));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return values.resolve();
    }

    /** The same with the comments, each in the origin of its key. */
    static Config commented() {
        return ConfigFactory.parseResources(loader(), NAME, ConfigParseOptions.defaults()).resolve();
    }

    private static ClassLoader loader() {
        return ReferenceConf.class.getClassLoader();
    }

    private static String withoutComments(URL file) throws IOException {
        String text;
        try (InputStream in = file.openStream()) {
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        StringBuilder lines = new StringBuilder(text.length());
        for (int start = 0; start < text.length();) {
            int end = text.indexOf('\n', start) + 1;
            end = end == 0 ? text.length() : end;
            while (start < end && text.charAt(start) == ' ') {
                start++;
            }
            if (start < end && text.charAt(start) != '#') {
                lines.append(text, start, end);
            }
            start = end;
        }
        return lines.toString();
    }
}
