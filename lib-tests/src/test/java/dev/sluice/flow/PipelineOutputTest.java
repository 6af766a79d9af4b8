package dev.sluice.flow;

import static dev.sluice.flow.Workers.workers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.CancelledException;
import dev.sluice.Channel;
import dev.sluice.testkit.Deterministic;
import dev.sluice.testkit.Eventually;
import dev.sluice.testkit.LeakCheck;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.SubmissionPublisher;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Where items come from, and where they go. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
@LeakCheck
class PipelineOutputTest {
    private static List<Integer> numbers(int count) {
        return IntStream.rangeClosed(1, count).boxed().toList();
    }

    @Test
    @Deterministic(seeds = 50)
    void an_output_can_be_iterated_over() throws InterruptedException {
        List<Integer> result = new ArrayList<>();

        try (var output = Pipeline.from(numbers(33)).map(i -> i + 1).open()) {
            output.forEach(result::add);
            output.run().join();
        }

        assertThat(result).isEqualTo(numbers(34).subList(1, 34));
    }

    @Test
    @Deterministic(seeds = 50)
    void an_iterator_gives_what_came_before_the_failure_and_then_throws_it() {
        List<Integer> result = new ArrayList<>();

        try (var output = Pipeline.from(numbers(5))
                .map(i -> {
                    if (i == 4) {
                        throw new IOException("torn");
                    }
                    return i;
                })
                .open()) {
            assertThatThrownBy(() -> output.forEach(result::add))
                    .isInstanceOf(CompletionException.class)
                    .hasRootCauseMessage("torn");
        }

        assertThat(result).isIn(List.of(), List.of(1), List.of(1, 2), List.of(1, 2, 3));
    }

    @Test
    @Deterministic(seeds = 50)
    void an_iterator_of_a_cancelled_run_says_so() {
        Channel<Integer> never = Channel.unbuffered();

        try (var output = Pipeline.from(never).open()) {
            output.run().cancel();

            assertThatThrownBy(() -> output.iterator().hasNext()).isInstanceOf(CancelledException.class);
        }
    }

    @Test
    void a_stream_short_circuits() {
        try (Stream<Integer> stream =
                Pipeline.from(Stream.iterate(1, i -> i + 1).iterator())
                        .map(workers(3).ordered(), i -> i * 2)
                        .open()
                        .stream()) {
            assertThat(stream.filter(i -> i % 6 == 0).limit(3)).containsExactly(6, 12, 18);
        }
    }

    @Test
    @SuppressWarnings("try") // closing is what is tested
    void a_publisher_can_be_read() throws InterruptedException {
        try (var publisher = new SubmissionPublisher<Integer>();
                var run = Pipeline.from(publisher).map(i -> -i).toList().start()) {
            Eventually.becomes(publisher::hasSubscribers);
            numbers(1_000).forEach(publisher::submit);
            publisher.close();

            assertThat(run.join())
                    .isEqualTo(numbers(1_000).stream().map(i -> -i).toList());
        }
    }

    @Test
    void the_failure_of_a_publisher_is_that_of_the_run() throws InterruptedException {
        try (var publisher = new SubmissionPublisher<Integer>();
                var run = Pipeline.from(publisher).toList().start()) {
            Eventually.becomes(publisher::hasSubscribers);
            publisher.closeExceptionally(new IOException("torn"));

            assertThatThrownBy(() -> run.join(IOException.class)).hasMessage("torn");
        }
    }

    @Test
    void a_publisher_is_cancelled_when_no_more_is_wanted() throws InterruptedException {
        try (var publisher = new SubmissionPublisher<Integer>();
                var run = Pipeline.from(publisher).limit(2).toList().start()) {
            Eventually.becomes(publisher::hasSubscribers);
            numbers(10).forEach(publisher::submit);

            assertThat(run.join()).containsExactly(1, 2);
            Eventually.becomes(() -> !publisher.hasSubscribers());
        }
    }

    @Test
    void one_publisher_feeds_another_pipeline() throws InterruptedException {
        try (var output = Pipeline.from(numbers(500)).open()) {
            assertThat(Pipeline.from(output.publisher()).toList().run()).isEqualTo(numbers(500));
            output.run().join();
        }
    }

    @Test
    void lines_of_a_file_are_read_anew_in_each_run(@TempDir Path folder) throws IOException, InterruptedException {
        Path file = folder.resolve("names");
        Files.writeString(file, "ann\nbob\n\ncäcilie");
        RunnablePipeline<List<String>> pipeline = Pipeline.lines(file).toList();

        assertThat(pipeline.run()).containsExactly("ann", "bob", "", "cäcilie");
        assertThat(pipeline.run()).hasSize(4);
        assertThatThrownBy(() -> Pipeline.lines(folder.resolve("none")).toList().run(IOException.class))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void lines_of_a_stream_are_read() throws InterruptedException {
        String text =
                String.join("\n", numbers(10_000).stream().map(String::valueOf).toList());
        InputStream in = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));

        assertThat(Pipeline.lines(in).map(Integer::valueOf).toList().run()).isEqualTo(numbers(10_000));
    }

    @Test
    void a_read_that_hangs_doesnt_keep_the_run_from_ending() throws IOException, InterruptedException {
        try (var in = new PipedInputStream();
                var out = new PipedOutputStream(in);
                var run = Pipeline.lines(in).toList().start()) {
            out.write("ann\n".getBytes(StandardCharsets.UTF_8));
            out.flush();
            Eventually.becomes(() -> run.progress().getLast().in() == 1);
            run.drain();

            assertThat(run.join()).containsExactly("ann");
        }
    }
}
