package dev.sluice.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Channel;
import dev.sluice.Sluice;
import dev.sluice.inspect.SluiceMXBean;
import dev.sluice.inspect.StageState;
import dev.sluice.testkit.Eventually;
import dev.sluice.testkit.LeakCheck;
import java.lang.management.ManagementFactory;
import java.util.List;
import javax.management.JMX;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the MBean shows of pipelines that run. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@LeakCheck
@NullUnmarked
class PipelineManagementTest {
    private final Channel<Integer> numbers = Channel.unbuffered();
    private final Channel<Integer> gate = Channel.unbuffered();

    @BeforeEach
    void register() {
        Sluice.registerMBean();
    }

    @AfterEach
    void take_back() {
        Sluice.unregisterMBean();
    }

    private static ObjectName name() throws Exception {
        return new ObjectName(SluiceMXBean.NAME);
    }

    private static List<StageState> stages() {
        try {
            return JMX.newMXBeanProxy(ManagementFactory.getPlatformMBeanServer(), name(), SluiceMXBean.class)
                    .getStages();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private RunnablePipeline<List<Integer>> pipeline() {
        return pipeline(numbers);
    }

    private RunnablePipeline<List<Integer>> pipeline(Channel<Integer> in) {
        return Pipeline.from(in)
                .map("parse", Workers.workers(3), x -> {
                    gate.receive();
                    return -x;
                })
                .toList();
    }

    @Test
    void shows_the_stages_of_a_run_while_it_goes_on() throws Exception {
        try (var run = pipeline().runNamed("orders").start()) {
            numbers.send(1);
            numbers.send(2);
            Eventually.becomes(() -> stages().size() == 3 && stages().get(1).in() == 2);

            assertThat(stages()).extracting(StageState::name).containsExactly("source", "parse", "collect");
            StageState parse = stages().get(1);
            assertThat(parse.pipeline()).isEqualTo("orders");
            assertThat(parse.workers()).isEqualTo(3);
            assertThat(parse.out()).isZero();
            assertThat(parse.failed()).isZero();
            assertThat(parse.busyNanos()).isPositive();
            assertThat(parse.queueCapacity()).isEqualTo(run.progress().get(1).queueCapacity());

            numbers.close();
            gate.close();
            assertThat(run.join()).containsExactlyInAnyOrder(-1, -2);
            assertThat(stages()).isEmpty();
        }
    }

    @Test
    void tells_runs_of_one_name_apart_and_forgets_those_that_are_cancelled() throws Exception {
        try (var _ = pipeline().start()) {
            Eventually.becomes(() -> stages().size() == 3);
            long number = stages().getFirst().run();
            try (var second = pipeline(Channel.unbuffered()).start()) {
                Eventually.becomes(() -> stages().size() == 6);

                assertThat(stages().subList(0, 3)).allMatch(each -> each.run() == number);
                assertThat(stages().subList(3, 6)).allMatch(each -> each.run() > number);
                assertThat(stages().getFirst().pipeline()).isEqualTo("pipeline");
                second.cancel();
                Eventually.becomes(() -> stages().size() == 3);
                assertThat(stages()).allMatch(each -> each.run() == number);
            }
        }
        assertThat(stages()).isEmpty();
    }

    @Test
    void shows_them_as_composite_data_that_any_console_understands() throws Exception {
        try (var _ = pipeline().runNamed("orders").start()) {
            Eventually.becomes(() -> stages().size() == 3);

            var seen = (Object[]) ManagementFactory.getPlatformMBeanServer().getAttribute(name(), "Stages");

            var parse = (CompositeData) seen[1];
            assertThat(parse.get("pipeline")).isEqualTo("orders");
            assertThat(parse.get("name")).isEqualTo("parse");
            assertThat(parse.get("in")).isEqualTo(0L);
            assertThat(parse.get("queued")).isEqualTo(0);
            assertThat(parse.containsKey("waitingForInputNanos")).isTrue();
        }
    }

    @Test
    void shows_a_run_that_has_begun_before_the_bean_was_there() throws Exception {
        Sluice.unregisterMBean();
        try (var _ = pipeline().start()) {
            Sluice.registerMBean();

            Eventually.becomes(() -> stages().size() == 3);
        }
    }
}
