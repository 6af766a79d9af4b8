package dev.sluice;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jetbrains.kotlinx.lincheck.Actor;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The operations that never wait are linearizable: each has its effect at one instant between its call and its return. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(300)
class ChannelLincheckTest {
    private static final Class<?>[] CHANNELS = {Unbuffered.class, One.class, Two.class};
    private static final Class<?>[] MODELS = {UnbufferedModel.class, OneModel.class, TwoModel.class};

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void under_stress(int capacity) {
        new StressOptions()
                .iterations(6)
                .invocationsPerIteration(1_000)
                .threads(3)
                .actorsPerThread(3)
                .actorsBefore(2)
                .actorsAfter(1)
                .sequentialSpecification(MODELS[capacity])
                .check(CHANNELS[capacity]);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void in_many_schedules_of_a_few_operations(int capacity) throws NoSuchMethodException {
        new ModelCheckingOptions()
                .iterations(4)
                .invocationsPerIteration(100)
                .threads(2)
                .actorsPerThread(3)
                .actorsBefore(2)
                .actorsAfter(1)
                .addCustomScenario(scenario(List.of("offer"), List.of("tryReceive"), List.of("close", "tryReceive")))
                .addCustomScenario(scenario(List.of("offer"), List.of("offer"), List.of("tryReceive", "close")))
                .addCustomScenario(
                        scenario(List.of("offer", "offer"), List.of("isClosed", "length"), List.of("cancel")))
                .addCustomScenario(scenario(List.of(), List.of("tryReceive", "offer"), List.of("offer", "close")))
                .sequentialSpecification(MODELS[capacity])
                .check(CHANNELS[capacity]);
    }

    /** What chance seldom comes up with: these operations first, and then those of two threads at once. */
    private static ExecutionScenario scenario(List<String> before, List<String> one, List<String> other)
            throws NoSuchMethodException {
        return new ExecutionScenario(actors(before), List.of(actors(one), actors(other)), List.of(), null);
    }

    private static List<Actor> actors(List<String> names) throws NoSuchMethodException {
        List<Actor> actors = new ArrayList<>();
        for (String name : names) {
            actors.add(
                    name.equals("offer")
                            ? new Actor(Operations.class.getMethod(name, int.class), List.of(actors.size() + 1))
                            : new Actor(Operations.class.getMethod(name), List.of()));
        }
        return actors;
    }

    /** The operations as Lincheck calls them. It compares what they answer. */
    @Param(name = "value", gen = IntGen.class, conf = "1:9")
    public abstract static class Operations {
        private final Channel<Integer> channel;

        Operations(int capacity) {
            this.channel = Channel.buffered(capacity);
        }

        @Operation
        public String offer(@Param(name = "value") int value) {
            return channel.offer(value).name();
        }

        @Operation
        public String tryReceive() {
            return switch (channel.tryReceive()) {
                case Received.Value<Integer>(Integer value) -> "" + value;
                case Received.Empty<Integer> _ -> "EMPTY";
                case Received.Closed<Integer> _ -> "CLOSED";
            };
        }

        @Operation
        public boolean close() {
            return channel.close();
        }

        @Operation
        public boolean cancel() {
            return channel.cancel();
        }

        @Operation
        public int length() {
            return channel.length();
        }

        @Operation
        public boolean isClosed() {
            return channel.isClosed();
        }
    }

    public static class Unbuffered extends Operations {
        public Unbuffered() {
            super(0);
        }
    }

    public static class One extends Operations {
        public One() {
            super(1);
        }
    }

    public static class Two extends Operations {
        public Two() {
            super(2);
        }
    }

    /** What a channel does when one after another uses it. */
    public abstract static class Model {
        private final int capacity;
        private final Queue<Integer> values = new ArrayDeque<>();
        private boolean closed;

        Model(int capacity) {
            this.capacity = capacity;
        }

        public String offer(int value) {
            if (closed) {
                return "CLOSED";
            }
            if (values.size() == capacity) {
                return "FULL";
            }
            values.add(value);
            return "SENT";
        }

        public String tryReceive() {
            Integer value = values.poll();
            if (value != null) {
                return "" + value;
            }
            return closed ? "CLOSED" : "EMPTY";
        }

        public boolean close() {
            boolean first = !closed;
            closed = true;
            return first;
        }

        public boolean cancel() {
            values.clear();
            return close();
        }

        public int length() {
            return values.size();
        }

        public boolean isClosed() {
            return closed;
        }
    }

    public static class UnbufferedModel extends Model {
        public UnbufferedModel() {
            super(0);
        }
    }

    public static class OneModel extends Model {
        public OneModel() {
            super(1);
        }
    }

    public static class TwoModel extends Model {
        public TwoModel() {
            super(2);
        }
    }
}
