package dev.sluice.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Channel;
import dev.sluice.DeadlockException;
import java.io.InputStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Runs that can't go on, and runs that only look so. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class PipelineDeadlockTest {
    /** Runs a pipeline whose stages wait for each other, until that is found. */
    private static void deadlock() {
        Channel<Integer> never = Channel.unbuffered();

        assertThatThrownBy(() -> Pipeline.of(1)
                        .forEach("wait", _ -> never.receive())
                        .detectDeadlock()
                        .run())
                .isInstanceOf(DeadlockException.class)
                .hasMessageContaining("wait");
    }

    @Test
    void a_run_that_waits_for_itself_ends() {
        deadlock();
    }

    @Test
    void a_run_that_waits_for_what_is_typed_in_is_none() throws InterruptedException {
        var terminal = new InputStream() {
            @Override
            public int read() {
                deadlock(); // so long that a deadlock of the run outside would have been found too
                deadlock();
                return -1;
            }

            @Override
            public int read(byte[] into, int from, int length) {
                return read();
            }
        };

        assertThat(Pipeline.lines(terminal).toList().detectDeadlock().run()).isEmpty();
    }

    @Test
    void a_run_that_waits_for_a_platform_thread_is_none() throws InterruptedException {
        assertThat(Pipeline.of(1)
                        .map(Workers.workers(1).onPlatformThreads(), i -> {
                            deadlock();
                            deadlock();
                            return i;
                        })
                        .toList()
                        .detectDeadlock()
                        .run())
                .containsExactly(1);
    }

    @Test
    void a_run_that_waits_for_a_publisher_is_none() throws InterruptedException {
        assertThat(Pipeline.<Integer>from((java.util.concurrent.Flow.Subscriber<? super Integer> subscriber) ->
                                Thread.ofPlatform().start(() -> {
                                    deadlock();
                                    deadlock();
                                    subscriber.onComplete();
                                }))
                        .toList()
                        .detectDeadlock()
                        .run())
                .isEmpty();
    }

    @Test
    void a_run_whose_elastic_stage_waits_for_one_that_waits_for_itself_ends() {
        Channel<Integer> never = Channel.unbuffered();

        assertThatThrownBy(() -> Pipeline.generate(() -> 1)
                        .map(Workers.workers(1, 4), i -> i)
                        .forEach("wait", _ -> never.receive())
                        .detectDeadlock()
                        .run())
                .isInstanceOf(DeadlockException.class)
                .hasMessageContaining("wait");
    }

    @Test
    void a_run_whose_elastic_stage_has_all_of_its_workers_and_waits_for_itself_ends() {
        Channel<Integer> never = Channel.unbuffered();

        assertThatThrownBy(() -> Pipeline.of(1, 2, 3, 4, 5)
                        .map("wait", Workers.workers(1, 2), _ -> never.receive())
                        .toList()
                        .detectDeadlock()
                        .run())
                .isInstanceOf(DeadlockException.class)
                .hasMessageContaining("wait");
    }

    @Test
    void a_run_in_which_another_worker_of_an_elastic_stage_helps_is_none() throws InterruptedException {
        Channel<Integer> meeting = Channel.unbuffered();

        assertThat(Pipeline.of(1, 2)
                        .map(
                                Workers.workers(1, 2),
                                i -> { // the first waits for the second, which needs another worker
                                    if (i == 1) {
                                        meeting.send(i);
                                    } else {
                                        meeting.receive();
                                    }
                                    return i;
                                })
                        .toList()
                        .detectDeadlock()
                        .run())
                .hasSize(2);
    }
}
