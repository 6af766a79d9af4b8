package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Channel.Overflow;
import dev.sluice.testkit.LeakCheck;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How channels are made, what they say of themselves, and what they do when they are full. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(20)
@LeakCheck(deadlocks = false)
class ChannelOptionsTest {
    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MIN_VALUE, Channel.MAX_CAPACITY + 1, Integer.MAX_VALUE})
    void rejects_a_capacity_out_of_range(int capacity) {
        assertThatThrownBy(() -> Channel.buffered(capacity))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("capacity must be from 0 to 268435456, was " + capacity);
    }

    @ParameterizedTest
    @EnumSource(names = {"DROP_OLDEST", "DROP_NEWEST"})
    void rejects_a_policy_that_drops_values_where_there_is_no_buffer(Overflow policy) {
        assertThatThrownBy(() -> Channel.overflow(policy).unbuffered())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("overflow " + policy + " needs a buffer, capacity was 0");
        assertThatThrownBy(() -> Channel.overflow(policy).buffered(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("overflow " + policy + " needs a buffer, capacity was 0");
        assertThat(Channel.overflow(Overflow.WAIT).unbuffered().capacity()).isZero();
    }

    @Test
    @SuppressWarnings("NullAway")
    void rejects_null_options() {
        assertThatThrownBy(() -> Channel.named(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> Channel.onUndelivered(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> Channel.overflow(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> Channel.weighted(null, 1)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void options_are_values_and_make_a_channel_each_time() throws InterruptedException {
        List<Integer> undelivered = new ArrayList<>();
        var named = Channel.named("a");
        var dropping = named.<Integer>onUndelivered(undelivered::add).overflow(Overflow.DROP_OLDEST);
        var renamed = dropping.named("b");

        Channel<Integer> a = dropping.buffered(1);
        Channel<Integer> other = dropping.buffered(1);
        Channel<Integer> b = renamed.buffered(1);
        Channel<String> plain = named.buffered(1);
        a.close();

        assertThat(other.isClosed()).isFalse();
        assertThat(List.of(a, other, plain)).extracting(Channel::name).containsOnly("a");
        assertThat(b.name()).isEqualTo("b");
        b.send(1);
        b.send(2);
        assertThat(undelivered).containsExactly(1);
        assertThat(plain.offer("1")).isEqualTo(Offer.SENT);
        assertThat(plain.offer("2")).isEqualTo(Offer.FULL);
    }

    /** Compiling is the test. */
    @Test
    void options_need_no_type_but_for_a_lambda_that_uses_the_value() {
        Channel<String> jobs = Channel.named("jobs").buffered(64);
        Channel<Closing> closed = Channel.onUndelivered(Closing::close).unbuffered();
        Channel<Closing> also =
                Channel.named("also").onUndelivered(Closing::close).buffered(2);
        Channel<Integer> counted = Channel.onUndelivered(_ -> {}).buffered(2);
        var inferred = Channel.onUndelivered(Closing::close).buffered(1);
        Channel<Closing> lambda =
                Channel.<Closing>onUndelivered(each -> each.close()).buffered(1);
        Channel<ByteBuffer> weighted = Channel.weighted(ByteBuffer::remaining, 1 << 20);

        inferred.offer(new Closing());

        for (var each : List.of(jobs, closed, also, counted, inferred, lambda, weighted)) {
            assertThat(each.cancel()).isTrue();
        }
    }

    private static final class Closing {
        void close() {}
    }

    @Test
    void a_channel_with_several_options_left_phantoms_in_every_snapshot() {
        var name = "no phantoms " + System.identityHashCode(this);

        Channel<Integer> jobs = Channel.named(name)
                .overflow(Overflow.DROP_OLDEST)
                .<Integer>onUndelivered(_ -> {})
                .named(name)
                .buffered(4);

        assertThat(Sluice.snapshot().channels())
                .filteredOn(each -> name.equals(each.name()))
                .singleElement()
                .satisfies(each -> assertThat(each.capacity()).isEqualTo(jobs.capacity()));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 10, 1000})
    void tells_how_full_it_is(int capacity) throws InterruptedException {
        Channel<Integer> channel = Channel.named("jobs").buffered(capacity);

        assertThat(channel.capacity()).isEqualTo(capacity);
        for (int i = 0; i < capacity; i++) {
            assertThat(channel.length()).isEqualTo(i);
            channel.send(i);
        }
        assertThat(channel.length()).isEqualTo(capacity);
        assertThat(channel.offer(-1)).isEqualTo(Offer.FULL);
        assertThat(channel.length()).isEqualTo(capacity);
        assertThat(channel).hasToString("channel jobs (" + capacity + " of " + capacity + ")");

        channel.close();

        assertThat(channel).hasToString("channel jobs (" + capacity + " of " + capacity + ", closed)");
        for (int i = capacity - 1; i >= 0; i--) {
            channel.receive();
            assertThat(channel.length()).isEqualTo(i);
        }
        channel.cancel();
        assertThat(channel).hasToString("channel jobs (0 of " + capacity + ", closed)");
    }

    @Test
    void a_channel_without_a_name_is_told_apart_by_its_identity() {
        Channel<Integer> channel = Channel.unbuffered();

        assertThat(channel.name()).isNull();
        assertThat(channel.toString()).matches("channel dev\\.sluice\\.Channel@[0-9a-f]+ \\(0 of 0\\)");
    }

    @Test
    void what_it_says_doesnt_depend_on_the_language() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.of("tr")); // whose lower-case I has no dot
        try {
            Channel<Integer> channel = Channel.named("I").unbuffered();
            channel.close();
            assertThat(channel).hasToString("channel I (0 of 0, closed)");
        } finally {
            Locale.setDefault(before);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 10, 1000})
    void drop_oldest_makes_room_and_never_waits(int capacity) throws InterruptedException {
        List<Integer> undelivered = new ArrayList<>();
        Channel<Integer> channel = Channel.overflow(Overflow.DROP_OLDEST)
                .<Integer>onUndelivered(undelivered::add)
                .buffered(capacity);

        for (int i = 0; i < 3 * capacity; i++) {
            switch (i % 4) {
                case 0 -> channel.send(i);
                case 1 -> assertThat(channel.offer(i)).isEqualTo(Offer.SENT);
                case 2 -> assertThat(channel.sendIfOpen(i)).isTrue();
                default -> assertThat(channel.send(i, java.time.Duration.ZERO)).isEqualTo(Offer.SENT);
            }
        }

        assertThat(undelivered).hasSize(2 * capacity).isSorted().first().isEqualTo(0);
        for (int i = 2 * capacity; i < 3 * capacity; i++) {
            assertThat(channel.receive()).isEqualTo(i);
        }
        assertThat(channel.tryReceive()).isEqualTo(Received.empty());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 10, 1000})
    void drop_newest_keeps_what_is_there_and_never_waits(int capacity) throws InterruptedException {
        List<Integer> undelivered = new ArrayList<>();
        Channel<Integer> channel = Channel.overflow(Overflow.DROP_NEWEST)
                .<Integer>onUndelivered(undelivered::add)
                .buffered(capacity);
        for (int i = 0; i < capacity; i++) {
            assertThat(channel.offer(i)).isEqualTo(Offer.SENT);
        }

        channel.send(-1);
        assertThat(channel.sendIfOpen(-2)).isTrue();
        assertThat(channel.send(-3, java.time.Duration.ofHours(1))).isEqualTo(Offer.SENT);
        assertThat(channel.offer(-4)).isEqualTo(Offer.FULL);

        assertThat(undelivered).containsExactly(-1, -2, -3);
        for (int i = 0; i < capacity; i++) {
            assertThat(channel.receive()).isEqualTo(i);
        }
        assertThat(channel.tryReceive()).isEqualTo(Received.empty());
    }

    @ParameterizedTest
    @EnumSource(names = {"DROP_OLDEST", "DROP_NEWEST"})
    void a_dropping_channel_gives_to_waiting_receivers_first(Overflow policy) throws Exception {
        Channel<Integer> channel = Channel.overflow(policy).buffered(1);
        var receiver = Running.of(() -> channel.receive());
        Waiting.receiversWaitAt(channel, 1);

        channel.send(1);
        channel.send(2);

        assertThat(receiver.result()).isEqualTo(1);
        assertThat(channel.receive()).isEqualTo(2);
    }
}
