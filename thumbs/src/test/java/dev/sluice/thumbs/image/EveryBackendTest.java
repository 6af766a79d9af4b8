package dev.sluice.thumbs.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder.request;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Runs the tests of what a thumbnail has to be once more with each native library that this machine has. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(600)
class EveryBackendTest {
    private static final List<Class<?>> SUITE = List.of(
            AnimationTest.class,
            BrokenPhotoTest.class,
            ColoursTest.class,
            InterruptTest.class,
            OrientationTest.class,
            ScalingTest.class,
            SharedPhotosTest.class);

    static List<String> backends() {
        return TestBackends.names();
    }

    @ParameterizedTest
    @MethodSource("backends")
    void the_image_suite_passes_with(String backend) {
        var summaries = new SummaryGeneratingListener();
        var suite = request()
                .selectors(SUITE.stream().map(each -> selectClass(each)).toList())
                .build();

        try (var _ = Thumbs.substitute(TestBackends.withHelp(backend))) {
            LauncherFactory.create().execute(suite, summaries);
        }

        TestExecutionSummary summary = summaries.getSummary();
        System.out.printf(
                "backend %s: %d tests of the image suite passed, %d failed%n",
                backend, summary.getTestsSucceededCount(), summary.getTestsFailedCount());
        var failures = new StringWriter();
        summary.printFailuresTo(new PrintWriter(failures, true), 12);
        assertThat(summary.getTotalFailureCount()).as(failures.toString()).isZero();
        assertThat(summary.getTestsSucceededCount()).isPositive();
    }
}
