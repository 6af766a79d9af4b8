package dev.sluice.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.LeakCheck;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.reactivestreams.tck.flow.FlowSubscriberBlackboxVerification;
import org.testng.SkipException;
import org.testng.annotations.Test;

/** The rules of Reactive Streams, as their own test kit checks them, for what pipelines publish and subscribe to. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(120)
@LeakCheck
class ReactiveStreamsTest {
    private static final long PATIENCE_MILLIS = 5_000;
    private static final long SILENCE_MILLIS = 50;

    private static TestEnvironment environment() {
        return new TestEnvironment(PATIENCE_MILLIS, SILENCE_MILLIS, SILENCE_MILLIS);
    }

    /** What the rules are checked on. */
    private interface Subject extends AutoCloseable {
        @Override
        void close();
    }

    /** What a pipeline publishes. */
    private static final class Publishing extends FlowPublisherVerification<Long> implements Subject {
        private final List<Output<?>> open = new ArrayList<>();

        Publishing() {
            super(environment());
        }

        @Override
        public Flow.Publisher<Long> createFlowPublisher(long elements) {
            Output<Long> output = Pipeline.from(
                            Stream.iterate(1L, i -> i <= elements, i -> i + 1).iterator())
                    .open();
            open.add(output);
            return output.publisher();
        }

        @Override
        public Flow.Publisher<Long> createFailedFlowPublisher() {
            Output<Long> output = Pipeline.<Long>of().open();
            Flow.Publisher<Long> publisher = output.publisher();
            output.close();
            return publisher;
        }

        @Override
        public void close() {
            open.reversed().forEach(Output::close);
        }
    }

    /** How a pipeline subscribes. */
    private static final class Subscribing extends FlowSubscriberBlackboxVerification<Long> implements Subject {
        Subscribing() {
            super(environment());
            startPublisherExecutorService();
        }

        @Override
        public Flow.Subscriber<Long> createFlowSubscriber() {
            return new PublisherSupply<>();
        }

        @Override
        public Long createElement(int element) {
            return (long) element;
        }

        @Override
        public void close() {
            shutdownPublisherExecutorService();
        }
    }

    @TestFactory
    Stream<DynamicTest> what_a_pipeline_publishes() {
        return rules(Publishing::new, FlowPublisherVerification::setUp);
    }

    @TestFactory
    Stream<DynamicTest> how_a_pipeline_subscribes() {
        return rules(Subscribing::new, FlowSubscriberBlackboxVerification::setUp);
    }

    /** What is to be done before each rule. */
    @FunctionalInterface
    private interface SetUp<V> {
        void run(V verification) throws Exception;
    }

    private static <V extends Subject> Stream<DynamicTest> rules(Supplier<V> verification, SetUp<V> setUp) {
        List<Method> rules;
        try (V any = verification.get()) {
            rules = Arrays.stream(any.getClass().getMethods())
                    .filter(method -> method.isAnnotationPresent(Test.class))
                    .toList();
        }
        assertThat(rules).hasSizeGreaterThan(20);
        return rules.stream()
                .map(rule -> DynamicTest.dynamicTest(rule.getName(), () -> {
                    try (V fresh = verification.get()) {
                        setUp.run(fresh);
                        rule.invoke(fresh);
                    } catch (InvocationTargetException e) {
                        if (!(e.getCause() instanceof SkipException)) { // a rule for others: for many subscribers, say
                            throw e.getCause();
                        }
                    }
                }));
    }
}
