package io.neighsync.engine.vrf;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * What runs under the kernel with vrf: every scenario, in a JVM of its own, with a line on stdout for each that is
 * done: {@code PASS name}, {@code SKIP name: reason} or {@code FAIL name: stack trace}, newlines as {@code \n}. A class
 * whose host cannot be set up has one line, with the class for a name.
 */
final class VrfGuest {
    private static final LauncherDiscoveryRequest SCENARIOS = LauncherDiscoveryRequestBuilder.request()
            .selectors(selectClass(VrfMirrorScenarios.class), selectClass(VrfIncludeScenarios.class),
                    selectClass(VrfExcludeScenarios.class))
            .build();

    private VrfGuest() {
    }

    /** Runs all of them; exits with 0 however they end. */
    public static void main(String[] arguments) {
        LauncherFactory.create().execute(SCENARIOS, new Lines());
        System.exit(0);
    }

    /** Names of the scenarios, each with the name of its class. */
    static Map<String, String> scenarios() {
        TestPlan plan = LauncherFactory.create().discover(SCENARIOS);
        return plan.getRoots().stream().flatMap(root -> plan.getDescendants(root).stream())
                .filter(TestIdentifier::isTest)
                .collect(Collectors.toMap(
                        VrfGuest::name, test -> method(test).orElseThrow().getJavaClass().getSimpleName()));
    }

    private static Optional<MethodSource> method(TestIdentifier test) {
        return test.getSource().filter(MethodSource.class::isInstance).map(MethodSource.class::cast);
    }

    private static String name(TestIdentifier test) {
        return method(test).map(source -> source.getJavaClass().getSimpleName() + "." + source.getMethodName())
                .orElseGet(test::getDisplayName);
    }

    /** Prints them as they come. */
    private static final class Lines implements TestExecutionListener {
        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            if (test.isContainer() && result.getStatus() == TestExecutionResult.Status.SUCCESSFUL) {
                return;
            }
            Optional<Throwable> why = result.getThrowable();
            String line = switch (result.getStatus()) {
                case SUCCESSFUL -> "PASS " + name(test);
                case ABORTED -> "SKIP " + name(test) + ": " + why.map(Throwable::getMessage).orElse("");
                case FAILED -> "FAIL " + name(test) + ": " + why.map(Lines::trace).orElse("");
            };
            System.out.println(line.replace("\n", "\\n"));
            System.out.flush();
        }

        private static String trace(Throwable failure) {
            StringWriter text = new StringWriter();
            failure.printStackTrace(new PrintWriter(text));
            return text.toString().lines().filter(line -> !line.contains("org.junit."))
                    .collect(Collectors.joining("\n"));
        }
    }
}
