package dev.sluice.inspect;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run of a pipeline that goes on.
 *
 * @param name the name of the run
 * @param run a number that tells it from other runs of that name in this JVM
 * @param elapsed how long it has been going
 * @param draining whether its sources were told to end
 * @param bottleneck the stage that has held the others up since the start, or null if none has
 * @param stages its stages, from the source to the end
 */
public record PipelineState(
        String name,
        long run,
        Duration elapsed,
        boolean draining,
        @Nullable String bottleneck,
        List<Stage> stages) {
    /** Creates the state of a run. */
    public PipelineState {
        stages = List.copyOf(stages);
    }

    /**
     * A stage, and where its items come from.
     *
     * @param state how far it has come
     * @param goroutines what its goroutines are called, each with a number behind
     * @param mostWorkers the most workers it has had at once
     * @param least the least number of workers that it may have
     * @param most the largest number; more than the least if it is elastic
     * @param inputs the queues in front of it; none for a source
     */
    public record Stage(StageState state, String goroutines, int mostWorkers, int least, int most, List<Input> inputs) {
        /** Creates the state of a stage. */
        public Stage {
            inputs = List.copyOf(inputs);
        }
    }

    /**
     * A queue in front of a stage.
     *
     * @param from the stage that fills it
     * @param channel the id of its channel
     * @param length how many items wait there
     * @param capacity how many can wait
     */
    public record Input(String from, String channel, int length, int capacity) {}
}
