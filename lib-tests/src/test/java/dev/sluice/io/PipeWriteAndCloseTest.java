package dev.sluice.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Scope;
import dev.sluice.Task;
import dev.sluice.testkit.Bubble;
import dev.sluice.testkit.Deterministic;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Layers over a pipe are closed in the right order, and a failure is never taken for the end. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@Deterministic(seeds = 50)
class PipeWriteAndCloseTest {
    private final IllegalStateException failure = new IllegalStateException("no more events");

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 10, 1_000})
    void gzip_goes_round_with_its_footer(int capacity) throws Exception { // pitfall 32
        byte[] data = PipeTest.bytes(307);
        var pipe = PipeTest.pipe(capacity);

        try (var scope = Scope.open()) {
            scope.go(() -> pipe.output().writeAndClose(GZIPOutputStream::new, gzip -> gzip.write(data)));

            assertThat(new GZIPInputStream(pipe.input()).readAllBytes()).isEqualTo(data); // checks length and sum
            scope.join();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1_000})
    void layers_over_layers_are_flushed(int capacity) throws Exception {
        var pipe = PipeTest.pipe(capacity);

        try (var scope = Scope.open()) {
            scope.go(() -> pipe.output()
                    .writeAndClose(
                            out -> new PrintWriter(new BufferedOutputStream(new GZIPOutputStream(out)), false, UTF_8),
                            writer -> writer.print("hällo")));

            assertThat(new String(new GZIPInputStream(pipe.input()).readAllBytes(), UTF_8))
                    .isEqualTo("hällo");
            scope.join();
        }
    }

    @Test
    void a_body_that_fails_is_no_end() throws Exception { // pitfall 32
        var pipe = Pipe.unbuffered();

        try (var scope = Scope.open().collectAll()) {
            Task<?> writer = scope.go(() -> pipe.output().writeAndClose(GZIPOutputStream::new, gzip -> {
                gzip.write(PipeTest.bytes(307));
                throw failure;
            }));
            InputStream in = new GZIPInputStream(pipe.input());

            assertThatThrownBy(in::readAllBytes).isInstanceOf(IOException.class).hasCause(failure);
            assertThatThrownBy(writer::await).isSameAs(failure);
        } catch (IllegalStateException e) {
            assertThat(e).isSameAs(failure);
        }
    }

    @Test
    void a_body_that_closes_its_layer_and_then_fails_is_no_end_either() {
        var pipe = Pipe.unbuffered();

        assertThatThrownBy(() -> pipe.output().writeAndClose(BufferedOutputStream::new, buffered -> {
                    buffered.close();
                    throw failure;
                }))
                .isSameAs(failure);

        assertThatThrownBy(() -> pipe.input().read()).hasCause(failure);
    }

    @Test
    void a_layer_that_is_interrupted_when_it_writes_its_last_is_no_end_either() throws Exception {
        var pipe = Pipe.unbuffered();

        try (var scope = Scope.open()) {
            Task<?> writer = scope.go(() -> pipe.output()
                    .writeAndClose(BufferedOutputStream::new, buffered -> buffered.write(PipeTest.bytes(7))));
            Bubble.settle(); // what has to be flushed at the end waits for a reader
            writer.cancel();
            Bubble.settle();

            assertThatThrownBy(() -> pipe.input().readAllBytes()).hasCauseInstanceOf(InterruptedIOException.class);
        }
    }

    @Test
    void layers_that_cant_be_made_are_a_failure_too() {
        var pipe = Pipe.unbuffered();

        assertThatThrownBy(() -> pipe.output()
                        .writeAndClose(
                                _ -> {
                                    throw failure;
                                },
                                _ -> {}))
                .isSameAs(failure);

        assertThatThrownBy(() -> pipe.input().read()).hasCause(failure);
    }

    @Test
    void errors_are_failures_too() {
        var pipe = Pipe.unbuffered();
        var error = new AssertionError("no");

        assertThatThrownBy(() -> pipe.output().writeAndClose(out -> out, _ -> {
                    throw error;
                }))
                .isSameAs(error);

        assertThatThrownBy(() -> pipe.input().read()).hasCause(error);
    }

    @Test
    void a_footer_that_cant_be_written_fails_the_writer() throws Exception {
        var pipe = Pipe.unbuffered();

        try (var scope = Scope.open().collectAll()) {
            Task<?> writer = scope.go(
                    () -> pipe.output().writeAndClose(GZIPOutputStream::new, gzip -> gzip.write(PipeTest.bytes(3))));
            pipe.input().readNBytes(10); // the header
            pipe.input().close();

            assertThatThrownBy(() -> writer.await(IOException.class)).isInstanceOf(PipeClosedException.class);
        } catch (RuntimeException e) {
            assertThat(e).hasCauseInstanceOf(PipeClosedException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void layers_are_closed_in_either_case_and_before_the_pipe_only_if_all_is_well(boolean fails) {
        var log = new ArrayList<String>();
        var pipe = Pipe.unbuffered();
        class Layer extends OutputStream {
            @Override
            public void write(int value) {}

            @Override
            public void close() {
                log.add(pipe.output().channel().isOpen() ? "layer before the pipe" : "layer after the pipe");
            }
        }

        try {
            pipe.output().writeAndClose(_ -> new Layer(), _ -> {
                if (fails) {
                    throw failure;
                }
            });
        } catch (IOException | IllegalStateException e) {
            assertThat(e).isSameAs(failure);
        }

        assertThat(log).isEqualTo(List.of(fails ? "layer after the pipe" : "layer before the pipe"));
        assertThat(pipe.output().channel().isOpen()).isFalse();
    }
}
