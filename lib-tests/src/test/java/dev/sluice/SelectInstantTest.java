package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.LeakCheck;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A poll sees all of its channels at one instant. In each race here at least one case is ready at every instant, while the
 * readiness moves from one channel to another.
 *
 * @see <a href="https://github.com/golang/go/blob/master/src/runtime/chan_test.go">TestNonblockSelectRace</a>
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@LeakCheck(deadlocks = false)
class SelectInstantTest {
    private static final long NANOS_PER_RACE =
            TimeUnit.MILLISECONDS.toNanos(Long.getLong("sluice.soak.race.millis", 500));

    @Test
    void a_value_moves_from_one_channel_to_another() throws InterruptedException {
        SelectRace.run(NANOS_PER_RACE, () -> {
            Channel<Integer> one = Channel.buffered(1);
            Channel<Integer> two = Channel.buffered(1);
            one.offer(1);
            return new SelectRace.Round(
                    () -> {
                        two.offer(1);
                        one.tryReceive();
                    },
                    () -> assertThatOneIsReady(one, two));
        });
    }

    @Test
    void readiness_moves_from_a_value_to_a_closed_channel() throws InterruptedException {
        SelectRace.run(NANOS_PER_RACE, () -> {
            Channel<Integer> one = Channel.buffered(1);
            Channel<Integer> two = Channel.unbuffered();
            one.offer(1);
            return new SelectRace.Round(
                    () -> {
                        two.close();
                        one.tryReceive();
                    },
                    () -> assertThatOneIsReady(one, two));
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_value_moves_round_and_round(boolean ordered) throws InterruptedException {
        SelectRace.run(NANOS_PER_RACE, () -> {
            Channel<Integer> one = Channel.buffered(1);
            Channel<Integer> two = Channel.buffered(1);
            Channel<Integer> three = Channel.buffered(1);
            one.offer(1);
            return new SelectRace.Round(
                    () -> {
                        for (int i = 0; i < 3; i++) {
                            two.offer(1);
                            one.tryReceive();
                            three.offer(1);
                            two.tryReceive();
                            one.offer(1);
                            three.tryReceive();
                        }
                    },
                    () -> {
                        try (var select = ordered ? Select.open().ordered() : Select.open()) {
                            select.receive(one);
                            select.receive(two);
                            select.receive(three);
                            assertThat(select.poll()).isNotNull();
                        }
                    });
        });
    }

    @Test
    void room_moves_from_one_channel_to_another() throws InterruptedException {
        SelectRace.run(NANOS_PER_RACE, () -> {
            Channel<Integer> one = Channel.buffered(1);
            Channel<Integer> two = Channel.buffered(1);
            two.offer(1);
            return new SelectRace.Round(
                    () -> {
                        two.tryReceive();
                        one.offer(2);
                    },
                    () -> {
                        try (var select = Select.open()) {
                            select.send(one, () -> 3);
                            select.send(two).value(4);
                            assertThat(select.poll()).isNotNull();
                        }
                    });
        });
    }

    @Test
    void a_channel_is_ready_to_receive_when_it_is_not_to_send() throws InterruptedException {
        SelectRace.run(NANOS_PER_RACE, () -> {
            Channel<Integer> channel = Channel.buffered(1);
            return new SelectRace.Round(
                    () -> {
                        channel.offer(1);
                        channel.tryReceive();
                        channel.offer(2);
                    },
                    () -> {
                        try (var select = Select.open()) {
                            select.receive(channel);
                            select.send(channel, () -> 3);
                            assertThat(select.poll()).isNotNull();
                        }
                    });
        });
    }

    /** A poll of one case needs no lock where nothing is ready; it must not miss what is there all the time. */
    @Test
    void the_last_value_of_a_channel_and_its_end_leave_no_gap() throws InterruptedException {
        SelectRace.run(NANOS_PER_RACE, () -> {
            Channel<Integer> channel = Channel.buffered(1);
            channel.offer(1);
            return new SelectRace.Round(
                    () -> {
                        channel.close();
                        channel.tryReceive();
                    },
                    () -> {
                        try (var select = Select.open()) {
                            select.receive(channel);
                            assertThat(select.poll()).isNotNull();
                        }
                    });
        });
    }

    /** Each sends to the other and then polls: at least one must see what the other has sent. */
    @Test
    void of_two_that_send_and_then_poll_one_finds_something() throws InterruptedException {
        SelectRace.run(NANOS_PER_RACE, () -> {
            Channel<Integer> one = Channel.buffered(1);
            Channel<Integer> two = Channel.buffered(1);
            var found = new boolean[2];
            return new SelectRace.Round(
                    () -> {
                        one.offer(1);
                        found[0] = polls(two);
                    },
                    () -> {
                        two.offer(1);
                        found[1] = polls(one);
                    },
                    () -> assertThat(found).contains(true));
        });
    }

    private static boolean polls(Channel<Integer> channel) {
        try (var select = Select.open()) {
            select.receive(channel);
            return select.poll() != null;
        }
    }

    private static void assertThatOneIsReady(Channel<Integer> one, Channel<Integer> two) {
        try (var select = Select.open()) {
            select.receive(one);
            select.receive(two);
            assertThat(select.poll()).isNotNull();
        }
    }
}
