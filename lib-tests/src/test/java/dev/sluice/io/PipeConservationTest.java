package dev.sluice.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Channel;
import dev.sluice.ContextCancelledException;
import dev.sluice.Scope;
import dev.sluice.Task;
import dev.sluice.testkit.Bubble;
import dev.sluice.testkit.DeadlockError;
import dev.sluice.testkit.Deterministic;
import dev.sluice.testkit.LeakCheck;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Many writers and readers: no byte is lost, none comes twice, and each write is whole. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class PipeConservationTest {
    private static final int WRITERS = 5;

    @ParameterizedTest
    @Deterministic
    @ValueSource(ints = {0, 1, 4, 10})
    void writes_never_mix(int capacity) throws Exception {
        var pipe = PipeTest.pipe(capacity);

        try (var scope = Scope.open()) {
            for (int i = 0; i < WRITERS; i++) {
                byte[] own = filled(i, 3 + i);
                scope.go(() -> pipe.output().write(own));
            }
            byte[] all = pipe.input().readNBytes(25);

            for (int at = 0; at < all.length; ) {
                byte[] own = filled(all[at], 3 + all[at]);
                assertThat(Arrays.copyOfRange(all, at, at + own.length)).isEqualTo(own);
                at += own.length;
            }
            scope.join();
        }
        assertThat(pipe.input().available()).isZero();
    }

    @ParameterizedTest
    @Deterministic(seeds = 300)
    @CsvSource({"0, 2", "0, 7", "1, 3", "4, 3", "10, 3"})
    void what_was_written_is_what_was_read_even_if_some_are_interrupted(int capacity, int readSize) throws Exception {
        var pipe = PipeTest.pipe(capacity);

        try (var scope = Scope.open()) {
            var writers = new ArrayList<Task<Integer>>();
            for (int i = 0; i < WRITERS; i++) {
                byte[] own = filled(i, 7);
                writers.add(scope.go(() -> write(pipe, own)));
            }
            List<Task<byte[]>> readers = List.of(read(scope, pipe, readSize), read(scope, pipe, readSize + 1));
            scope.go(writers.get(1)::cancel);
            scope.go(writers.get(3)::cancel);

            var written = new int[WRITERS];
            for (int i = 0; i < WRITERS; i++) {
                written[i] = writers.get(i).await();
            }
            pipe.output().close();

            var read = new int[WRITERS];
            for (Task<byte[]> reader : readers) {
                for (byte each : reader.await()) {
                    read[each]++;
                }
            }
            assertThat(read).isEqualTo(written);
        }
    }

    /** Answers how many bytes were written before the goroutine was cancelled, if it was. */
    private static int write(Pipe pipe, byte[] bytes) throws IOException {
        try {
            pipe.output().write(bytes);
            return bytes.length;
        } catch (InterruptedIOException e) {
            boolean isKept = Thread.interrupted(); // this goroutine ends well, so that its result counts
            assertThat(isKept || e.getCause() instanceof ContextCancelledException)
                    .isTrue();
            return e.bytesTransferred;
        }
    }

    private static Task<byte[]> read(Scope scope, Pipe pipe, int size) throws InterruptedException {
        return scope.go(() -> {
            var all = new byte[100];
            int count = 0;
            for (int some; (some = pipe.input().read(all, count, size)) >= 0; ) {
                count += some;
            }
            return Arrays.copyOf(all, count);
        });
    }

    @ParameterizedTest
    @LeakCheck
    @ValueSource(ints = {0, 1, 10, 1_000})
    void threads_that_run_at_the_same_time_lose_nothing_either(int capacity) throws Exception {
        int rounds = 2_000;
        var pipe = PipeTest.pipe(capacity);
        long[] sums = new long[3];

        try (var scope = Scope.open()) {
            try (var producers = Scope.open()) {
                for (int i = 0; i < WRITERS; i++) {
                    byte[] own = filled(i + 1, 13);
                    producers.go(() -> {
                        for (int round = 0; round < rounds; round++) {
                            pipe.output().write(own);
                        }
                    });
                }
                for (int i = 0; i < sums.length; i++) {
                    int reader = i;
                    scope.go(() -> sums[reader] = sumOf(pipe, 5 + reader * 7));
                }
                producers.join(IOException.class);
            }
            pipe.output().close();
            scope.join(IOException.class);
        }

        assertThat(sums[0] + sums[1] + sums[2]).isEqualTo(13L * rounds * (1 + 2 + 3 + 4 + 5));
    }

    @ParameterizedTest
    @LeakCheck
    @ValueSource(ints = {0, 1, 10, 1_000})
    void a_storm_of_cancellations_loses_nothing(int capacity) throws Exception {
        byte[] own = filled(1, 97);
        var pipe = PipeTest.pipe(capacity);
        long written = 0;

        try (var scope = Scope.open()) {
            Task<Long> read = scope.go(() -> sumOf(pipe, 13));
            for (int round = 0; round < 3_000; round++) {
                Channel<Integer> transferred = Channel.buffered(1);
                Task<?> writer = scope.go(() -> {
                    try {
                        pipe.output().write(own);
                        transferred.offer(own.length);
                    } catch (InterruptedIOException e) {
                        transferred.offer(e.bytesTransferred);
                    }
                });
                if (round % 3 > 0) {
                    writer.cancel(); // it may have written all, nothing, or something in between
                }
                written += transferred.receive();
            }
            pipe.output().close();

            assertThat(read.await()).isEqualTo(written);
        }
    }

    private static long sumOf(Pipe pipe, int size) throws IOException {
        long sum = 0;
        var buffer = new byte[size];
        for (int some; (some = pipe.input().read(buffer)) >= 0; ) {
            for (int i = 0; i < some; i++) {
                sum += buffer[i];
            }
        }
        return sum;
    }

    @Test
    void a_deadlock_names_the_pipe() {
        assertThatThrownBy(() -> Bubble.run(1, () -> {
                    var pipe = Pipe.named("upload").unbuffered();
                    pipe.output().write(1); // in the thread that was to read it
                }))
                .isInstanceOf(DeadlockError.class)
                .hasMessageContaining("waits in receive channel reads from pipe upload");
    }

    private static byte[] filled(int value, int length) {
        var bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
