package dev.sluice.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Channel;
import dev.sluice.Scope;
import dev.sluice.Sluice;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class SluiceMetricsTest {
    private final MockClock clock = new MockClock();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry(SimpleConfig.DEFAULT, clock);

    /** Different in each test, since channels of another one may not have been collected. */
    private final String name = "jobs-" + UUID.randomUUID();

    private double gauge(String meter, String channel) {
        clock.add(Duration.ofSeconds(2));
        return registry.get(meter).tag("channel", channel).gauge().value();
    }

    private double count(String meter, String channel) {
        clock.add(Duration.ofSeconds(2));
        return registry.get(meter).tag("channel", channel).functionCounter().count();
    }

    private void scrape() {
        clock.add(Duration.ofSeconds(2));
        registry.get("sluice.scopes").gauge().value();
    }

    @Test
    void goroutines_and_scopes_are_gauges() throws InterruptedException {
        new SluiceMetrics().bindTo(registry);
        Channel<Integer> jobs = Channel.unbuffered();
        try (var outer = Scope.open()) {
            for (int i = 0; i < 3; i++) {
                outer.go(() -> jobs.receive());
            }
            while (Sluice.snapshot().waiting() < 3) {
                LockSupport.parkNanos(1_000_000);
            }
            clock.add(Duration.ofSeconds(2));

            assertThat(registry.get("sluice.goroutines").gauge().value()).isEqualTo(3);
            assertThat(registry.get("sluice.goroutines.waiting").gauge().value())
                    .isEqualTo(3);
            assertThat(registry.get("sluice.scopes").gauge().value()).isEqualTo(1);
        }
    }

    @Test
    void a_channel_with_a_name_has_its_figures() throws InterruptedException {
        Channel<Integer> jobs =
                Channel.named(name).overflow(Channel.Overflow.DROP_OLDEST).buffered(11);
        new SluiceMetrics().bindTo(registry);
        for (int i = 0; i < 13; i++) {
            jobs.send(i);
        }
        jobs.receive();

        assertThat(gauge("sluice.channel.length", name)).isEqualTo(10);
        assertThat(gauge("sluice.channel.high.water", name)).isEqualTo(11);
        assertThat(count("sluice.channel.sent", name)).isEqualTo(13);
        assertThat(count("sluice.channel.received", name)).isEqualTo(1);
        assertThat(count("sluice.channel.dropped", name)).isEqualTo(2);
        assertThat(gauge("sluice.channel.waiting.senders", name)).isZero();
        assertThat(gauge("sluice.channel.waiting.receivers", name)).isZero();
        assertThat(jobs.isClosed()).isFalse();
    }

    @Test
    void a_channel_that_comes_later_is_there_after_the_next_scrape() throws InterruptedException {
        new SluiceMetrics().bindTo(registry);
        Channel<Integer> late = Channel.named(name).buffered(1);
        late.send(1);
        assertThat(registry.find("sluice.channel.sent").tag("channel", name).meter())
                .isNull();

        scrape();

        assertThat(count("sluice.channel.sent", name)).isEqualTo(1);
        assertThat(late.isClosed()).isFalse();
    }

    @Test
    void channels_of_the_same_name_are_added_up_and_counters_never_go_back() throws InterruptedException {
        Channel<Integer> first = Channel.named(name).buffered(3);
        Channel<Integer> second = Channel.named(name).buffered(5);
        first.send(1);
        second.send(2);
        second.send(3);
        new SluiceMetrics().bindTo(registry);
        assertThat(gauge("sluice.channels", name)).isEqualTo(2);
        assertThat(gauge("sluice.channel.capacity", name)).isEqualTo(8);
        assertThat(gauge("sluice.channel.high.water", name)).isEqualTo(2);
        assertThat(count("sluice.channel.sent", name)).isEqualTo(3);

        var forgotten = new WeakReference<>(second);
        second = null;
        collect(forgotten);

        assertThat(gauge("sluice.channels", name)).isEqualTo(1);
        assertThat(count("sluice.channel.sent", name)).isEqualTo(3);
        first.send(4);
        assertThat(count("sluice.channel.sent", name)).isEqualTo(4);
    }

    private static void collect(WeakReference<?> reference) {
        for (int i = 0; i < 100 && !reference.refersTo(null); i++) {
            System.gc();
        }
        assertThat(reference.refersTo(null)).as("it is held on to").isTrue();
    }

    @Test
    void meters_work_though_nobody_holds_on_to_the_binder() throws InterruptedException {
        Channel<Integer> jobs = Channel.named(name).buffered(1);
        var binder = new SluiceMetrics();
        binder.bindTo(registry);
        var reference = new WeakReference<>(binder);
        binder = null;
        collect(reference);

        jobs.send(1);

        assertThat(count("sluice.channel.sent", name)).isEqualTo(1);
        assertThat(gauge("sluice.channel.length", name)).isEqualTo(1);
    }

    @Test
    void names_beyond_the_limit_are_counted_together_and_those_without_channels_make_room()
            throws InterruptedException {
        List<Channel<Integer>> channels = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            Channel<Integer> each = Channel.named(name + i).buffered(1);
            each.send(i);
            channels.add(each);
        }
        new SluiceMetrics(3).bindTo(registry);
        scrape();
        assertThat(registry.find("sluice.channel.sent").functionCounters()).hasSize(4);
        double others = count("sluice.channel.sent", SluiceMetrics.OTHERS);
        assertThat(others).isGreaterThanOrEqualTo(4);

        var last = new WeakReference<>(channels.getFirst());
        channels.clear();
        collect(last);
        System.gc();
        Channel<Integer> fresh = Channel.named(name).buffered(1);
        fresh.send(1);
        scrape();

        assertThat(count("sluice.channel.sent", name)).isEqualTo(1);
        assertThat(count("sluice.channel.sent", SluiceMetrics.OTHERS)).isGreaterThanOrEqualTo(others);
    }

    @Test
    void the_meters_of_one_scrape_share_a_look() throws InterruptedException {
        Channel<Integer> jobs = Channel.named(name).buffered(5);
        new SluiceMetrics().bindTo(registry);
        clock.add(Duration.ofSeconds(2));
        double before = registry.get("sluice.channel.sent")
                .tag("channel", name)
                .functionCounter()
                .count();
        jobs.send(1);

        double same = registry.get("sluice.channel.length")
                .tag("channel", name)
                .gauge()
                .value();

        assertThat(before).isZero();
        assertThat(same).isZero();
        assertThat(gauge("sluice.channel.length", name)).isEqualTo(1);
    }

    @Test
    void rejects_a_limit_below_one() {
        assertThatThrownBy(() -> new SluiceMetrics(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("mostNames must be at least 1, was 0");
    }
}
