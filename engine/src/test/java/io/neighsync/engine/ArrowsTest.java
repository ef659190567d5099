package io.neighsync.engine;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows of docs/architecture.md: a hub and its leaves, and one direction inside the hub. */
@AnalyzeClasses(packages = "io.neighsync", importOptions = {
    ImportOption.DoNotIncludeTests.class, ArrowsTest.NoTestJars.class
})
class ArrowsTest {
    private static final String ENGINE = "io.neighsync.engine..";
    private static final String NETLINK = "io.neighsync.netlink..";
    private static final String REDIS = "io.neighsync.redis..";
    private static final String JOURNAL = "io.neighsync.journal..";
    private static final String LOG = "io.neighsync.engine.log";

    /** Leaves out what other modules publish for tests. */
    static final class NoTestJars implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("-tests.jar");
        }
    }

    @ArchTest
    static final ArchRule LEAVES_DO_NOT_IMPORT_EACH_OTHER = noClasses().that().resideInAPackage(NETLINK)
            .should().dependOnClassesThat().resideInAnyPackage(REDIS, JOURNAL, ENGINE);

    @ArchTest
    static final ArchRule REDIS_WRITER_IS_A_LEAF = noClasses().that().resideInAPackage(REDIS)
            .should().dependOnClassesThat().resideInAnyPackage(NETLINK, JOURNAL, ENGINE);

    @ArchTest
    static final ArchRule JOURNAL_IS_A_LEAF = noClasses().that().resideInAPackage(JOURNAL)
            .should().dependOnClassesThat().resideInAnyPackage(NETLINK, REDIS, ENGINE);

    @ArchTest
    static final ArchRule CHRONICLE_STAYS_IN_JOURNAL = noClasses().that().resideOutsideOfPackage(JOURNAL)
            .should().dependOnClassesThat().resideInAPackage("net.openhft..");

    @ArchTest
    static final ArchRule ONE_CLASS_TOUCHES_THE_LINKER = noClasses()
            .that().doNotHaveFullyQualifiedName("io.neighsync.netlink.ffm.Libc")
            .should().dependOnClassesThat().haveFullyQualifiedName("java.lang.foreign.Linker");

    @ArchTest
    static final ArchRule JEDIS_STAYS_IN_REDIS_WRITER = noClasses().that().resideOutsideOfPackage(REDIS)
            .should().dependOnClassesThat().resideInAPackage("redis.clients..");

    @ArchTest
    static final ArchRule NO_PACKAGE_CYCLE = slices().matching("io.neighsync.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule EVENT_IS_THE_GROUND = noClasses().that().resideInAPackage("io.neighsync.engine.event")
            .should().dependOnClassesThat().resideInAnyPackage("io.neighsync.engine.stage..",
                    "io.neighsync.engine.table..", "io.neighsync.engine.policy..", "io.neighsync.engine.codec..",
                    "io.neighsync.engine.control..", "io.neighsync.engine.daemon..", "io.neighsync.engine.cli..");

    @ArchTest
    static final ArchRule POLICY_TABLE_AND_CODEC_KNOW_ONLY_EVENTS = noClasses()
            .that().resideInAnyPackage("io.neighsync.engine.table", "io.neighsync.engine.policy",
                    "io.neighsync.engine.codec")
            .should().dependOnClassesThat().resideInAnyPackage("io.neighsync.engine.stage..",
                    "io.neighsync.engine.control..", "io.neighsync.engine.daemon..", "io.neighsync.engine.cli..");

    @ArchTest
    static final ArchRule STAGES_DO_NOT_KNOW_THEIR_THREADS = noClasses()
            .that().resideInAPackage("io.neighsync.engine.stage")
            .should().dependOnClassesThat().resideInAnyPackage("io.neighsync.engine.control..",
                    "io.neighsync.engine.daemon..", "io.neighsync.engine.cli..");

    @ArchTest
    static final ArchRule REPLAY_DOES_NOT_KNOW_WHO_REPLAYS = noClasses()
            .that().resideInAPackage("io.neighsync.engine.replay")
            .should().dependOnClassesThat().resideInAnyPackage("io.neighsync.engine.stage..",
                    "io.neighsync.engine.control..", "io.neighsync.engine.daemon..", "io.neighsync.engine.cli..");

    @ArchTest
    static final ArchRule STAGES_DO_NOT_REPLAY = noClasses()
            .that().resideInAnyPackage("io.neighsync.engine.stage", "io.neighsync.engine.control")
            .should().dependOnClassesThat().resideInAPackage("io.neighsync.engine.replay");

    @ArchTest
    static final ArchRule CONTROL_DOES_NOT_KNOW_THE_DAEMON = noClasses()
            .that().resideInAPackage("io.neighsync.engine.control")
            .should().dependOnClassesThat().resideInAnyPackage("io.neighsync.engine.daemon..",
                    "io.neighsync.engine.cli..");

    @ArchTest
    static final ArchRule THE_LOG_KNOWS_ONLY_LIBC = noClasses().that().resideInAPackage(LOG)
            .should().dependOnClassesThat().resideInAnyPackage(REDIS, "io.neighsync.netlink",
                    "io.neighsync.engine.event..", "io.neighsync.engine.stage..", "io.neighsync.engine.table..",
                    "io.neighsync.engine.policy..", "io.neighsync.engine.codec..", "io.neighsync.engine.control..",
                    "io.neighsync.engine.daemon..", "io.neighsync.engine.cli..");

    @ArchTest
    static final ArchRule ONLY_DAEMON_AND_COMMAND_LINE_KNOW_WHERE_THE_LOG_GOES = noClasses()
            .that().resideInAPackage("io.neighsync..")
            .and().resideOutsideOfPackages(LOG, "io.neighsync.engine.daemon..", "io.neighsync.engine.cli..")
            .should().dependOnClassesThat().resideInAPackage(LOG);

    @ArchTest
    static final ArchRule ONLY_THE_COMMAND_LINE_KNOWS_PICOCLI = classes()
            .that().resideInAPackage("io.neighsync..").and().resideOutsideOfPackage("io.neighsync.engine.cli")
            .should().onlyDependOnClassesThat().resideOutsideOfPackage("picocli..");
}
