package dev.sluice.observe;

import dev.sluice.flow.Run;
import dev.sluice.flow.StageProgress;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * The stages of one run of a pipeline as meters, until this is closed.
 *
 * {@snippet :
 * try (var run = orders.forEach(this::store).start();
 *         var _ = PipelineMetrics.bind("orders", run, registry)) {
 *     run.join();
 * }
 * }
 *
 * <p>All have the tags {@code pipeline} and {@code stage}. Counters: {@code sluice.stage.in}, {@code .out} and {@code
 * .failed}, in items; {@code sluice.stage.busy}, {@code .waiting.input} and {@code .waiting.output}, in seconds, added
 * up over the workers. Gauges: {@code sluice.stage.workers}, {@code .queued}, {@code .queue.capacity} and {@code
 * .queue.high.water}.
 *
 * <p>Where stages have the same name they have numbers, so a stage is one set of meters. Where one pipeline runs again
 * and again, its counters begin again with each run, as after a restart.
 *
 * <p>It is safe for use by any number of threads.
 */
public final class PipelineMetrics implements AutoCloseable {
    private static final double NANOS_PER_SECOND = 1e9;

    private final Run<?> run;
    private final MeterRegistry registry;
    private final List<Meter> meters = new ArrayList<>();

    private PipelineMetrics(Run<?> run, MeterRegistry registry) {
        this.run = run;
        this.registry = registry;
    }

    /**
     * Registers the meters of a run.
     *
     * @param pipeline what the tag {@code pipeline} says: different for runs that go on at the same time
     * @param run the run, which the meters hold on to until they are taken back
     * @param registry where to register them
     * @return what takes the meters back when closed, once or again
     * @throws IllegalStateException if another run has meters by this name in this registry
     */
    public static PipelineMetrics bind(String pipeline, Run<?> run, MeterRegistry registry) {
        if (registry.find("sluice.stage.in").tag("pipeline", pipeline).meter() != null) {
            throw new IllegalStateException("there are meters of a pipeline " + pipeline + " already");
        }
        var metrics = new PipelineMetrics(run, registry);
        List<StageProgress> stages = run.progress();
        for (int i = 0; i < stages.size(); i++) {
            metrics.stage(
                    i, Tags.of("pipeline", pipeline, "stage", stages.get(i).name()));
        }
        return metrics;
    }

    private void stage(int index, Tags tags) {
        counter(index, tags, "sluice.stage.in", "items", "items taken in", StageProgress::in);
        counter(index, tags, "sluice.stage.out", "items", "items passed on", StageProgress::out);
        counter(index, tags, "sluice.stage.failed", "items", "items that have failed", StageProgress::failed);
        time(index, tags, "sluice.stage.busy", "time that workers were busy", StageProgress::busy);
        time(index, tags, "sluice.stage.waiting.input", "time without an item", StageProgress::waitingForInput);
        time(index, tags, "sluice.stage.waiting.output", "time to pass items on", StageProgress::waitingForOutput);
        gauge(index, tags, "sluice.stage.workers", "workers there are now", StageProgress::workers);
        gauge(index, tags, "sluice.stage.queued", "items in front of the stage", StageProgress::queued);
        gauge(index, tags, "sluice.stage.queue.capacity", "items that can wait there", StageProgress::queueCapacity);
        gauge(index, tags, "sluice.stage.queue.high.water", "the most that were seen", StageProgress::queueHighWater);
    }

    private void time(int index, Tags tags, String name, String what, Function<StageProgress, Duration> value) {
        counter(index, tags, name, "seconds", what, stage -> value.apply(stage).toNanos() / NANOS_PER_SECOND);
    }

    private void counter(
            int index, Tags tags, String name, String unit, String what, ToDoubleFunction<StageProgress> value) {
        // The registry holds this weakly, and a gauge of the same stage strongly.
        meters.add(FunctionCounter.builder(name, this, metrics -> metrics.value(index, value))
                .tags(tags)
                .baseUnit(unit)
                .description(what)
                .register(registry));
    }

    private void gauge(int index, Tags tags, String name, String what, ToDoubleFunction<StageProgress> value) {
        meters.add(Gauge.builder(name, () -> value(index, value))
                .tags(tags)
                .description(what)
                .register(registry));
    }

    private double value(int index, ToDoubleFunction<StageProgress> value) {
        return value.applyAsDouble(run.progress().get(index));
    }

    /** Takes the meters back. The run goes on. */
    @Override
    public void close() {
        meters.forEach(registry::remove);
    }
}
