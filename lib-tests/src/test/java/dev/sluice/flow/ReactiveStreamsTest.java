package dev.sluice.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.LeakCheck;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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
import org.reactivestreams.tck.flow.IdentityFlowProcessorVerification;
import org.testng.SkipException;
import org.testng.annotations.Test;

/** The rules of Reactive Streams, as their own test kit checks them, for what pipelines publish and subscribe to. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(120)
@LeakCheck
class ReactiveStreamsTest {
    private static final long PATIENCE_MILLIS = 5_000;
    private static final long SILENCE_MILLIS = 50;
    private static final long GARBAGE_MILLIS = 300;

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

    /** A pipeline between a publisher and a subscriber: what it is told goes in, what comes out is published. */
    private static final class Processor implements Flow.Processor<Integer, Integer> {
        private final CompletableFuture<Flow.Subscriber<? super Integer>> in = new CompletableFuture<>();
        private final Output<Integer> output;
        private final Flow.Publisher<Integer> out;

        Processor() {
            Flow.Publisher<Integer> source = in::complete;
            output = Pipeline.from(source).map(item -> item).open();
            out = output.publisher();
            in.join(); // it has subscribed
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            in.join().onSubscribe(subscription);
        }

        @Override
        public void onNext(Integer item) {
            in.join().onNext(item);
        }

        @Override
        public void onError(Throwable failure) {
            in.join().onError(failure);
        }

        @Override
        public void onComplete() {
            in.join().onComplete();
        }

        @Override
        public void subscribe(Flow.Subscriber<? super Integer> subscriber) {
            out.subscribe(subscriber);
        }
    }

    /** How a pipeline passes on what it subscribes to. */
    private static final class Processing extends IdentityFlowProcessorVerification<Integer> implements Subject {
        private final ExecutorService publishers = Executors.newVirtualThreadPerTaskExecutor();
        private final List<Output<?>> open = new ArrayList<>();

        Processing() {
            super(environment(), GARBAGE_MILLIS, PublisherSupply.AHEAD);
        }

        @Override
        public Flow.Processor<Integer, Integer> createIdentityFlowProcessor(int capacity) {
            var processor = new Processor();
            open.add(processor.output);
            return processor;
        }

        @Override
        protected Flow.Publisher<Integer> createFailedFlowPublisher() {
            Output<Integer> output = Pipeline.<Integer>of().open();
            Flow.Publisher<Integer> publisher = output.publisher();
            output.close();
            return publisher;
        }

        @Override
        public long maxSupportedSubscribers() {
            return 1;
        }

        @Override
        public ExecutorService publisherExecutorService() {
            return publishers;
        }

        @Override
        public Integer createElement(int element) {
            return element;
        }

        @Override
        public void close() {
            for (Output<?> each : open.reversed()) {
                each.run().cancel();
                try {
                    each.close();
                } catch (RuntimeException _) {
                    // a rule that sends a failure through has seen it
                }
            }
            publishers.close();
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

    @TestFactory
    Stream<DynamicTest> how_a_pipeline_passes_on() {
        return rules(Processing::new, IdentityFlowProcessorVerification::setUp);
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
