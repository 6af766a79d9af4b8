package dev.sluice.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.flow.Pipeline;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class PipelineMetricsTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private double count(String meter, String stage) {
        return registry.get(meter)
                .tags("pipeline", "orders", "stage", stage)
                .functionCounter()
                .count();
    }

    private double gauge(String meter, String stage) {
        return registry.get(meter)
                .tags("pipeline", "orders", "stage", stage)
                .gauge()
                .value();
    }

    @Test
    void each_stage_has_its_figures_until_the_meters_are_taken_back() throws InterruptedException {
        var pipeline = Pipeline.from(List.of(1, 2, 3, 4, 5))
                .map(each -> each * 2)
                .named("double")
                .filter(each -> each > 2)
                .named("large")
                .forEach(_ -> {});
        try (var run = pipeline.start()) {
            PipelineMetrics metrics = PipelineMetrics.bind("orders", run, registry);
            run.join();

            assertThat(count("sluice.stage.in", "double")).isEqualTo(5);
            assertThat(count("sluice.stage.out", "double")).isEqualTo(5);
            assertThat(count("sluice.stage.out", "large")).isEqualTo(4);
            assertThat(count("sluice.stage.failed", "large")).isZero();
            assertThat(count("sluice.stage.busy", "double")).isPositive();
            assertThat(count("sluice.stage.waiting.input", "large")).isNotNegative();
            assertThat(gauge("sluice.stage.queued", "large")).isZero();
            assertThat(gauge("sluice.stage.queue.capacity", "large")).isNotNegative();

            metrics.close();
            metrics.close();
            assertThat(registry.getMeters()).isEmpty();
        }
    }

    @Test
    void two_runs_by_the_same_name_are_refused() throws InterruptedException {
        var pipeline = Pipeline.from(List.of(1)).forEach(_ -> {});
        try (var first = pipeline.start();
                var second = pipeline.start();
                var _ = PipelineMetrics.bind("orders", first, registry)) {
            assertThatThrownBy(() -> PipelineMetrics.bind("orders", second, registry))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("there are meters of a pipeline orders already");
            second.join();
            first.join();
        }
    }

    @Test
    void meters_work_though_nobody_holds_on_to_their_binder() throws InterruptedException {
        try (var run = Pipeline.from(List.of(1, 2, 3)).forEach(_ -> {}).start()) {
            bind(run);
            run.join();
            System.gc();

            assertThat(count("sluice.stage.in", "forEach")).isEqualTo(3);
        }
    }

    private void bind(dev.sluice.flow.Run<?> run) {
        assertThat(PipelineMetrics.bind("orders", run, registry)).isNotNull();
    }
}
