package io.neighsync.engine.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.neighsync.engine.control.IdleMode;
import io.neighsync.engine.control.ThreadingMode;
import io.neighsync.engine.tune.AutoTuneConfig;
import io.neighsync.engine.tune.Strategy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
    @TempDir
    private Path directory;

    @Test
    void shouldHaveValidDefaults() {
        DaemonConfig config = DaemonConfig.of(load(Map.of(), Map.of()));
        assertThat(config.netlink().receiveBuffer()).isEqualTo(64L << 20);
        assertThat(config.pipeline().ringSize()).isEqualTo(16_384);
        assertThat(config.threading().mode()).isEqualTo(ThreadingMode.AUTO);
        assertThat(config.threading().idle()).isEqualTo(IdleMode.AUTO);
        assertThat(config.redis().publishPerKeys()).isEqualTo(128);
    }

    @Test
    void shouldLetTheCommandLineBeatTheEnvironmentTheFileAndTheDefaults() throws IOException {
        Path file = file("ring.size = 128\ntable.capacity = 64\nredis { max_batch = 7, reconnect_max = 2s }");
        Settings settings = Settings.load(Optional.of(file),
                Map.of("NEIGHSYNCD_RING_SIZE", "256", "NEIGHSYNCD_TABLE_CAPACITY", "128", "PATH", "/bin"),
                Map.of("ring.size", "512"));
        DaemonConfig config = DaemonConfig.of(settings);
        assertThat(config.pipeline().ringSize()).isEqualTo(512);
        assertThat(config.pipeline().tableCapacity()).isEqualTo(128);
        assertThat(config.redis().maxBatch()).isEqualTo(7);
        assertThat(config.redis().reconnectMax()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.print()).contains(
                "ring.size = \"512\"  # slots, option\n",
                "table.capacity = \"128\"  # neighbors, env\n",
                "redis.max_batch = 7  # rows, file\n",
                "redis.publish_per_keys = 128  # keys, default\n");
    }

    @Test
    void shouldFindTheFileNamedByTheEnvironment() throws IOException {
        Path file = file("ring.size = 128");
        Settings settings = Settings.load(Optional.empty(), Map.of("NEIGHSYNCD_CONFIG", file.toString()), Map.of());
        assertThat(settings.count("ring.size")).isEqualTo(128);
    }

    @Test
    void shouldTakeKeysOfThreePartsFromTheEnvironment() {
        Settings settings = load(Map.of("NEIGHSYNCD_PERFORMANCE_AUTO_TUNE_MODE", "advise"), Map.of());
        assertThat(DaemonConfig.of(settings).tuning().mode()).isEqualTo(AutoTuneConfig.Mode.ADVISE);
        assertThat(settings.print()).contains("performance.auto_tune.mode = \"advise\"  # none, env\n",
                "performance.auto_tune.interval = \"60s\"  # duration, default\n");
    }

    @Test
    void shouldNotTuneByDefault() {
        AutoTuneConfig tuning = DaemonConfig.of(load(Map.of(), Map.of())).tuning();
        assertThat(tuning).isEqualTo(new AutoTuneConfig(AutoTuneConfig.Mode.OFF, Duration.ofSeconds(60),
                Strategy.BALANCED, Duration.ofMillis(1), 0, 0));
    }

    @Test
    void shouldRefuseAnUnknownKeyFromAnywhereNamingTheNearest() throws IOException {
        assertThatThrownBy(() -> load(Map.of(), Map.of("rign.size", "64")))
                .isInstanceOf(ConfigurationException.class).hasMessageContaining("rign.size (option)")
                .hasMessageEndingWith("ring.size");
        assertThatThrownBy(() -> load(Map.of("NEIGHSYNCD_RING_SIZES", "64"), Map.of()))
                .hasMessageContaining("ring.sizes (env)").hasMessageEndingWith("ring.size");
        Path file = file("tables.capacity = 64");
        assertThatThrownBy(() -> Settings.load(Optional.of(file), Map.of(), Map.of()))
                .hasMessageContaining("tables.capacity").hasMessageEndingWith("table.capacity");
    }

    @Test
    void shouldRefuseASectionInPlaceOfAKey() {
        assertThatThrownBy(() -> load(Map.of(), Map.of("ring", "64"))).isInstanceOf(ConfigurationException.class);
    }

    @Test
    void shouldSayWhatIsWrongWithAFile() throws IOException {
        assertThatThrownBy(() -> Settings.load(Optional.of(directory.resolve("none.conf")), Map.of(), Map.of()))
                .isInstanceOf(ConfigurationException.class).hasMessageContaining("none.conf")
                .hasMessageContaining("--config");
        Path broken = file("ring { size = ");
        assertThatThrownBy(() -> Settings.load(Optional.of(broken), Map.of(), Map.of()))
                .isInstanceOf(ConfigurationException.class).hasMessageContaining("not valid HOCON");
    }

    @Test
    void shouldNameKeyValueAndRemedyOfABadValue() {
        assertThatThrownBy(() -> config("threading.mode", "many"))
                .hasMessageContaining("threading.mode = many (option)")
                .hasMessageContaining("auto, single, shared, grouped, dedicated");
        assertThatThrownBy(() -> config("redis.connect_timeout", "soon")).hasMessageContaining("30s");
        assertThatThrownBy(() -> config("netlink.receive_buffer", "big")).hasMessageContaining("64 MiB");
        assertThatThrownBy(() -> config("ring.size", "1000")).hasMessageContaining("power of two");
        assertThatThrownBy(() -> config("ring.size", "many")).hasMessageContaining("whole number");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"Vrf-red|Vrf-red", "Vrf-red,Vrf-blue|Vrf-red Vrf-blue",
        "' Vrf-red ,  Vrf-blue '|Vrf-red Vrf-blue", "Vrf-red,,Vrf-blue,|Vrf-red Vrf-blue", "''|''", "' , '|''"})
    void shouldTakeTextsWithCommasBetweenThemForAList(String text, String items) {
        List<String> expected = items.isEmpty() ? List.of() : List.of(items.split(" ", -1));
        assertThat(load(Map.of(), Map.of("vrf.include", text)).list("vrf.include")).isEqualTo(expected);
        assertThat(load(Map.of("NEIGHSYNCD_VRF_EXCLUDE", text), Map.of()).list("vrf.exclude")).isEqualTo(expected);
    }

    @Test
    void shouldTakeAListOfAFileForAList() throws IOException {
        Path file = file("vrf.include = [ Vrf-red, \"Vrf-blue\" ]\nvrf.exclude = \"mgmt, default\"");
        DaemonConfig config = DaemonConfig.of(Settings.load(Optional.of(file), Map.of(), Map.of()));
        assertThat(config.pipeline().vrf().include()).containsExactly("Vrf-red", "Vrf-blue");
        assertThat(config.pipeline().vrf().exclude()).containsExactly("mgmt", "default");
    }

    @Test
    void shouldMirrorEveryVrfByDefault() {
        DaemonConfig config = DaemonConfig.of(load(Map.of(), Map.of()));
        assertThat(config.pipeline().vrf().include()).isEmpty();
        assertThat(config.pipeline().vrf().exclude()).isEmpty();
        assertThat(config.pipeline().receiver().auditInterval()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void shouldRefuseWhatIsNoListOfNames() throws IOException {
        for (String value : List.of("[[a]]", "[{a = b}]")) {
            Path file = file("vrf.include = " + value);
            Settings settings = Settings.load(Optional.of(file), Map.of(), Map.of());
            assertThatThrownBy(() -> DaemonConfig.of(settings)).isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("vrf.include = ").hasMessageContaining("(file)")
                    .hasMessageContaining("give a list such as [a, b]");
        }
    }

    @Test
    void shouldRefuseNamesThatNoVrfCanHaveAndOnesThatAreBothIncludedAndExcluded() {
        assertThatThrownBy(() -> config("vrf.include", "Vrf-red, Vrf red")).isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("vrf.include = [Vrf-red, Vrf red]: \"Vrf red\"");
        assertThatThrownBy(() -> DaemonConfig.of(load(Map.of("NEIGHSYNCD_VRF_EXCLUDE", "Vrf-red"),
                Map.of("vrf.include", "Vrf-red")))).isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("vrf.exclude = [Vrf-red]").hasMessageContaining("vrf.include");
    }

    @ParameterizedTest
    @CsvSource({"5ms, 5 ms", "99ms, 99 ms", "-1s, -1000 ms", "30, 30 ms", "25h, 90000000 ms"})
    void shouldRefuseAnIntervalOfAuditsOutOfRange(String interval, String shown) {
        assertThatThrownBy(() -> config("netlink.audit_interval", interval)).isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("netlink.audit_interval = " + shown).hasMessageContaining("100ms to 1d");
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "0s, 0", "100ms, 100", "2m, 120000", "1d, 86400000"})
    void shouldTakeAnIntervalOfAuditsInRangeAndZero(String interval, long millis) {
        assertThat(config("netlink.audit_interval", interval).pipeline().receiver().auditInterval())
                .isEqualTo(Duration.ofMillis(millis));
    }

    @Test
    void shouldNotPrintAPassword() {
        assertThat(load(Map.of(), Map.of("redis.password", "secret")).print()).doesNotContain("secret")
                .contains("redis.password = \"***\"");
    }

    @Test
    void shouldSayHowToWriteTheKeyThatHoconTakesForItsOwn() throws IOException {
        Path file = file("vrf { include = [Vrf-red] }");
        assertThatThrownBy(() -> Settings.load(Optional.of(file), Map.of(), Map.of()))
                .isInstanceOf(ConfigurationException.class).hasMessageContaining("write vrf.include = [name]");
    }

    @Test
    void shouldRefuseAKeyWithoutAValue() throws IOException {
        for (String key : List.of("vrf.include", "ring.size", "netlink.audit_interval", "redis.address")) {
            Path file = file(key + " = null");
            assertThatThrownBy(() -> Settings.load(Optional.of(file), Map.of(), Map.of()))
                    .isInstanceOf(ConfigurationException.class).hasMessageContaining(key + " = null");
        }
    }

    private static DaemonConfig config(String key, String value) {
        return DaemonConfig.of(load(Map.of(), Map.of(key, value)));
    }

    private static Settings load(Map<String, String> environment, Map<String, String> options) {
        return Settings.load(Optional.empty(), environment, options);
    }

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("neighsyncd.conf"), text);
    }
}
