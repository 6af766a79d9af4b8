package dev.sluice.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ChannelFailedException;
import dev.sluice.Scope;
import dev.sluice.Task;
import dev.sluice.testkit.Bubble;
import dev.sluice.testkit.Deterministic;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Topics under many schedules. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(120)
@Deterministic(seeds = 300)
@NullUnmarked
class TopicScheduleTest {
    private static final int MESSAGES = 8;

    private final Topic<Integer> topic = new Topic<>(3);

    private void publishAll() throws InterruptedException {
        for (int i = 1; i <= MESSAGES; i++) {
            topic.publish("a", i);
        }
    }

    private static List<Integer> upTo(int last, int count) {
        return IntStream.rangeClosed(last - count + 1, last).boxed().toList();
    }

    // pitfall 5
    @Test
    @Deterministic(seeds = 20)
    void a_thousand_subscribers_come_and_go_while_messages_are_published_and_none_is_lost()
            throws InterruptedException {
        var all = new ArrayList<Long>();
        try (var scope = Scope.open()) {
            var stays = topic.subscribe(">", 4, Topic.Policy.BLOCK);
            scope.go(() -> stays.messages().forEach(each -> all.add(each.number())));
            var guests = new ArrayList<Task<?>>();
            for (int i = 0; i < 10; i++) {
                String pattern = i % 2 == 0 ? "a" : "*";
                guests.add(scope.go(() -> {
                    for (int visit = 0; visit < 100; visit++) {
                        try (var guest = topic.subscribe(pattern, 2, Topic.Policy.BLOCK)) {
                            long last = 0;
                            for (int taken = 0; taken < 2; taken++) {
                                var message = guest.messages().tryReceive().orNull();
                                if (message != null) {
                                    assertThat(last).isIn(0L, message.number() - 1);
                                    last = message.number();
                                }
                            }
                        }
                    }
                }));
            }
            for (int i = 0; i < 150; i++) {
                topic.publish("a", i);
            }
            for (Task<?> guest : guests) {
                guest.await();
            }
            assertThat(topic.subscribers()).isEqualTo(1);
            topic.close();
            scope.join();
        }
        assertThat(all).hasSize(150).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void a_subscription_at_any_moment_gets_a_stretch_without_a_gap() throws InterruptedException {
        try (var scope = Scope.open()) {
            scope.go(() -> {
                publishAll();
                topic.close();
            });
            scope.go(() -> {
                var subscription = topic.subscribe("a", MESSAGES, Topic.Policy.BLOCK);
                var got = new ArrayList<Integer>();
                subscription.replay().forEach(each -> got.add(each.value()));
                assertThat(got).hasSizeLessThanOrEqualTo(3);
                subscription.messages().forEach(each -> got.add(each.value()));
                assertThat(got).isEqualTo(upTo(MESSAGES, got.size())).hasSizeGreaterThanOrEqualTo(3);
            });
            scope.join();
        }
    }

    // pitfall 6
    @Test
    void a_subscription_that_is_left_kicked_and_closed_at_once_ends_once() throws InterruptedException {
        int[] firsts = new int[1];
        try (var scope = Scope.open()) {
            var subscription = topic.subscribe("a", 1, Topic.Policy.DISCONNECT);
            scope.go(() -> topic.publish("a", 1));
            scope.go(() -> topic.publish("a", 2));
            for (int i = 0; i < 2; i++) {
                scope.go(() -> {
                    if (subscription.cancel()) {
                        firsts[0]++;
                    }
                });
            }
            scope.join();
            assertThat(subscription.messages().isClosed()).isTrue();
        }
        assertThat(firsts[0]).isLessThanOrEqualTo(1);
        assertThat(topic.subscribers()).isZero();
    }

    // pitfall 8
    @Test
    void what_was_published_was_received_or_counted_as_dropped() throws InterruptedException {
        for (Topic.Policy policy : Topic.Policy.values()) {
            var fresh = new Topic<Integer>();
            int[] received = new int[1];
            long[] dropped = new long[1];
            try (var scope = Scope.open()) {
                var subscription = fresh.subscribe("a", 2, policy);
                scope.go(() -> {
                    try {
                        while (subscription.messages().receive() != null) {
                            received[0]++;
                        }
                    } catch (ChannelFailedException e) {
                        assertThat(policy).isEqualTo(Topic.Policy.DISCONNECT);
                    }
                    dropped[0] = subscription.dropped();
                });
                for (int i = 0; i < MESSAGES; i++) {
                    fresh.publish("a", i);
                }
                fresh.close();
                scope.join();
            }
            switch (policy) {
                case BLOCK -> assertThat(received[0]).isEqualTo(MESSAGES);
                case DROP_OLDEST, DROP_NEWEST ->
                    assertThat(received[0] + dropped[0]).isEqualTo(MESSAGES);
                case DISCONNECT -> assertThat(dropped[0]).isEqualTo(received[0] == MESSAGES ? 0 : 1);
            }
        }
    }

    // kotlinx#4583
    @Test
    void a_subscriber_and_a_publisher_that_are_cancelled_together_leave_the_topic_as_good_as_new()
            throws InterruptedException {
        try (var scope = Scope.open()) {
            Task<?> subscriber = scope.go(() -> {
                try (var subscription = topic.subscribe("a", 1, Topic.Policy.BLOCK)) {
                    while (true) {
                        subscription.messages().receive();
                        Bubble.step("handle");
                    }
                }
            });
            Task<?> publisher = scope.go(this::publishAll);
            Bubble.giveWay();
            subscriber.cancel();
            publisher.cancel();
            scope.join();
        }
        assertThat(topic.subscribers()).isZero();
        try (var next = topic.subscribe("a", 1, Topic.Policy.BLOCK)) {
            assertThat(topic.publish("a", 99)).isEqualTo(1);
            assertThat(next.messages().receive().value()).isEqualTo(99);
        }
    }

    @Test
    void two_publishers_each_keep_their_order() throws InterruptedException {
        var got = new ArrayList<Integer>();
        try (var scope = Scope.open()) {
            var subscription = topic.subscribe("*", 1, Topic.Policy.BLOCK);
            scope.go(() -> subscription.messages().forEach(each -> got.add(each.value())));
            Task<?> odd = scope.go(() -> {
                for (int i = 1; i < MESSAGES; i += 2) {
                    topic.publish("odd", i);
                }
            });
            for (int i = 0; i < MESSAGES; i += 2) {
                topic.publish("even", i);
            }
            odd.await();
            topic.close();
            scope.join();
        }
        assertThat(got).hasSize(MESSAGES);
        assertThat(got.stream().filter(each -> each % 2 == 0)).isSorted();
        assertThat(got.stream().filter(each -> each % 2 == 1)).isSorted();
    }
}
