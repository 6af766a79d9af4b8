package dev.sluice.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Scope;
import dev.sluice.Task;
import dev.sluice.testkit.Eventually;
import dev.sluice.testkit.LeakCheck;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes in at one end comes out at the other, in any sizes. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(20)
@LeakCheck
class PipeTest {
    private static final int[] AWKWARD = {1, 2, 3, 7, 8, 13, 97, 1_021, 8_191, 8_192, 8_193};

    static Pipe pipe(int capacity) {
        return capacity == 0 ? Pipe.unbuffered() : Pipe.buffered(capacity);
    }

    static Pipe upload(int capacity) {
        return capacity == 0
                ? Pipe.named("upload").unbuffered()
                : Pipe.named("upload").buffered(capacity);
    }

    static byte[] bytes(int length) {
        var bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 7, 10, 1_000, 65_536})
    void all_comes_out_as_it_went_in_whatever_the_sizes(int capacity) throws Exception {
        byte[] data = bytes(100_003);
        var pipe = pipe(capacity);
        var received = new ByteArrayOutputStream();

        try (var scope = Scope.open()) {
            scope.go(() -> {
                for (int at = 0, i = 0; at < data.length; i++) {
                    int length = Math.min(AWKWARD[i % AWKWARD.length], data.length - at);
                    pipe.output().write(data, at, length);
                    at += length;
                }
                pipe.output().close();
            });
            var buffer = new byte[9_000];
            for (int i = 5, length;
                    (length = pipe.input().read(buffer, 11, AWKWARD[i * 7 % AWKWARD.length])) >= 0;
                    i++) {
                received.write(buffer, 11, length);
            }
            scope.join();
        }

        assertThat(received.toByteArray()).isEqualTo(data);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 1_000})
    void single_bytes_come_out_unsigned(int capacity) throws Exception {
        var pipe = pipe(capacity);

        try (var scope = Scope.open()) {
            scope.go(() -> {
                for (int value = 0; value < 256; value++) {
                    pipe.output().write(value);
                }
                pipe.output().close();
            });
            for (int value = 0; value < 256; value++) {
                assertThat(pipe.input().read()).isEqualTo(value);
            }

            assertThat(pipe.input().read()).isEqualTo(-1);
            assertThat(pipe.input().read()).isEqualTo(-1);
            scope.join();
        }
    }

    @Test
    void an_unbuffered_write_returns_when_its_last_byte_is_read() throws Exception {
        var pipe = Pipe.unbuffered();

        try (var scope = Scope.open()) {
            Task<?> writer = scope.go(() -> pipe.output().write(bytes(5)));
            assertThat(pipe.input().readNBytes(4)).hasSize(4);
            assertThat(writer.state()).isEqualTo(Task.State.RUNNING);
            assertThat(pipe.input().available()).isEqualTo(1);

            assertThat(pipe.input().read()).isNotNegative();

            writer.await();
        }
    }

    @Test
    void a_large_write_is_read_in_pieces_without_being_copied_before() throws Exception {
        var pipe = Pipe.unbuffered();
        byte[] data = bytes(10);

        try (var scope = Scope.open()) {
            scope.go(() -> pipe.output().write(data));
            assertThat(pipe.input().readNBytes(3)).containsExactly(data[0], data[1], data[2]);
            data[3] ^= 1; // seen by the reader only if it reads this very array

            assertThat(pipe.input().readNBytes(7)).containsExactly(Arrays.copyOfRange(data, 3, 10));
            scope.join();
        }
    }

    @Test
    void a_buffered_pipe_takes_as_much_as_it_can_hold_without_a_reader() throws Exception {
        var pipe = Pipe.buffered(7);

        pipe.output().write(bytes(3));
        pipe.output().write(bytes(4));

        assertThat(pipe.input().available()).isEqualTo(7);
        try (var scope = Scope.open()) {
            Task<?> eighth = scope.go(() -> pipe.output().write(8));
            assertThat(pipe.input().read(new byte[100])).isEqualTo(7);
            eighth.await();
        }
        assertThat(pipe.input().available()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"0, 3", "5, 5", "1000, 6"})
    void a_read_returns_what_is_there_and_waits_for_no_more(int capacity, int expected) throws Exception {
        var pipe = pipe(capacity);

        try (var scope = Scope.open()) {
            scope.go(() -> {
                pipe.output().write(bytes(3));
                pipe.output().write(bytes(3));
            });
            Eventually.becomes(() -> pipe.toString().contains("(" + expected + " bytes"));

            assertThat(pipe.input().read(new byte[100])).isEqualTo(expected);
            pipe.input().readNBytes(6 - expected);
            scope.join();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 10})
    void a_write_of_nothing_is_never_seen_by_a_reader(int capacity) throws Exception {
        var pipe = pipe(capacity);

        pipe.output().write(new byte[0]);
        pipe.output().write(bytes(5), 5, 0);

        try (var scope = Scope.open()) {
            scope.go(() -> {
                pipe.output().write(new byte[0]);
                pipe.output().write(42);
            });
            assertThat(pipe.input().read(new byte[3])).isEqualTo(1);
            scope.join();
        }
    }

    @Test
    void a_read_of_nothing_returns_at_once() throws Exception {
        assertThat(Pipe.unbuffered().input().read(new byte[0])).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 10, 1_000})
    void the_methods_of_streams_do_what_they_promise(int capacity) throws Exception {
        byte[] data = bytes(1_009);
        var pipe = pipe(capacity);
        var rest = new ByteArrayOutputStream();

        try (var scope = Scope.open()) {
            scope.go(() -> {
                pipe.output().write(data);
                pipe.output().write(data);
                pipe.output().flush();
                pipe.output().close();
            });
            InputStream in = pipe.input();

            assertThat(in.skip(0)).isZero();
            assertThat(in.skip(-3)).isZero();
            assertThat(in.skip(1_000)).isEqualTo(1_000);
            assertThat(in.readNBytes(9)).isEqualTo(Arrays.copyOfRange(data, 1_000, 1_009));
            in.skipNBytes(9);
            assertThat(in.transferTo(rest)).isEqualTo(1_000);
            assertThat(rest.toByteArray()).isEqualTo(Arrays.copyOfRange(data, 9, 1_009));
            assertThat(in.skip(1)).isZero();
            assertThat(in.readAllBytes()).isEmpty();
            assertThat(in.available()).isZero();
            scope.join();
        }
    }

    @Test
    void skipping_beyond_the_end_returns_how_much_there_was() throws Exception {
        var pipe = Pipe.buffered(10);
        pipe.output().write(bytes(7));
        pipe.output().close();

        assertThat(pipe.input().skip(Long.MAX_VALUE)).isEqualTo(7);
    }

    @Test
    void ranges_outside_of_the_array_are_refused_before_anything_happens() {
        var pipe = Pipe.unbuffered();

        assertThatThrownBy(() -> pipe.output().write(new byte[5], 3, 3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> pipe.input().read(new byte[5], -1, 3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(pipe).asString().contains("0 bytes");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void a_buffer_of_less_than_one_byte_or_of_too_many_is_refused(int bytes) {
        assertThatThrownBy(() -> Pipe.buffered(bytes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("bytes must be from 1 to 1073741824, was " + bytes);
    }

    @Test
    void a_pipe_reads_well() throws Exception {
        var pipe = Pipe.named("upload").buffered(10);
        pipe.output().write("hello".getBytes(UTF_8));
        pipe.output().close();

        assertThat(pipe).asString().isEqualTo("pipe upload (5 bytes to be read, writing end closed)");
        assertThat(pipe.input()).asString().startsWith("reading end of pipe upload");
        assertThat(pipe.output()).asString().startsWith("writing end of pipe upload");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1_000})
    void a_thousand_short_lived_writers_leave_all_they_wrote(int capacity) throws Exception { // pitfall 33
        var pipe = pipe(capacity);

        try (var scope = Scope.open()) {
            Task<byte[]> all = scope.go(() -> pipe.input().readAllBytes());
            for (int i = 0; i < 1_000; i++) {
                int value = i;
                Thread.ofVirtual().start(() -> write(pipe, value)).join();
            }
            pipe.output().close();

            byte[] read = all.await();
            assertThat(read).hasSize(1_000);
            for (int i = 0; i < read.length; i++) {
                assertThat(read[i]).isEqualTo((byte) i);
            }
        }
    }

    private static void write(Pipe pipe, int value) {
        try {
            pipe.output().write(value);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void a_reader_waits_for_the_next_writer_though_the_last_one_is_dead() throws Exception { // pitfall 33
        var jdk = new PipedInputStream();
        var jdkOutput = new PipedOutputStream(jdk);
        var pipe = Pipe.buffered(10);
        Thread writer = Thread.ofPlatform().start(() -> {
            write(pipe, 1);
            try {
                jdkOutput.write(1);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        writer.join();
        assertThat(jdk.read()).isEqualTo(1);
        assertThatThrownBy(jdk::read).isInstanceOf(IOException.class).hasMessage("Write end dead");

        try (var scope = Scope.open()) {
            assertThat(pipe.input().read()).isEqualTo(1);
            Task<Integer> next = scope.go(() -> pipe.input().read());
            pipe.output().write(2);

            assertThat(next.await()).isEqualTo(2);
        }
    }
}
