package dev.sluice.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.ChannelClosedException;
import dev.sluice.ChannelFailedException;
import dev.sluice.Scope;
import dev.sluice.Select;
import dev.sluice.Task;
import dev.sluice.testkit.Eventually;
import dev.sluice.testkit.LeakCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@LeakCheck
@NullUnmarked
class TopicTest {
    private final Topic<Integer> topic = new Topic<>();

    private static List<Integer> drain(Subscription<Integer> subscription) {
        var values = new ArrayList<Integer>();
        for (Topic.Message<Integer> each;
                (each = subscription.messages().tryReceive().orNull()) != null; ) {
            values.add(each.value());
        }
        return values;
    }

    private static List<Integer> values(List<Topic.Message<Integer>> messages) {
        return messages.stream().map(Topic.Message::value).toList();
    }

    @Test
    void each_subscriber_gets_what_matches_its_pattern() throws InterruptedException {
        var eu = topic.subscribe("orders.eu.*", 9, Topic.Policy.BLOCK);
        var created = topic.subscribe("orders.*.created", 9, Topic.Policy.BLOCK);
        var all = topic.subscribe(">", 9, Topic.Policy.BLOCK);
        var exact = topic.subscribe("orders.us.created", 9, Topic.Policy.BLOCK);

        assertThat(topic.publish("orders.eu.created", 1)).isEqualTo(3);
        assertThat(topic.publish("orders.us.created", 2)).isEqualTo(3);
        assertThat(topic.publish("orders.eu.paid", 3)).isEqualTo(2);
        assertThat(topic.publish("users.new", 4)).isEqualTo(1);

        assertThat(all.messages().receive()).isEqualTo(new Topic.Message<>("orders.eu.created", 1, 1));
        assertThat(drain(eu)).containsExactly(1, 3);
        assertThat(drain(created)).containsExactly(1, 2);
        assertThat(drain(exact)).containsExactly(2);
        assertThat(drain(all)).containsExactly(2, 3, 4);
    }

    @Test
    void a_subscriber_that_comes_and_goes_between_two_messages_is_counted_in_and_out() throws InterruptedException {
        assertThat(topic.publish("a.b", 1)).isZero();
        var exact = topic.subscribe("a.b", 9, Topic.Policy.BLOCK);
        assertThat(topic.publish("a.b", 2)).isEqualTo(1);
        var wild = topic.subscribe("a.*", 9, Topic.Policy.BLOCK);
        assertThat(topic.publish("a.b", 3)).isEqualTo(2);

        assertThat(exact.cancel()).isTrue();
        assertThat(exact.cancel()).isFalse();
        assertThat(topic.publish("a.b", 4)).isEqualTo(1);
        wild.messages().cancel();
        assertThat(topic.subscribers()).isEqualTo(1);
        assertThat(topic.publish("a.b", 5)).isZero();
        assertThat(topic.subscribers()).isZero();
        assertThat(drain(exact)).isEmpty();
    }

    // pitfall 8
    @Test
    void each_policy_says_what_a_full_buffer_means() throws InterruptedException {
        var oldest = topic.subscribe("a", 3, Topic.Policy.DROP_OLDEST);
        var newest = topic.subscribe("a", 3, Topic.Policy.DROP_NEWEST);
        var slow = topic.subscribe("a", 3, Topic.Policy.DISCONNECT);

        for (int value = 1; value <= 5; value++) {
            topic.publish("a", value);
        }

        assertThat(oldest.lag()).isEqualTo(3);
        assertThat(oldest.dropped()).isEqualTo(2);
        assertThat(newest.dropped()).isEqualTo(2);
        assertThat(slow.dropped()).isEqualTo(1);
        assertThat(topic.subscribers()).isEqualTo(2);
        assertThat(oldest).hasToString("subscription to a (3 behind, 2 dropped)");
        assertThat(drain(oldest)).containsExactly(3, 4, 5);
        assertThat(drain(newest)).containsExactly(1, 2, 3);
        assertThat(drain(slow)).containsExactly(1, 2, 3);
        assertThatThrownBy(() -> slow.messages().receive())
                .isInstanceOf(ChannelFailedException.class)
                .hasRootCauseMessage(
                        "subscription to a was too slow: all 3 messages that its buffer holds were waiting");
        oldest.cancel();
        assertThat(oldest.dropped()).as("what is left behind isn't missed").isEqualTo(2);
    }

    // pitfall 8
    @Test
    void a_subscriber_that_never_reads_holds_no_other_up() throws InterruptedException {
        int messages = 101;
        var received = new AtomicInteger();
        try (var scope = Scope.open()) {
            var never = topic.subscribe("chat", 1, Topic.Policy.DROP_OLDEST);
            var kicked = topic.subscribe("chat", 1, Topic.Policy.DISCONNECT);
            for (int i = 0; i < 999; i++) {
                var subscription = topic.subscribe("chat", 7, Topic.Policy.BLOCK);
                scope.go(() -> {
                    for (var _ : subscription.messages()) {
                        received.incrementAndGet();
                    }
                });
            }
            for (int i = 0; i < messages; i++) {
                topic.publish("chat", i);
            }
            topic.close();
            scope.join();
            assertThat(never.dropped()).isEqualTo(messages - 1);
            assertThat(kicked.messages().isClosed()).isTrue();
        }
        assertThat(received).hasValue(999 * messages);
    }

    // pitfall 9
    @Test
    void each_subscriber_gets_each_message_once_and_the_workers_of_one_share_its_messages()
            throws InterruptedException {
        int messages = 10_007;
        var first = new AtomicInteger[messages];
        var second = new AtomicInteger[messages];
        for (int i = 0; i < messages; i++) {
            first[i] = new AtomicInteger();
            second[i] = new AtomicInteger();
        }
        try (var scope = Scope.open()) {
            var hub = topic.subscribe("chat.>", 64, Topic.Policy.BLOCK);
            var workers = topic.subscribe("chat.>", 64, Topic.Policy.BLOCK);
            scope.go(() -> hub.messages().forEach(each -> first[each.value()].incrementAndGet()));
            for (int i = 0; i < 3; i++) {
                scope.go(() -> workers.messages().forEach(each -> second[each.value()].incrementAndGet()));
            }
            for (int i = 0; i < messages; i++) {
                assertThat(topic.publish("chat." + i % 5, i)).isEqualTo(2);
            }
            topic.close();
            scope.join();
        }
        assertThat(first).allMatch(times -> times.get() == 1);
        assertThat(second).allMatch(times -> times.get() == 1);
    }

    // pitfall 10
    @Test
    void publishing_never_fails_because_a_subscriber_leaves() throws InterruptedException {
        var policies = Topic.Policy.values();
        try (var scope = Scope.open()) {
            Task<?> publisher = scope.go(() -> {
                for (int i = 0; i < 100_003; i++) {
                    topic.publish("a.b", i);
                }
            });
            for (int i = 0; i < 4; i++) {
                Topic.Policy policy = policies[i];
                scope.go(() -> {
                    for (int round = 0; publisher.state() == Task.State.RUNNING; round++) {
                        String pattern = round % 2 == 0 ? "a.b" : "*.b";
                        try (var subscription = topic.subscribe(pattern, 1, policy)) {
                            subscription.messages().tryReceive();
                        }
                    }
                });
            }
            scope.join();
            assertThat(publisher.state()).isEqualTo(Task.State.SUCCEEDED);
        }
        assertThat(topic.subscribers()).isZero();
    }

    // pitfall 6
    @Test
    void leaving_and_being_kicked_at_the_same_moment_end_a_subscription_once() throws InterruptedException {
        try (var scope = Scope.open()) {
            for (int i = 0; i < 10_007; i++) {
                var subscription = topic.subscribe("a", 1, Topic.Policy.DISCONNECT);
                topic.publish("a", 1);
                Task<?> kick = scope.go(() -> topic.publish("a", 2));
                subscription.cancel();
                kick.await(); // throws nothing
                assertThat(subscription.cancel()).isFalse();
                assertThat(subscription.messages().isClosed()).isTrue();
            }
            scope.join();
        }
        assertThat(topic.subscribers()).isZero();
    }

    // pitfall 7, mattermost#7577
    @Test
    void a_subscriber_may_end_itself_others_and_the_topic_from_its_own_loop() throws InterruptedException {
        try (var scope = Scope.open()) {
            var loop = topic.subscribe("a", 9, Topic.Policy.BLOCK);
            var slow = topic.subscribe("a", 1, Topic.Policy.DISCONNECT);
            Task<Integer> hub = scope.go(() -> {
                int seen = 0;
                for (var message : loop.messages()) {
                    seen++;
                    if (message.value() < 3) {
                        topic.publish("a", message.value() + 1); // kicks the slow one in between
                    } else {
                        slow.cancel();
                        topic.close();
                        loop.cancel();
                    }
                }
                return seen;
            });

            topic.publish("a", 0);

            assertThat(hub.await()).isEqualTo(4);
            scope.join();
        }
        assertThat(topic.subscribers()).isZero();
        assertThatThrownBy(() -> topic.publish("a", 1)).isInstanceOf(ChannelClosedException.class);
    }

    // pitfall 11
    @Test
    void a_subscriber_may_subscribe_and_publish_while_it_handles_a_message() throws InterruptedException {
        try (var scope = Scope.open()) {
            var requests = topic.subscribe("request", 1, Topic.Policy.BLOCK);
            scope.go(() -> {
                for (var request : requests.messages()) {
                    try (var own = topic.subscribe("own", 1, Topic.Policy.BLOCK)) {
                        topic.publish("own", request.value());
                        topic.publish("reply", own.messages().receive().value() * 2);
                    }
                }
            });
            var replies = topic.subscribe("reply", 1, Topic.Policy.BLOCK);
            for (int i = 0; i < 1_003; i++) {
                topic.publish("request", i);
                assertThat(replies.messages().receive().value()).isEqualTo(i * 2);
            }
            topic.close();
            scope.join();
        }
    }

    @Test
    void a_publisher_that_waits_goes_on_when_the_subscriber_leaves() throws InterruptedException {
        try (var scope = Scope.open()) {
            var full = topic.subscribe("a", 1, Topic.Policy.BLOCK);
            var other = topic.subscribe("a", 9, Topic.Policy.BLOCK);
            topic.publish("a", 1);
            Task<Integer> publisher = scope.go(() -> topic.publish("a", 2));
            Eventually.becomes(() -> other.lag() == 2);
            assertThat(publisher.state()).isEqualTo(Task.State.RUNNING);

            full.cancel();

            assertThat(publisher.await()).isEqualTo(1);
            scope.join();
        }
    }

    @Test
    void a_publisher_that_is_cancelled_leaves_a_count_with_subscribers_that_had_no_room() throws InterruptedException {
        try (var scope = Scope.open()) {
            var full = topic.subscribe("a", 1, Topic.Policy.BLOCK);
            var alsoFull = topic.subscribe("*", 1, Topic.Policy.BLOCK);
            var other = topic.subscribe("a", 9, Topic.Policy.BLOCK);
            topic.publish("a", 1);
            Task<Integer> publisher = scope.go(() -> topic.publish("a", 2));
            Eventually.becomes(() -> other.lag() == 2);

            publisher.cancel();
            scope.join();

            assertThat(full.dropped()).isEqualTo(1);
            assertThat(alsoFull.dropped()).isEqualTo(1);
            assertThat(other.dropped()).isZero();
            assertThat(drain(full)).containsExactly(1);
            assertThat(drain(alsoFull)).containsExactly(1);
            assertThat(topic.publish("a", 3)).isEqualTo(3);
            topic.close();
        }
    }

    @Test
    void a_new_subscriber_gets_the_last_messages_of_each_name_in_the_order_of_publishing() throws InterruptedException {
        var rooms = new Topic<Integer>(3);
        for (int i = 1; i <= 7; i++) {
            rooms.publish("rooms." + i % 2, i);
        }
        rooms.publish("other", 8);

        var one = rooms.subscribe("rooms.1", 1, Topic.Policy.BLOCK);
        var all = rooms.subscribe("rooms.*", 1, Topic.Policy.BLOCK);
        rooms.publish("rooms.0", 9);

        assertThat(values(one.replay())).containsExactly(3, 5, 7);
        assertThat(values(all.replay())).containsExactly(2, 3, 4, 5, 6, 7);
        assertThat(drain(one)).isEmpty();
        assertThat(drain(all)).containsExactly(9);
        rooms.forget("rooms.1");
        rooms.close();
        var late = rooms.subscribe(">", 1, Topic.Policy.BLOCK);
        assertThat(values(late.replay())).containsExactly(4, 6, 8, 9);
        assertThat(late.messages().isClosed()).isTrue();
    }

    @Test
    void between_the_replay_and_the_first_message_nothing_is_missing_and_nothing_twice() throws InterruptedException {
        var numbers = new Topic<Integer>(2);
        try (var scope = Scope.open()) {
            Task<?> publisher = scope.go(() -> {
                for (int i = 1; i <= 50_021; i++) {
                    numbers.publish("a", i);
                }
            });
            while (publisher.state() == Task.State.RUNNING) {
                try (var subscription = numbers.subscribe("a", 1, Topic.Policy.DROP_NEWEST)) {
                    List<Topic.Message<Integer>> replay = subscription.replay();
                    var next = subscription.messages().tryReceive().orNull();
                    if (next != null) {
                        long last = replay.isEmpty() ? 0 : replay.getLast().number();
                        assertThat(next.number()).isEqualTo(last + 1);
                    }
                }
            }
            scope.join();
        }
    }

    // kotlinx.coroutines#4359
    @Test
    void a_topic_that_is_closed_ends_its_subscribers_after_what_is_in_their_buffers() throws InterruptedException {
        var subscription = topic.subscribe("a", 9, Topic.Policy.DISCONNECT);
        topic.publish("a", 1);
        topic.publish("a", 2);

        topic.close();
        topic.close();

        assertThat(drain(subscription)).containsExactly(1, 2);
        assertThat(subscription.messages().receive()).isNull();
        assertThat(topic).hasToString("topic (0 subscribers, 2 published, closed)");
    }

    @Test
    void a_subscription_can_stand_in_a_select() throws InterruptedException {
        try (var select = Select.open();
                var subscription = topic.subscribe("a", 9, Topic.Policy.BLOCK)) {
            var message = select.receive(subscription.messages());
            topic.publish("a", 5);

            assertThat(select.await()).isSameAs(message);
            assertThat(message.value().value()).isEqualTo(5);
        }
    }

    @Test
    void names_that_never_repeat_fill_no_memory_with_routes() throws InterruptedException {
        try (var subscription = topic.subscribe(">", 1, Topic.Policy.DROP_OLDEST)) {
            for (int i = 0; i < 20_011; i++) {
                assertThat(topic.publish("name." + i, i)).isEqualTo(1);
            }
            assertThat(subscription.dropped()).isEqualTo(20_010);
            assertThat(topic.routes()).isLessThanOrEqualTo(4096);
        }
    }

    @Test
    void rejects_numbers_out_of_range() {
        assertThatThrownBy(() -> new Topic<>(-1)).hasMessage("history must be at least 0, was -1");
        assertThatThrownBy(() -> topic.subscribe("a", 0, Topic.Policy.BLOCK))
                .hasMessage("buffer must be from 1 to 268435456, was 0");
        assertThatThrownBy(() -> topic.publish("a.*", 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> topic.publish("a", null)).isInstanceOf(NullPointerException.class);
        assertThat(topic.subscribers()).isZero();
    }
}
