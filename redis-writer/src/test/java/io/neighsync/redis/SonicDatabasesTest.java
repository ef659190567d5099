package io.neighsync.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests of {@link SonicDatabases}.
 */
class SonicDatabasesTest {
    /** As a switch has it, with members we do not know. */
    private static final String SWITCH = """
        {
            "INSTANCES": {
                "redis":{
                    "hostname" : "127.0.0.1",
                    "port" : 6379,
                    "unix_socket_path" : "/var/run/redis/redis.sock",
                    "persistence_for_warm_boot" : "yes"
                },
                "redis_bmp":{ "hostname" : "localhost", "port" : 6400, "unix_socket_path" : "" }
            },
            "DATABASES" : {
                "APPL_DB" : { "id" : 0, "separator": ":", "instance" : "redis" },
                "ASIC_DB" : { "id" : 1, "separator": ":", "instance" : "redis" },
                "CONFIG_DB" : { "id" : 4, "separator": "|", "instance" : "redis", "extra": [1, null] },
                "STATE_DB" : { "id" : 6, "separator": "|", "instance" : "redis_bmp" }
            },
            "VERSION" : "1.0"
        }
        """;
    private static final RedisAddress UNIX = RedisAddress.unix("/var/run/redis/redis.sock");

    @TempDir
    private Path folder;

    @Test
    void shouldReadTheFileOfASwitchAndSayWhereItHasNoUnixSocket() throws IOException {
        final Path file = write("database_config.json", SWITCH);
        final ByteArrayOutputStream log = new ByteArrayOutputStream();
        final PrintStream standardError = System.err;
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            final SonicDatabases databases = SonicDatabases.load(file, "");
            assertThat(databases.appl()).isEqualTo(new SonicDatabase("APPL_DB", 0, ":", UNIX));
            assertThat(databases.config()).isEqualTo(new SonicDatabase("CONFIG_DB", 4, "|", UNIX));
            assertThat(databases.state())
                .isEqualTo(new SonicDatabase("STATE_DB", 6, "|", RedisAddress.parse("localhost:6400")));
        } finally {
            System.setErr(standardError);
        }
        assertThat(log.toString(StandardCharsets.UTF_8).lines()).hasSize(1).first().asString()
            .endsWith(file + ": $.INSTANCES.redis_bmp has no unix_socket_path; its Redis is reached at localhost:6400");
    }

    @Test
    void shouldReadNumbersAndSeparatorsFromTheFile() throws IOException {
        final Path file = write("f.json", SWITCH.replace("\"id\" : 4, \"separator\": \"|\"",
            "\"id\" : 14, \"separator\": \"::\""));
        final SonicDatabases databases = SonicDatabases.load(file, "");
        assertThat(databases.config().id()).isEqualTo(14);
        assertThat(databases.config().key("LOGGER", "neighsyncd")).isEqualTo("LOGGER::neighsyncd");
        final RedisAddress elsewhere = RedisAddress.parse("10.0.0.1:7");
        assertThat(databases.at(elsewhere).config()).isEqualTo(new SonicDatabase("CONFIG_DB", 14, "::", elsewhere));
        assertThat(databases.at(elsewhere).appl().address()).isEqualTo(elsewhere);
        assertThat(databases.at(elsewhere).state().address()).isEqualTo(elsewhere);
    }

    @Test
    void shouldHaveTheUsualNumbersWithoutAFile() {
        assertThat(SonicDatabases.standard(UNIX)).isEqualTo(new SonicDatabases(
            new SonicDatabase("APPL_DB", 0, ":", UNIX),
            new SonicDatabase("CONFIG_DB", 4, "|", UNIX),
            new SonicDatabase("STATE_DB", 6, "|", UNIX)));
    }

    @ParameterizedTest
    @CsvSource({"'', /host.sock", "asic0, /asic0.sock", "asic1, /asic1.sock", "dpu0, /dpu0.sock"})
    void shouldReadTheFileThatTheGlobalOneIncludesForTheNamespace(String namespace, String path) throws IOException {
        for (final String name : new String[] {"host", "asic0", "asic1", "dpu0"}) {
            write("redis_" + name + "/database_config.json", SWITCH.replace(UNIX.host(), "/" + name + ".sock"));
        }
        final Path global = write("sonic-db/database_global.json", """
            {"INCLUDES" : [
                {"container_name": "dpu0", "include": "../redis_dpu0/database_config.json"},
                {"include": "../redis_host/database_config.json"},
                {"namespace": "asic0", "include": "../redis_asic0/database_config.json"},
                {"namespace": "asic1", "include": "../redis_asic1/database_config.json"}
            ], "VERSION" : "1.0"}""");
        assertThat(SonicDatabases.load(global, namespace).appl().address()).isEqualTo(RedisAddress.unix(path));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', value = {
        "{\"INCLUDES\": 7}; $.INCLUDES is 7; give objects with include",
        "{\"INCLUDES\": [3]}; $.INCLUDES[0] is 3; give an object",
        "{\"INCLUDES\": [{\"namespace\": 3}]}; $.INCLUDES[0].namespace is 3; give a string",
        "{\"INCLUDES\": [{}]}; $.INCLUDES[0].include is missing; give the path",
        "{\"INCLUDES\": [{\"include\": null}]}; $.INCLUDES[0].include is missing; give the path",
        "{\"INCLUDES\": [{\"include\": 1}]}; $.INCLUDES[0].include is 1; give a path relative to this file",
        "{\"INCLUDES\": [{\"include\": \"a\\u0000\"}]}; $.INCLUDES[0].include is; give a path relative to this file",
        "{\"INCLUDES\": [{\"namespace\": \"a\", \"include\": \"b\"}]}; $.INCLUDES is; add an object without namespace",
        "{\"INCLUDES\": [{\"include\": \"nowhere.json\"}]}; nowhere.json does not exist; give the path"})
    void shouldNameTheFileAndThePathWhenTheGlobalFileIsWrong(String text, String where, String remedy)
        throws IOException {
        final Path file = write("database_global.json", text);
        assertThatIllegalArgumentException().isThrownBy(() -> SonicDatabases.load(file, ""))
            .withMessageContaining(where).withMessageContaining("; " + remedy)
            .withMessageStartingWith(folder.toString());
    }

    @Test
    void shouldSayWhichNamespacesThereAre() throws IOException {
        final Path global = write("g.json", "{\"INCLUDES\": [{\"include\": \"a\"}, {\"namespace\": \"asic0\"}]}");
        assertThatIllegalArgumentException().isThrownBy(() -> SonicDatabases.load(global, "asic7"))
            .withMessageContaining("asic0").withMessageEndingWith(
                "; add an object with namespace 'asic7', or ask for one of these");
        final Path single = write("s.json", SWITCH);
        assertThatIllegalArgumentException().isThrownBy(() -> SonicDatabases.load(single, "asic0"))
            .withMessage(single + ": $.INCLUDES is missing; namespace 'asic0' needs database_global.json");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', value = {
        "\"INSTANCES\"; \"X\"; $.INSTANCES is missing; give an object with the Redis instances",
        "\"DATABASES\"; \"X\"; $.DATABASES is missing; give an object with APPL_DB, CONFIG_DB and STATE_DB",
        "\"CONFIG_DB\"; \"X\"; $.DATABASES.CONFIG_DB is missing; give an object with id, separator and instance",
        "\"id\" : 4,; ; $.DATABASES.CONFIG_DB.id is missing; give the index of the database",
        "\"id\" : 4,; \"id\" : \"4\",; $.DATABASES.CONFIG_DB.id is \"4\"; give an integer 0..65535",
        "\"id\" : 4,; \"id\" : 65536,; $.DATABASES.CONFIG_DB.id is 65536; give an integer 0..65535",
        "\"id\" : 4,; \"id\" : -1,; $.DATABASES.CONFIG_DB.id is -1; give an integer 0..65535",
        "\"id\" : 4,; \"id\" : 4.5,; $.DATABASES.CONFIG_DB.id is 4.5; give an integer 0..65535",
        "\"id\" : 4,; \"id\" : 1e999999999,; $.DATABASES.CONFIG_DB.id is 1e999999999; give an integer 0..65535",
        "\"id\" : 4, \"separator\": \"|\"; \"id\" : 4, \"separator\": \"\"; "
            + "$.DATABASES.CONFIG_DB.separator is \"\"; give a string such as | or :",
        "\"id\" : 4, \"separator\": \"|\"; \"id\" : 4, \"separator\": {}; "
            + "$.DATABASES.CONFIG_DB.separator is {}; give a string such as | or :",
        "\"redis_bmp\" }; \"other\" }; "
            + "$.DATABASES.STATE_DB.instance is \"other\"; give the name of one of INSTANCES",
        "6400; 0; $.INSTANCES.redis_bmp.port is 0; give an integer 1..65535",
        "6400; true; $.INSTANCES.redis_bmp.port is true; give an integer 1..65535",
        "\"port\" : 6400,; ; $.INSTANCES.redis_bmp.port is missing; give the TCP port, or unix_socket_path",
        "\"localhost\"; \"\"; $.INSTANCES.redis_bmp.hostname is \"\"; give a host name, or unix_socket_path",
        "\"/var/run/redis/redis.sock\"; \"relative\"; "
            + "$.INSTANCES.redis.unix_socket_path is \"relative\"; give an absolute path of at most 107 bytes",
        "\"/var/run/redis/redis.sock\"; 5; "
            + "$.INSTANCES.redis.unix_socket_path is 5; give an absolute path of at most 107 bytes"})
    void shouldNameFilePathValueAndRemedyWhenAFileIsWrong(String good, String bad, String where, String remedy)
        throws IOException {
        final Path file = write("database_config.json", SWITCH.replace(good, bad == null ? "" : bad));
        assertThatIllegalArgumentException().isThrownBy(() -> SonicDatabases.load(file, ""))
            .withMessageStartingWith(file + ": " + where + "; " + remedy);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{]", "[1]", "7", "null", "{} {}", "{'a': 1}", "{\"a\": 1,}", "{\"a\": NaN}",
        "// c\n{}"})
    void shouldNameTheFileWhenItIsNoJsonObject(String text) throws IOException {
        final Path file = write("database_config.json", text);
        assertThatIllegalArgumentException().isThrownBy(() -> SonicDatabases.load(file, ""))
            .withMessageStartingWith(file.toString())
            .withMessageNotContaining("is missing")
            .withMessageMatching(".*; .+");
    }

    @Test
    void shouldNameTheFileWhenItCannotBeRead() throws IOException {
        final Path missing = folder.resolve("missing.json");
        assertThatIllegalArgumentException().isThrownBy(() -> SonicDatabases.load(missing, ""))
            .withMessage(missing + " does not exist; give the path of SONiC's database_config.json or"
                + " database_global.json");
        assertThatIllegalArgumentException().isThrownBy(() -> SonicDatabases.load(folder, ""))
            .withMessageStartingWith(folder + " cannot be read (").withMessageEndingWith("; make it readable for us");
        final Path latin = Files.write(folder.resolve("latin.json"), new byte[] {'"', (byte) 0xE9, '"'});
        assertThatIllegalArgumentException().isThrownBy(() -> SonicDatabases.load(latin, ""))
            .withMessage(latin + " is not UTF-8; correct it");
    }

    @Test
    void shouldShortenAValueThatIsTooLongToShow() throws IOException {
        final Path file = write("f.json", "{\"DATABASES\": \"" + "x".repeat(10_000) + "\"}");
        assertThatIllegalArgumentException().isThrownBy(() -> SonicDatabases.load(file, ""))
            .withMessageMatching(".*: \\$.DATABASES is \"x{79}\\.\\.\\.; give an object");
    }

    private Path write(String name, String text) throws IOException {
        final Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }
}
