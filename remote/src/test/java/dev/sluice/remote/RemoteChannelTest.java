package dev.sluice.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.ChannelClosedException;
import dev.sluice.Context;
import dev.sluice.ContextCancelledException;
import dev.sluice.DeadlineExceededException;
import dev.sluice.Scope;
import dev.sluice.Select;
import dev.sluice.Task;
import dev.sluice.flow.Pipeline;
import dev.sluice.resilience.Backoff;
import dev.sluice.testkit.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class RemoteChannelTest {
    private static final RemoteChannelOptions OPTIONS = RemoteChannelOptions.capacity(100)
            .lease(Duration.ofSeconds(1))
            .attempts(3)
            .backoff(Backoff.fixed(Duration.ofMillis(20)));
    private static final AtomicInteger NAMES = new AtomicInteger();

    @TempDir
    private static Path folder;

    private static LocalServer server;

    private Cluster cluster;

    record Photo(String name, int width) {}

    @BeforeAll
    static void start() throws Exception {
        server = Servers.start(folder);
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void connect() throws InterruptedException {
        cluster = Cluster.at(server.address()).connect();
    }

    @AfterEach
    void disconnect() {
        cluster.close();
    }

    private RemoteChannel<String> channel(RemoteChannelOptions options) throws InterruptedException {
        return cluster.channel("channel-" + NAMES.incrementAndGet(), Codec.text(), options);
    }

    @Test
    void values_come_out_with_their_ids_and_in_order_if_one_is_unacknowledged_at_a_time() throws Exception {
        RemoteChannel<String> channel = channel(OPTIONS.unacknowledged(1));
        for (int i = 0; i < 20; i++) {
            channel.send("value " + i, "id-" + i);
        }
        channel.close();

        List<String> received = new ArrayList<>();
        channel.forEach(each -> {
            received.add(each.value() + " of " + each.id() + ", " + each.attempt());
            each.ack();
        });

        assertThat(received)
                .isEqualTo(IntStream.range(0, 20)
                        .mapToObj(i -> "value " + i + " of id-" + i + ", 1")
                        .toList());
    }

    @Test
    void records_travel_as_json() throws Exception {
        RemoteChannel<Photo> photos = cluster.channel("photos", Codec.json(Photo.class), OPTIONS);

        photos.send(new Photo("Düne.jpg", 4000));
        Delivery<Photo> delivery = photos.receive();

        assertThat(delivery.value()).isEqualTo(new Photo("Düne.jpg", 4000));
        delivery.ack();
    }

    @Test
    void a_value_that_is_sent_twice_with_the_same_id_is_there_once() throws Exception {
        RemoteChannel<String> channel = channel(OPTIONS);

        channel.send("a", "same");
        channel.send("a", "same");
        channel.send("b", "other");

        assertThat(channel.length()).isEqualTo(2);
    }

    @Test
    void after_close_sends_fail_and_receivers_are_told_when_all_is_acknowledged() throws Exception {
        RemoteChannel<String> channel = channel(OPTIONS);
        channel.send("last");
        channel.close();
        channel.close();

        assertThatThrownBy(() -> channel.send("late"))
                .isInstanceOf(ChannelClosedException.class)
                .hasMessage("channel " + channel.name() + " is closed");
        Delivery<String> last = channel.receive();
        try (var scope = Scope.open()) {
            Task<Boolean> end = scope.go(() -> channel.receive() == null);
            assertThat(end.state()).isEqualTo(Task.State.RUNNING);
            last.ack();
            assertThat(end.await()).isTrue();
            channel.drained();
        }
    }

    @Test
    void a_channel_that_was_deleted_takes_and_gives_nothing() throws Exception {
        RemoteChannel<String> channel = channel(OPTIONS);
        cluster.deleteChannel(channel.name());
        cluster.deleteChannel(channel.name());

        assertThatThrownBy(() -> channel.send("late"))
                .isInstanceOf(ChannelClosedException.class)
                .hasMessageContaining("was deleted");
        assertThatThrownBy(channel::receive).isInstanceOf(RemoteException.class);
    }

    @Test
    void a_capacity_of_zero_is_refused_when_the_channel_is_made() {
        assertThatThrownBy(() -> RemoteChannelOptions.capacity(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("capacity must be at least 1, was 0");
    }

    @Test
    void a_channel_of_another_capacity_is_refused() throws Exception {
        RemoteChannel<String> channel = channel(OPTIONS);

        assertThatThrownBy(() -> cluster.channel(channel.name(), Codec.text(), RemoteChannelOptions.capacity(7)))
                .isInstanceOf(RemoteException.class)
                .hasMessageContaining("with capacity 100 and not 7");
    }

    // Fault 7

    @Test
    void a_sender_to_a_full_channel_waits_and_goes_on_when_there_is_room() throws Exception {
        RemoteChannel<String> channel = channel(RemoteChannelOptions.capacity(2));
        channel.send("1");
        channel.send("2");

        try (var scope = Scope.open()) {
            Task<?> third = scope.go(() -> channel.send("3"));
            Delivery<String> first = channel.receive();
            assertThat(third.state()).isEqualTo(Task.State.RUNNING);
            first.ack();
            third.await();
        }

        assertThat(channel.length()).isEqualTo(2);
    }

    @Test
    void a_sender_to_a_full_channel_ends_with_its_context_and_has_sent_nothing() throws Exception {
        RemoteChannel<String> channel = channel(RemoteChannelOptions.capacity(1));
        channel.send("1");

        try (var context = Context.current().withTimeout(Duration.ofMillis(300))) {
            assertThatThrownBy(() -> context.run(() -> channel.send("2")))
                    .isInstanceOf(ContextCancelledException.class)
                    .hasCauseInstanceOf(DeadlineExceededException.class);
        }

        assertThat(channel.length()).isEqualTo(1);
    }

    // Waiting receivers

    @Test
    void a_receiver_ends_with_its_context_and_the_next_value_is_for_another_one() throws Exception {
        RemoteChannel<String> channel = channel(OPTIONS);

        try (var context = Context.current().withTimeout(Duration.ofMillis(200))) {
            assertThatThrownBy(() -> context.run(channel::receive)).isInstanceOf(ContextCancelledException.class);
        }
        channel.send("for another one");

        Delivery<String> delivery = channel.receive();
        assertThat(delivery.value()).isEqualTo("for another one");
        delivery.ack();
    }

    @Test
    void a_receiver_that_is_cancelled_while_values_come_loses_none() throws Exception {
        RemoteChannel<String> channel = channel(OPTIONS.attempts(1000));
        TreeSet<String> received = new TreeSet<>();

        try (var scope = Scope.open()) {
            scope.go(() -> {
                for (int i = 0; i < 100; i++) {
                    channel.send("value " + i);
                }
                channel.close();
            });
            int tries = 0;
            for (boolean more = true; more; tries++) {
                try (var context = Context.current().withTimeout(Duration.ofMillis(1 + tries % 40))) {
                    Delivery<String> delivery = context.call(channel::receive);
                    more = delivery != null;
                    if (delivery != null) {
                        received.add(delivery.value());
                        delivery.ack();
                    }
                } catch (ContextCancelledException _) {
                    more = received.size() < 100;
                }
            }
        }

        assertThat(received).hasSize(100);
    }

    @Test
    void an_interrupt_ends_a_receive() throws Exception {
        RemoteChannel<String> channel = channel(OPTIONS);
        Thread.currentThread().interrupt();

        assertThatThrownBy(channel::receive).isInstanceOf(InterruptedException.class);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void closing_the_cluster_ends_a_receive_in_another_thread() throws Exception {
        RemoteChannel<String> channel = channel(OPTIONS);

        try (var scope = Scope.open().collectAll()) {
            Task<?> receiver = scope.go(channel::receive);
            cluster.close();
            assertThatThrownBy(() -> receiver.await(Exception.class)).isInstanceOf(RemoteException.class);
        }
    }

    // Acknowledgements

    @Test
    void a_value_that_is_given_back_comes_again() throws Exception {
        RemoteChannel<String> channel = channel(OPTIONS);
        channel.send("again");

        Delivery<String> first = channel.receive();
        first.nack();
        first.ack(); // too late

        Delivery<String> second = channel.receive();
        assertThat(second.attempt()).isEqualTo(2);
        assertThat(second.id()).isEqualTo(first.id());
        second.ack();
        Eventually.becomes(() -> length(channel) == 0);
    }

    @Test
    void closing_a_delivery_without_an_acknowledgement_gives_it_back() throws Exception {
        RemoteChannel<String> channel = channel(OPTIONS);
        channel.send("again");

        channel.receive().close();

        Delivery<String> second = channel.receive();
        assertThat(second.attempt()).isEqualTo(2);
        second.ack();
    }

    @Test
    void what_a_closed_cluster_held_is_delivered_to_another_one_at_once() throws Exception {
        RemoteChannel<String> channel = channel(OPTIONS.lease(Duration.ofMinutes(30)));
        channel.send("value");
        try (var other = Cluster.at(server.address()).connect()) {
            RemoteChannel<String> there = other.channel(channel.name(), Codec.text(), OPTIONS);
            assertThat(there.receive().attempt()).isEqualTo(1);
        }

        Delivery<String> delivery = channel.receive();

        assertThat(delivery.attempt()).isEqualTo(2);
        delivery.ack();
    }

    // Fault 6

    @Test
    void a_rejected_value_is_a_dead_letter_once_and_its_place_is_free() throws Exception {
        RemoteChannel<String> channel = channel(RemoteChannelOptions.capacity(1));
        channel.send("bad", "id of bad");

        Delivery<String> bad = channel.receive();
        bad.reject("it is\nbad");
        bad.reject("twice");
        channel.send("good");

        Delivery<String> dead = channel.deadLetters().receive();
        assertThat(dead.value()).isEqualTo("bad");
        assertThat(dead.id()).isEqualTo("id of bad");
        assertThat(dead.reason()).contains("it is bad");
        dead.ack();
        Eventually.becomes(() -> length(channel.deadLetters()) == 0);
        assertThat(channel.receive().value()).isEqualTo("good");
    }

    @Test
    void a_value_that_fails_each_time_is_a_dead_letter_after_its_attempts() throws Exception {
        RemoteChannel<String> channel = channel(OPTIONS);
        channel.send("fails");
        channel.close();

        var attempts = new AtomicInteger();
        channel.forEach(_ -> attempts.incrementAndGet());

        assertThat(attempts).hasValue(3);
        assertThat(channel.length()).isZero();
        Delivery<String> dead = channel.deadLetters().receive();
        assertThat(dead.value()).isEqualTo("fails");
        assertThat(dead.reason()).contains("it was delivered 3 times and never acknowledged");
    }

    @Test
    void bytes_that_are_no_value_are_a_dead_letter() throws Exception {
        RemoteChannel<String> texts = channel(OPTIONS);
        RemoteChannel<Photo> photos = cluster.channel(texts.name(), Codec.json(Photo.class), OPTIONS);
        texts.send("no JSON");
        photos.send(new Photo("b.jpg", 1));

        Delivery<Photo> good = photos.receive();
        Delivery<Photo> bad = photos.deadLetters().receive();

        assertThat(good.value().name()).isEqualTo("b.jpg");
        assertThat(bad.reason().orElseThrow()).startsWith("it can't be decoded");
        assertThatThrownBy(bad::value).isInstanceOf(IllegalArgumentException.class);
        good.ack();
    }

    // Fault 10

    @Test
    void a_value_that_takes_longer_than_its_lease_is_not_delivered_again() throws Exception {
        RemoteChannel<String> channel = channel(OPTIONS);
        channel.send("slow");
        Delivery<String> slow = channel.receive();

        try (var context = Context.current().withTimeout(Duration.ofMillis(3500))) { // three leases
            assertThatThrownBy(() -> context.run(channel::receive)).isInstanceOf(ContextCancelledException.class);
        }

        slow.ack();
        Eventually.becomes(() -> length(channel) == 0);
    }

    @Test
    void a_value_that_takes_longer_than_the_longest_time_is_delivered_again() throws Exception {
        RemoteChannel<String> channel = channel(OPTIONS.longest(Duration.ofSeconds(1)));
        channel.send("hangs");
        assertThat(channel.receive().attempt()).isEqualTo(1);

        Delivery<String> second = channel.receive();

        assertThat(second.attempt()).isEqualTo(2);
        second.ack();
    }

    // Fault 12

    @Test
    void a_value_whose_acknowledgement_is_lost_comes_again_and_a_late_one_still_counts() throws Exception {
        try (var link = new Link(server.address());
                var away = Cluster.at(link.address()).connect()) {
            RemoteChannel<String> channel = channel(OPTIONS);
            RemoteChannel<String> there = away.channel(channel.name(), Codec.text(), OPTIONS);
            channel.send("written, and not acknowledged");
            Delivery<String> lost = there.receive();
            link.shut();
            lost.ack();

            Delivery<String> again = channel.receive();

            assertThat(again.attempt()).isEqualTo(2);
            assertThat(again.id()).isEqualTo(lost.id());
            again.ack();
            Eventually.becomes(() -> length(channel) == 0);
        }
    }

    // Ports; fault 11

    @Test
    void a_select_receives_from_a_port_until_the_channel_has_ended() throws Exception {
        RemoteChannel<String> channel = channel(OPTIONS);
        for (int i = 0; i < 30; i++) {
            channel.send("value " + i);
        }
        channel.close();
        TreeSet<String> received = new TreeSet<>();

        try (var port = channel.port(4);
                var select = Select.open()) {
            var job = select.receive(port.channel());
            select.timeout(Duration.ofSeconds(30));
            while (select.await() == job && !job.closed()) {
                received.add(job.value().value());
                job.value().ack();
            }
        }

        assertThat(received).hasSize(30);
    }

    @Test
    void a_pipeline_works_on_the_values_of_a_port() throws Exception {
        RemoteChannel<String> channel = channel(OPTIONS);
        for (int i = 0; i < 100; i++) {
            channel.send("value " + i);
        }
        channel.close();

        try (var port = channel.port(8)) {
            List<String> all = Pipeline.from(port.channel())
                    .map(each -> {
                        each.ack();
                        return each.value();
                    })
                    .toList()
                    .run();
            assertThat(all).hasSize(100).doesNotHaveDuplicates();
        }
    }

    @Test
    void values_in_a_port_that_nothing_selects_keep_their_leases_and_are_given_back_when_it_closes() throws Exception {
        RemoteChannel<String> channel = channel(OPTIONS);
        channel.send("a");
        channel.send("b");

        try (var other = Cluster.at(server.address()).connect()) {
            RemoteChannel<String> there = other.channel(channel.name(), Codec.text(), OPTIONS);
            try (var _ = channel.port(2);
                    var context = Context.current().withTimeout(Duration.ofMillis(2500))) { // more than two leases
                Eventually.becomes(() -> pending(channel) == 2);
                assertThatThrownBy(() -> context.run(there::receive)).isInstanceOf(ContextCancelledException.class);
            }

            for (int i = 0; i < 2; i++) {
                Delivery<String> delivery = there.receive();
                assertThat(delivery.attempt()).isGreaterThan(1);
                delivery.ack();
            }
        }
    }

    @Test
    void a_port_holds_no_more_than_its_prefetch() throws Exception {
        RemoteChannel<String> channel = channel(OPTIONS);
        for (int i = 0; i < 20; i++) {
            channel.send("value " + i);
        }

        try (var port = channel.port(3)) {
            for (int i = 0; i < 10; i++) {
                port.channel().receive().ack();
                assertThat(pending(channel)).isLessThanOrEqualTo(4); // an acknowledgement may be on its way
            }
        }
    }

    private static long length(RemoteChannel<?> channel) {
        try {
            return channel.length();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private long pending(RemoteChannel<?> channel) {
        try {
            return cluster.connection()
                    .jetStreamManagement()
                    .getConsumerInfo(channel.name(), "workers")
                    .getNumAckPending();
        } catch (java.io.IOException | io.nats.client.JetStreamApiException e) {
            throw new AssertionError(e);
        }
    }
}
